/** Two gateways that publish and get packs: signed and installed by commands, sent by the gateways. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { shippedPacks } from '../../src/packs/pack-folders.js';
import { lastJson, type RecordedIo, recordedIo } from '../cli/fake-io.js';
import { PASSPHRASE, type TestNode } from '../support/running-node.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes, until } from '../support/two-nodes.js';

const HOUR_MS = 3_600_000;
const PUBLISHERS = [
  { jurisdiction: 'CN', publisher: 'szdex.example' },
  { jurisdiction: 'MY', publisher: 'my.example' },
];
const BOTH = { packPublishers: PUBLISHERS };

let nodes: TwoNodes;

/** Runs a command as the operator of a node, in its folder. */
async function selat(node: TestNode, ...argv: string[]): Promise<RecordedIo & { readonly code: number }> {
  const { dir, officer } = node.made;
  const env = {
    SELAT_CONFIG: node.made.config,
    SELAT_KEY_PASSPHRASE: PASSPHRASE,
    SELAT_API_URL: `http://${node.gateway.apiAddress}`,
    SELAT_API_TOKEN_FILE: officer.tokenFile,
  };
  const io = recordedIo(dir, env, Date.now());
  const code = await runCli(argv, io);
  return Object.assign(io, { code });
}

/** Signs and installs. @returns the digest of the pack */
async function publish(node: TestNode, dir: string, ...options: string[]): Promise<string> {
  const sign = await selat(
    node,
    'pack',
    'sign',
    dir,
    '--config',
    node.made.config,
    '--out',
    'p.json',
    '--json',
    ...options,
  );
  expect(sign.stderr.join('')).toBe('');
  const installed = await selat(node, 'pack', 'install', 'p.json', '--json');
  expect([installed.stderr.join(''), installed.code]).toEqual(['', 0]);
  return String(lastJson(sign)['digest']);
}

/** Installs the file that was signed last. @returns the reason of the refusal */
const refusal = async (node: TestNode, file: string): Promise<string> => {
  const io = await selat(node, 'pack', 'install', file, '--json');
  return `${io.code} ${io.stderr.join('')}`;
};

/** A pack that comes with the SDK, with another version. */
function copyOf(node: TestNode, id: string, version: string): string {
  const dir = join(node.made.dir, `${id}-${version}`);
  cpSync(join(shippedPacks(), id), dir, { recursive: true });
  const header = join(dir, 'pack.yaml');
  writeFileSync(header, readFileSync(header, 'utf8').replace('version: 1.0.0', `version: ${version}`));
  return dir;
}

/** A pack as a node lists it, once it has it with its texts. */
const packOn = (node: TestNode, digest: string) =>
  until(async () => {
    const { items } = (await node.get('/packs')).body;
    return items.find((item) => item.digest === digest && item['catalogue'] !== undefined);
  });

beforeAll(async () => {
  nodes = await openTwoNodes();
});
afterAll(() => nodes?.close());

