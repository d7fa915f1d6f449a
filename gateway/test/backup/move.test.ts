import { existsSync, statSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJwsJson } from '@selat/sdk/document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../src/config/index.js';
import { newDatabase } from '../store/postgres-databases.js';
import { admit, publish } from '../support/hand-world.js';
import { type Body, makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { accept, drained, propose, until } from '../support/two-nodes.js';
import { alter, dumpOf, fsckOf, headDirOf, restoreWith, takeBackup } from './node-backups.js';

/** szdex.example asks, my.example grants, is copied, and moves from SQLite to PostgreSQL and back. */
let folder: Awaited<ReturnType<typeof tempFolder>>;
let szdex: TestNode;
let my: TestNode;
let myEnv: Env = {};
let listing: Body;
const fileOf = (name: string) => join(folder.dir, name);

beforeAll(async () => {
  folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  [szdex, my] = await Promise.all([runNode(a), runNode(b)]);
  await propose(szdex, my);
  await accept(my, szdex);
  await admit(my, 'open-data');
  await publish(my, 1);
  await admit(szdex, 'pearl-analytics');
  const [known] = await until(async () => {
    const { items } = (await szdex.get('/listings?exchange=my.example&limit=1')).body;
    return items.length === 1 ? items : undefined;
  });
  listing = (await szdex.get(`/listings/${encodeURIComponent(known?.id ?? '')}`)).body;
});

afterAll(async () => {
  await Promise.all([szdex?.gateway.stop(), my?.gateway.stop().catch(() => undefined)]);
  await folder?.remove();
});

async function form(): Promise<void> {
  const wanted = { actions: ['QUERY'], purposes: ['market-analysis'], places: ['CN'] };
  const consumer = 'szdex.example/p/pearl-analytics';
  const requested = await szdex.post('/grants', {
    listing: listing.id,
    termsId: listing.terms[0]?.id,
    consumer,
    ...wanted,
  });
  const { request } = requested.body;
  await until(async () => ((await my.get(`/grants/${request}`)).status === 200 ? true : undefined));
  const { id } = (await my.post(`/grants/${request}/offer`, {})).body;
  await until(async () => ((await szdex.get(`/grants/${id}`)).status === 200 ? true : undefined));
  const signed = await szdex.post(`/grants/${id}/countersign`, { waitMs: 30_000 });
  expect(signed.body).toMatchObject({ state: 'active' });
}

/** Both sides have nothing left to say. */
async function atRest(): Promise<void> {
  await Promise.all([drained(szdex), drained(my)]);
}

/** Stops my.example, restores its backup elsewhere, and starts what was restored. */
async function moveTo(name: string, env: Env): Promise<void> {
  await atRest();
  const { file } = await takeBackup(my, fileOf(`${name}.tar`));
  await atRest();
  await my.gateway.stop();
  const [from, before] = [my.made.config, await dumpOf(my.made.config, myEnv)];
  const dir = fileOf(name);
  const report = await restoreWith({ file, dir, env, headPath: await headDirOf(from) });
  expect(report).toMatchObject({ servable: true, problems: [], hasKeys: true, head: { size: report.log.size } });
  const after = await dumpOf(report.config, env);
  expect(after.lines).toEqual(before.lines);
  expect(after.receipts).toEqual(before.receipts);
  const made = { ...my.made, dir, config: report.config };
  my = await runNode({ ...made, officer: { ...made.officer, tokenFile: join(dir, 'operator.token') } }, { env });
  myEnv = env;
}

describe('OPS-31: a backup is one moment of a node that goes on serving', () => {
  it('is whole and sound while grants form, and names the officer in the log', async () => {
    const trade = Promise.all(Array.from({ length: 6 }, form));
    const saved = await takeBackup(my, fileOf('busy.tar'));
    await trade;
    expect(saved.manifest).toMatchObject({
      exchange: 'my.example',
      engine: 'SQLite',
      officer: 'my.example/o/operator',
    });
    expect(statSync(saved.file).mode & 0o777).toBe(0o600);
    await atRest();
    const { items } = (await my.get('/history?limit=1000')).body;
    expect(items.filter(({ act }) => act === 'local/backup')).toMatchObject([{ officer: 'my.example/o/operator' }]);
    const report = await restoreWith({ file: saved.file, dir: fileOf('reading'), acceptLoss: true });
    expect(report).toMatchObject({ servable: false, problems: [] });
    expect(report.log.size).toBeGreaterThanOrEqual(saved.manifest.headSize ?? 0);
  });

  it('is taken one at a time, by an operator', async () => {
    const { token } = (await my.post('/officers', { slug: 'looker', role: 'auditor' })).body;
    const url = `http://${my.gateway.apiAddress}/api/v1/backup`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const refused = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect([refused.status, ((await refused.json()) as Body).error.reason]).toEqual([403, 'ROLE_FORBIDDEN']);
    const both = await Promise.allSettled([takeBackup(my, fileOf('one.tar')), takeBackup(my, fileOf('two.tar'))]);
    const failed = both.filter((each) => each.status === 'rejected').map(({ reason }) => String(reason));
    expect(failed.every((message) => message.includes('another one is being made'))).toBe(true);
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
  });
});

describe('OPS-33: a log goes on from a backup only where nobody holds more of it', () => {
  it('believes the receipts of a peer where the head itself went back', async () => {
    await atRest();
    const early = await takeBackup(my, fileOf('early.tar'));
    const headPath = fileOf('head-of-then');
    await cp(await headDirOf(my.made.config), headPath, { recursive: true });
    const wanted = { file: early.file, dir: fileOf('never'), headPath, checkOnly: true };
    expect(await restoreWith(wanted)).toMatchObject({ servable: true, restored: false });
    await form();
    await atRest();
    const [grant] = (await szdex.get('/grants?limit=1')).body.items;
    const { receipts } = (await szdex.get(`/documents/${grant?.request}`)).body as unknown as { receipts: unknown[] };
    const statements = receipts.map(parseJwsJson);
    await expect(restoreWith({ ...wanted, statements })).rejects.toMatchObject({
      reason: 'BACKUP_BEHIND',
      message: expect.stringContaining('a receipt that a peer holds'),
    });
  });

  it('refuses a backup that the signed head or a receipt is ahead of, and one without a head', async () => {
    const headPath = await headDirOf(my.made.config);
    const wanted = { file: fileOf('busy.tar'), dir: fileOf('never') };
    await expect(restoreWith({ ...wanted, headPath })).rejects.toMatchObject({ reason: 'BACKUP_BEHIND' });
    await expect(restoreWith(wanted)).rejects.toMatchObject({ reason: 'HEAD_MISSING' });
    expect(existsSync(wanted.dir)).toBe(false);
    // What fails leaves nothing beside the place either.
    expect((await readdir(folder.dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('does not serve what was restored for reading', async () => {
    const [dir, headPath] = [fileOf('old'), await headDirOf(my.made.config)];
    const report = await restoreWith({ file: fileOf('busy.tar'), dir, headPath, acceptLoss: true });
    expect(report).toMatchObject({ servable: false, restored: true });
    await expect(runNode({ ...my.made, dir, config: report.config })).rejects.toMatchObject({
      reason: 'LOG_HEAD_AHEAD',
    });
    const env = { SELAT_HEAD_DIR: headPath };
    const besideHead = runNode({ ...my.made, dir, config: report.config }, { env });
    await expect(besideHead).rejects.toMatchObject({ reason: 'LOG_HEAD_AHEAD' });
  });
});

describe('OPS-32: a backup of one engine makes the same node on the other', () => {
  it('goes on from SQLite to PostgreSQL: peers notice nothing', async () => {
    await moveTo('on-postgres', { SELAT_DATABASE_URL: await newDatabase() });
    await form();
    await atRest();
    expect(await fsckOf(my.made.config, myEnv)).toMatchObject({ ok: true, problems: [], unverified: 0 });
  });

  it('goes on from PostgreSQL to SQLite, with another database for heads between', async () => {
    await moveTo('on-sqlite', {});
    await Promise.all([form(), form()]);
    await atRest();
    expect(await fsckOf(my.made.config)).toMatchObject({ ok: true, problems: [] });
    expect(await fsckOf(szdex.made.config)).toMatchObject({ ok: true, problems: [] });
    const { items } = (await my.get('/grants?limit=100')).body;
    expect(items.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'active'));
  });

  it('never takes the place of a node, nor of a database with a log', async () => {
    const file = fileOf('on-sqlite.tar');
    const headPath = await headDirOf(my.made.config);
    await expect(restoreWith({ file, dir: my.made.dir })).rejects.toMatchObject({ reason: 'NODE_EXISTS' });
    const url = await newDatabase();
    const env = { SELAT_DATABASE_URL: url };
    const dir = fileOf('twice');
    const wanted = { file, headPath, acceptLoss: true, env };
    await restoreWith({ ...wanted, dir });
    await expect(restoreWith({ ...wanted, dir: fileOf('thrice') })).rejects.toMatchObject({ reason: 'NODE_EXISTS' });
  });
});

describe('OPS-35: the signed head moves with the node', () => {
  it('leaves the old place without its head, so that two nodes never write one log', async () => {
    const old = { ...my.made, dir: fileOf('my'), config: join(fileOf('my'), 'selat.yaml') };
    await expect(runNode(old)).rejects.toMatchObject({ reason: 'LOG_HEAD_AHEAD' });
  });
});

/** Damages of a store behind the gateway's back, each with the place where it has to be found. */
const DAMAGES: readonly (readonly [sql: string, where: RegExp])[] = [
  [
    "update leaf set officer = null, act = 'local/backups' where act = 'local/backup'",
    /^leaf \d+: has act local\/backups/,
  ],
  ['update leaf set time_ms = 1 where idx = 2', /^leaf 2: is earlier/],
  ['update leaf set leaf_hash = entry where idx = 3', /^leaf 3: .*leaf hash/],
  ['update opening set opening = (select opening from opening where idx = 1) where idx = 4', /^leaf 4: /],
  ["update chain_head set sequence = sequence + 1 where chain = '*'", /chain \* differs/],
  ["update document set type = 'selat.v1.Grant' where type = 'selat.v1.Listing'", /^document .* digest of its content/],
  ["update document set signatures = payload where type = 'selat.v1.PeerAgreement'", /^document .*signatures/],
  [
    "update document set form = 'offered' where type = 'selat.v1.Grant' and form = 'complete'",
    /^document .* filed as offered/,
  ],
  ["update receipt set payload = signatures where direction = 'got'", /^receipt .* digest of its content/],
  ["update receipt_item set log_index = 0 where issuer = 'my.example'", /^receipt_item .* given for a log entry/],
  ["update peer set descriptor_digest = 'ab'", /^peer szdex.example: names a document/],
  ["delete from document where type = 'selat.v1.ParticipantRecord'", /^participant .* names a document/],
];

describe('OPS-34: a check of a stopped store finds each damage, and where it is', () => {
  it.each(['SQLite', 'PostgreSQL'])('in %s', async (engine) => {
    await my.gateway.stop();
    const dir = fileOf(`damaged-${engine}`);
    const env: Env = engine === 'SQLite' ? {} : { SELAT_DATABASE_URL: await newDatabase() };
    const { config } = await restoreWith({ file: fileOf('on-sqlite.tar'), dir, env, acceptLoss: true });
    for (const [sql] of DAMAGES) await alter(config, env, sql);
    const { ok, problems } = await fsckOf(config, env);
    const found = problems.map(({ where, what }) => `${where}: ${what}`);
    expect(ok).toBe(false);
    expect(DAMAGES.filter(([, where]) => !found.some((line) => where.test(line))).map(([sql]) => sql)).toEqual([]);
    expect(problems.every(({ fix }) => fix.length > 0)).toBe(true);
  });
});
