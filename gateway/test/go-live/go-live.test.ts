import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import type { Env } from '../../src/config/index.js';
import { goLiveConditions } from '../../src/go-live/conditions.js';
import { type Promoted, type PromoteInput, promoteNode } from '../../src/go-live/promote.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit } from '../support/hand-world.js';
import { makeNode, PASSPHRASE, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { editConfig } from '../support/served-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let sandbox: TestNode;
let live: TestNode | undefined;
let made: Promoted;
let liveEnv: Env;
const LIVE_PASSPHRASE = 'the passphrase of the live node alone';

beforeAll(async () => {
  folder = await tempFolder();
  sandbox = await runNode(await makeNode(folder.dir, 'my'));
  await admit(sandbox, 'open-data');
  await sandbox.post('/drafts', { drafts: exampleDrafts('malaysia').slice(0, 2) });
  await sandbox.gateway.stop();
  const file = join(folder.dir, 'live.pass');
  await writeFile(file, `${LIVE_PASSPHRASE}\n`, { mode: 0o600 });
  liveEnv = { SELAT_KEY_PASSPHRASE_FILE: file };
});
afterAll(async () => {
  await live?.gateway.stop();
  await folder?.remove();
});

const look = { clock: Date.now, random: randomBytes };
const inputOf = (over: Partial<PromoteInput> = {}): PromoteInput => ({
  file: sandbox.made.config,
  env: { SELAT_KEY_PASSPHRASE: PASSPHRASE },
  dir: join(folder.dir, 'live'),
  passphrase: LIVE_PASSPHRASE,
  ...look,
  ...over,
});

async function unmetOf(file: string, env: Env): Promise<Record<string, string>> {
  const conditions = await goLiveConditions({ file, env, ...look });
  expect(conditions.filter(({ ok, fix }) => ok !== (fix === ''))).toEqual([]);
  return Object.fromEntries(conditions.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail]));
}

describe('OPS-40: what LIVE asks for is listed, with what to do about each', () => {
  it('finds everything that a sandbox lacks', async () => {
    const unmet = await unmetOf(sandbox.made.config, { SELAT_KEY_PASSPHRASE: PASSPHRASE });
    expect(Object.keys(unmet)).toEqual([
      'environment',
      'exchange id',
      'legal ids',
      'address for peers',
      'passphrase',
      'offline keys',
      'head store',
      'officers',
      'members',
      'admission',
      'agreement',
      'backup',
    ]);
    expect(unmet['members']).toBe('checked as TEST_ONLY: my.example/p/open-data');
  });
});

describe('OPS-41: promotion makes a new identity, and nothing that was signed goes over', () => {
  it('refuses the passphrase of the sandbox', async () => {
    const same = promoteNode(inputOf({ passphrase: PASSPHRASE }));
    await expect(same).rejects.toMatchObject({
      reason: 'CONFIG_INVALID',
      message: expect.stringContaining('opens the keys'),
    });
  });

  it('makes a LIVE node with keys, log and fingerprint of its own', async () => {
    made = await promoteNode(inputOf());
    expect(made).toMatchObject({ exchange: 'my.example', carried: { participants: 1, drafts: 2 } });
    expect(made.fingerprint).not.toBe(sandbox.made.fingerprint);
    const [text, before] = await Promise.all(
      [made.dir, sandbox.made.dir].map((dir) => readFile(join(dir, 'descriptor.jws.json'), 'utf8')),
    );
    const payloadOf = (jws = '') => Buffer.from(JSON.parse(jws).payload, 'base64url').toString('latin1');
    expect(payloadOf(text)).toContain('my.example/log/live-1');
    expect(payloadOf(before)).toContain('my.example/log/sandbox-1');
    await expect(promoteNode(inputOf())).rejects.toMatchObject({ reason: 'NODE_EXISTS' });
    const again = inputOf({ file: made.config, dir: join(folder.dir, 'live-2'), env: liveEnv });
    await expect(promoteNode(again)).rejects.toMatchObject({ reason: 'CONFIG_INVALID' });
  });

  it('carries registrations and drafts, which wait for approval as if they were new', async () => {
    const env = { ...liveEnv, SELAT_KEY_PASSPHRASE: undefined };
    live = await runNode({ ...sandbox.made, ...made }, { env });
    const io = recordedIo(folder.dir, {
      SELAT_API_URL: `http://${live.gateway.apiAddress}`,
      SELAT_API_TOKEN_FILE: made.officer.tokenFile,
      SELAT_CONFIG: made.config,
    });
    expect(await runCli(['go-live', '--carry', '--json'], io)).toBe(0);
    expect(lastJson(io)).toMatchObject({ failed: 0, items: [{ ok: true }, { ok: true }, { ok: true }] });
    expect((await live.get('/participants')).body.items).toMatchObject([{ state: 'registered', revision: 0 }]);
    expect((await live.get('/drafts')).body.items.map(({ state }) => state)).toEqual(['draft', 'draft']);
    const signed = (await live.get('/history?limit=100')).body.items.filter(({ act }) => !act.startsWith('local/'));
    expect(signed.map(({ act }) => act)).toEqual(['selat.v1.ExchangeDescriptor']);
    expect(await runCli(['go-live', '--carry', '--json'], io)).toBe(1);
  });

  it('meets the conditions one by one, whether the node runs or not', async () => {
    await live?.post('/officers', { slug: 'second', role: 'operator' });
    await rename(made.offline, join(folder.dir, 'away'));
    const unmet = await unmetOf(made.config, liveEnv);
    expect(Object.keys(unmet)).toEqual([
      'exchange id',
      'legal ids',
      'address for peers',
      'head store',
      'officers',
      'agreement',
      'backup',
    ]);
    expect(unmet['officers']).toBe(
      'nobody has the role compliance, nor auditor; nobody could approve order.issue, order.resume as the second',
    );
    await live?.gateway.stop();
    live = undefined;
    const io = recordedIo(folder.dir, { SELAT_KEY_PASSPHRASE_FILE: liveEnv['SELAT_KEY_PASSPHRASE_FILE'] ?? '' });
    expect(await runCli(['go-live', '--check', '--config', made.config], io)).toBe(1);
    expect(io.stdout.join('')).toContain('ok   passphrase');
  });

  it('never takes the data of the sandbox', async () => {
    await editConfig({ ...sandbox.made, ...made }, (text) =>
      text.replace('data/selat.sqlite', '../my/data/selat.sqlite'),
    );
    const mixed = runNode({ ...sandbox.made, ...made }, { env: { ...liveEnv, SELAT_KEY_PASSPHRASE: undefined } });
    await expect(mixed).rejects.toMatchObject({
      reason: 'CONFIG_INVALID',
      message: expect.stringContaining('sandbox-1'),
    });
  });
});