describe('CMP-22: packs reach every peer whose agreement names their publisher', () => {
  let first = '';

  it('one that was installed before the agreement too, with its texts', async () => {
    const { szdex, my } = nodes;
    first = await publish(szdex, 'cn');
    expect(await packOn(szdex, first)).toMatchObject({ id: 'cn', standing: 'decides', source: 'szdex.example' });
    await propose(szdex, my, BOTH);
    await accept(my, szdex);
    for (const [node, other] of [
      [szdex, my],
      [my, szdex],
    ] as const) {
      const { agreements } = (await node.get(`/peers/${other.made.exchange}`)).body;
      expect(agreements[0]).toMatchObject(BOTH);
    }
    const got = await packOn(my, first);
    expect(got).toMatchObject({ id: 'cn', version: '1.0.0', standing: 'agreed', source: 'szdex.example' });
    await drained(szdex);
  });

  it('and one that is installed later; an officer is recorded, and the same file changes nothing', async () => {
    const { szdex, my } = nodes;
    const pack = await publish(my, 'my');
    expect(await packOn(szdex, pack)).toMatchObject({ publisher: 'my.example', standing: 'agreed' });
    const acts = (await my.get('/history?limit=50')).body.items.filter(({ act }) => act === 'selat.v1.RulePack');
    expect(acts[0]).toMatchObject({ officer: 'my.example/o/operator', direction: 'out', chain: '*' });
    expect(await refusal(my, 'p.json')).toBe('0 ');
    const again = (await my.get('/history?limit=50')).body.items.filter(({ act }) => act === 'selat.v1.RulePack');
    expect(again).toHaveLength(acts.length);
    await drained(my);
  });

  it('and a successor, beside which the version before it goes on', async () => {
    const { szdex, my } = nodes;
    const start = new Date(Math.ceil(Date.now() / 1000) * 1000 + HOUR_MS).toISOString();
    const next = await publish(szdex, copyOf(szdex, 'cn', '1.1.0'), '--supersedes', first, '--takes-effect', start);
    expect(await packOn(my, next)).toMatchObject({
      version: '1.1.0',
      standing: 'later',
      takesEffectAt: Date.parse(start),
    });
    expect(await packOn(my, first)).toMatchObject({
      standing: 'agreed',
      supersededBy: next,
      supersededAt: Date.parse(start),
    });
    expect(await packOn(szdex, first)).toMatchObject({ standing: 'decides', supersededBy: next });
    await drained(szdex);
  });

  it('and shows them within 80 columns', async () => {
    const shown = (await selat(nodes.szdex, 'pack', 'list')).stdout.join('');
    expect(shown).toContain('cn 1.0.0, the law of CN');
    expect(shown).toContain('this exchange decides with it');
    const wide = shown.split('\n').filter((line) => line.length > 80 && !/sha256:[0-9a-f]{64}$/.test(line));
    expect(wide).toEqual([]);
    const peer = (await selat(nodes.my, 'peer', 'show', 'szdex.example')).stdout.join('');
    expect(peer).toContain('CN szdex.example, MY my.example');
  });
});

describe('CMP-20: what an officer installs is checked as if a peer had sent it', () => {
  it('refuses a publisher that nobody named, a second first version, an early successor, and what is no pack', async () => {
    const { szdex, my } = nodes;
    const sign = (...argv: string[]) => selat(my, 'pack', 'sign', ...argv, '--config', my.made.config, '--json');
    await sign('sg', '--out', 'sg.json');
    expect(await refusal(my, 'sg.json')).toContain('PACK_PUBLISHER_UNKNOWN');
    const again = copyOf(my, 'my', '3.0.0');
    await sign(again, '--out', 'again.json');
    expect(await refusal(my, 'again.json')).toContain('PACK_SUCCESSION');
    const early = await sign(again, '--supersedes', `sha256:${'ab'.repeat(32)}`, '--takes-effect', '2026-01-01');
    expect([early.code, early.stderr.join('')]).toEqual([1, expect.stringContaining('PACK_SUCCESSION')]);
    await sign(
      again,
      '--supersedes',
      `sha256:${'ab'.repeat(32)}`,
      '--takes-effect',
      '2099-01-01',
      '--out',
      'lost.json',
    );
    expect(await refusal(my, 'lost.json')).toContain('PREDECESSOR_MISSING');
    writeFileSync(join(my.made.dir, 'd.json'), JSON.stringify(await szdex.descriptor()));
    expect(await refusal(my, 'd.json')).toContain('REQUEST_INVALID');
    expect((await sign('nowhere')).code).toBe(2);
    const bundled = await selat(my, 'pack', 'install', '--bundled', 'my');
    expect([bundled.code, bundled.stderr.join('')]).toEqual([
      1,
      expect.stringContaining('it names no version before it'),
    ]);
    expect((await selat(my, 'pack', 'install')).code).toBe(2);
  });
});
