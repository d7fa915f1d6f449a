import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { VARIABLES } from '../../src/config/environment-table.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DEPLOY = join(ROOT, 'gateway/deploy');
const UNITS = ['selat.service', 'selat-backup.service', 'selat-backup.timer'];
const read = (name: string) => readFileSync(join(DEPLOY, name), 'utf8');

const service = z.object({
  image: z.string(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const compose = z
  .object({
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.unknown()),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    networks: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read('compose.yaml'), { merge: true }));
const { services } = compose;

/** Instructions of the Dockerfile, lines joined, comments left out. */
const INSTRUCTIONS = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => line.replace(/\s+/g, ' '));
const instructions = (word: string) => INSTRUCTIONS.filter((line) => line.startsWith(`${word} `));

/** Command lines of `selat` in a text, as words after it. */
function commandLines(text: string): string[][] {
  const joined = text.replaceAll(/\\\n\s*/g, ' ');
  return [
    ...joined.matchAll(
      /(?:^|exec |\$ |selat\.js |\|\| )(?:selat )?((?:init|serve|backup|doctor|peer \w+|log fsck) ?[^\n"]*)$/gm,
    ),
  ].map(([, words = '']) => words.trim().split(/\s+/));
}

function wrongWords(words: readonly string[]): string[] {
  const two = words.slice(0, 2).join(' ');
  const command = COMMANDS.find(({ name }) => name === two) ?? COMMANDS.find(({ name }) => name === words[0]);
  if (command === undefined) return [`no command ${words[0]}`];
  const known = [
    ...(command.options ?? []).map(({ flags }) => flags.split(/[ ,]/)[0]),
    '--json',
    ...(command.isOnline ? ['--config'] : []),
  ];
  return words
    .filter((word) => word.startsWith('--') && !known.includes(word.split('=')[0]))
    .map((word) => `${command.name} ${word}`);
}

const variablesIn = (text: string) => [...text.matchAll(/\b(?:SELAT|OTEL)_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);

describe('OPS-43: what deploys a gateway names only what there is', () => {
  it('every command with its options, in image, compose file and units', () => {
    const texts = [...Object.values(services).flatMap(({ command }) => command), ...UNITS.map(read)];
    const lines = texts.flatMap(commandLines);
    expect(lines.map(([first]) => first).sort()).toEqual(['backup', 'init', 'init', 'serve']);
    expect(lines.flatMap(wrongWords)).toEqual([]);
    expect(instructions('ENTRYPOINT')).toEqual(['ENTRYPOINT ["selat"]']);
    expect(instructions('CMD')).toEqual(['CMD ["serve"]']);
  });

  it('every variable', () => {
    const known = new Set(VARIABLES.map(({ name }) => name));
    const named = ['Dockerfile', 'compose.yaml', ...UNITS].flatMap((name) => variablesIn(read(name)));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('every file of the repository that the image takes', () => {
    const sources = instructions('COPY').filter((line) => !line.includes('--from='));
    const paths = sources.flatMap((line) => line.split(' ').slice(1, -1)).filter((path) => path !== '.');
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const built = instructions('COPY').filter((line) => line.includes('--from=build'));
    const taken = built.map((line) => line.split(' ')[2]?.replace('/src/', '') ?? '');
    // `dist` and `node_modules` are made by the build; the others are in the repository.
    expect(taken.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('and everything that the packages in it export', () => {
    const exported = z.object({
      exports: z.record(z.string(), z.union([z.string(), z.object({ default: z.string() })])),
    });
    const taken = instructions('COPY').map((line) => line.split(' ')[2]?.replace('/src/', '') ?? '');
    const missing = ['proto', 'sdk'].flatMap((name) => {
      const { exports } = exported.parse(JSON.parse(readFileSync(join(ROOT, name, 'package.json'), 'utf8')));
      const targets = Object.values(exports).map((each) => join(name, typeof each === 'string' ? each : each.default));
      return targets.filter((target) => !taken.some((path) => target === path || target.startsWith(`${path}/`)));
    });
    expect(missing).toEqual([]);
  });

  it('ports and addresses as init writes them', () => {
    const init = COMMANDS.find(({ name }) => name === 'init');
    const portOf = (flag: string) => init?.options?.find(({ flags }) => flags.startsWith(flag))?.default;
    expect(instructions('EXPOSE')).toEqual([`EXPOSE ${portOf('--federation-port')}`]);
    expect(instructions('HEALTHCHECK')[0]).toContain(`http://127.0.0.1:${portOf('--metrics-port')}/readyz`);
    const told = Object.values(services).flatMap(({ command }) =>
      command.flatMap((line) => line.match(/--advertise (\S+)/)?.[1] ?? []),
    );
    expect(told).toEqual([`szdex.example:${portOf('--federation-port')}`, `my.example:${portOf('--federation-port')}`]);
  });
});

describe('OPS-44: a deployed gateway runs with no more than it needs', () => {
  const own = Object.entries(services).filter(([, { image }]) => image === 'selat');

  it('as a user of its own, on a file system that it cannot write, without capabilities', () => {
    expect(instructions('USER')).toEqual(['USER 10001:10001']);
    expect(own.map(([name]) => name)).toEqual(['szdex-init', 'szdex', 'my-init', 'my']);
    for (const [name, row] of own) {
      expect(row.read_only, name).toBe(true);
      expect(row.cap_drop, name).toEqual(['ALL']);
      expect(row.security_opt, name).toEqual(['no-new-privileges:true']);
    }
    expect(read('compose.yaml')).not.toMatch(/^\s+(?:ports|privileged|network_mode):/m);
  });

  it('with data and signed head on volumes apart, and secrets in files only', () => {
    for (const name of ['szdex', 'my']) {
      const volumes = services[name]?.volumes ?? [];
      expect(volumes).toEqual([`${name}-data:/var/lib/selat`, `${name}-head:/var/lib/selat-head`]);
    }
    const used = Object.values(services).flatMap(({ secrets }) => secrets);
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.secrets).sort());
    for (const row of Object.values(services)) {
      const secret = Object.entries(row.environment).filter(
        ([name, value]) => /PASS|URL/.test(name) && !value.startsWith('/run/secrets/'),
      );
      expect(secret).toEqual([]);
    }
    const mounted = Object.values(services).flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0]));
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('from images whose version is named', () => {
    const images = [...instructions('FROM').map((line) => line.split(' ')[1]), services['my-database']?.image];
    expect(images).toEqual(['node:20-bookworm', 'node:20-bookworm-slim', 'postgres:17-bookworm']);
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('OPS-43: the units are ones that systemd understands', () => {
  it.skipIf(!hasSystemd)('as systemd-analyze says, where it is installed', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'selat-units-'));
    // The program of the unit need not be on the machine that tests it.
    for (const name of UNITS) await cp(join(DEPLOY, name), join(dir, name));
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', ...UNITS.map((name) => join(dir, name))],
      {
        encoding: 'utf8',
      },
    );
    rmSync(dir, { recursive: true });
    const said = stderr.split('\n').filter((line) => line !== '' && !/not executable|No such file/.test(line));
    expect(said).toEqual([]);
    if (!stderr.includes('not executable')) expect(status).toBe(0);
  });

  it('and wait longer for the end than the gateway does', () => {
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(read('selat.service')) ?? [];
    expect(Number(seconds) * 1000).toBeGreaterThan(10_000);
  });
});
