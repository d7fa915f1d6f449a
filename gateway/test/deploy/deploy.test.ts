import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands/index.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const FILES = { dockerfile: read('gateway/deploy/Dockerfile'), unit: read('gateway/deploy/selat.service') };
const COMPOSE_TEXT = read('gateway/deploy/compose.yaml');
const GUIDE = read('docs/guide/deploy.md');

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly image: string;
  readonly read_only?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
}
const compose = parse(COMPOSE_TEXT, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

/** All sources of the gateway as one text, to look names up in. */
function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe('CFG-1: what deploys a gateway names only what a gateway knows', () => {
  const texts = { ...FILES, compose: COMPOSE_TEXT, guide: GUIDE };
  const known = sources(join(ROOT, 'gateway/src'));

  it.each(Object.entries(texts))('environment variables (%s)', (_, text) => {
    const names = new Set([...text.matchAll(/\bSELAT_[A-Z_]+\b/g)].map(([name]) => name));
    expect([...names].filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(Object.entries(texts))('commands and their options (%s)', (_, text) => {
    const run = [...text.matchAll(/selat(?:\.js)? ((?:[a-z-]+ )?[a-z-]+)((?: [^\n|`]+)?)/g)];
    for (const [, words = '', rest = ''] of run) {
      const command = COMMANDS.find(({ name }) => words === name || words.startsWith(`${name} `));
      if (command === undefined) continue;
      const options = [...(command.options ?? []), { flags: '--config <file>' }, { flags: '--json' }];
      for (const [, flag = ''] of rest.matchAll(/(--[a-z-]+)/g)) {
        expect(
          options.some(({ flags }) => flags.startsWith(flag)),
          `${words} ${flag}`,
        ).toBe(true);
      }
    }
  });

  it('files that are there', () => {
    for (const path of ['gateway/bin/selat.js', 'docs/guide/operator.md']) {
      expect(existsSync(join(ROOT, path))).toBe(true);
      expect(Object.values(FILES).some((text) => text.includes(`/opt/selat/${path}`))).toBe(true);
    }
  });

  it('the ports that a gateway has where nothing else is said', () => {
    const [, exposed = ''] = /^EXPOSE (.+)$/m.exec(FILES.dockerfile) ?? [];
    const defaults = COMMANDS.find(({ name }) => name === 'init')?.options ?? [];
    const ports = defaults.filter(({ flags }) => /-port <n>$/.test(flags)).map((option) => option.default);
    expect(exposed.split(' ')).toEqual(ports);
  });
});

describe('CFG-1: two nodes in containers run with no more rights than they need', () => {
  const gateways = Object.entries(compose.services).filter(([, { image }]) => image === 'selat-gateway');

  it('one on PostgreSQL and one on SQLite', () => {
    expect(gateways.map(([name]) => name)).toEqual(['szdex', 'my']);
    expect(gateways.map(([, { environment }]) => environment?.['SELAT_DATABASE_URL'] !== undefined)).toEqual([
      true,
      false,
    ]);
  });

  it.each(gateways)('%s keeps data and head apart on declared volumes, over a read-only root', (name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.volumes).toEqual([`${name}-node:/var/lib/selat`, `${name}-head:/var/lib/selat-head`]);
    for (const volume of service.volumes) expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '');
  });

  it.each(gateways)('%s shows its back office and health to this machine alone', (_, { ports }) => {
    expect(ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  it('is built from files that are there, as a user without rights', () => {
    const build = compose.services['szdex']?.build;
    expect(existsSync(join(ROOT, 'gateway/deploy', build?.context ?? '', build?.dockerfile ?? ''))).toBe(true);
    expect(FILES.dockerfile).toMatch(/^USER node$/m);
  });

  it('puts no secret into image, unit or compose file', () => {
    expect(COMPOSE_TEXT).not.toMatch(/PASSWORD: (?!\$\{)/);
    expect(FILES.unit).not.toMatch(/SELAT_KEY_PASSPHRASE=/);
    expect(FILES.dockerfile).not.toMatch(/SELAT_KEY_PASSPHRASE=/);
  });
});
