import { SelatError } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import { NO_PROBE } from '../../src/log/index.js';
import { openPostgresStore } from '../../src/store/open-postgres.js';
import { toPostgresError } from '../../src/store/postgres-errors.js';
import { newDatabase, runSql } from './postgres-databases.js';
import { afterTest, CONTEXT, NOON, openTestCommitter, PEER, received, refusal, tempDir } from './temp-node.js';

async function openAt(url: string, head: { url: string } | { dir: string } = { dir: tempDir() }, turnMs = 6_000) {
  const store = await openPostgresStore({ url, head, context: CONTEXT, probe: NO_PROBE, turnMs });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  afterTest(close);
  return { store, close, committer: await openTestCommitter({ store }) };
}

/** Lets nobody in any more, and throws out who is in. */
async function shut(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const server = new URL(url);
  server.pathname = '/postgres';
  await runSql(
    server.href,
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
}

async function open(url: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  await runSql(server.href, `alter database ${new URL(url).pathname.slice(1)} allow_connections true`);
}

const answerOf = (name: string) => received(name).answer?.submissionDigest ?? '';

describe('CFG-1: a database that cannot hold every text is refused', () => {
  it('names the encoding', async () => {
    const url = await newDatabase("encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
    await expect(openAt(url)).rejects.toMatchObject({
      ...refusal('CONFIG_INVALID'),
      message: expect.stringMatching(/the encoding of the database is SQL_ASCII, not UTF8$/),
    });
  });
});

describe('CFG-1: no password of a database leaves the process', () => {
  it.each([
    ['a server that is not there', (url: URL) => (url.port = '1'), 'the server cannot be reached (ECONNREFUSED)'],
    ['another password', (url: URL) => (url.password = 'planted-secret'), 'the server refuses the login (28P01)'],
    ['a database that is not there', (url: URL) => (url.pathname = '/none'), 'the server has no such database (3D000)'],
  ])('names %s without it', async (_, change, why) => {
    const url = new URL(await newDatabase());
    change(url);
    const error = await openAt(url.href).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ ...refusal('STORE_FAILED'), message: expect.stringContaining(why) });
    const facts = error instanceof SelatError ? JSON.stringify(error.facts) : '';
    expect(`${error} ${facts}`).not.toContain(url.password);
  });
});

describe('CFG-6: a server that is away refuses acts, loses nothing, and is used again when it is back', () => {
  it('answers reads and acts with a retryable error meanwhile', async () => {
    const url = await newDatabase();
    const { store, committer } = await openAt(url);
    await committer.commit(async () => received('before'));
    await shut(url);
    const failed = { ...refusal('STORE_FAILED'), fault: 'deferred' };
    await expect(store.reader.findAnswer(PEER, answerOf('before'))).rejects.toMatchObject(failed);
    await expect(committer.commit(async () => received('during'))).rejects.toMatchObject(failed);
    await open(url);
    expect(await store.reader.findAnswer(PEER, answerOf('before'))).toBeDefined();
    expect(await store.reader.findAnswer(PEER, answerOf('during'))).toBeUndefined();
    for (const name of ['before', 'during', 'after']) await committer.commit(async () => received(name));
    expect((await store.log.readState()).frontier.size).toBe(3);
  });

  it('takes a full disk of the server for a full store', () => {
    const full = Object.assign(new Error('could not extend file'), { code: '53100', severity: 'ERROR' });
    expect(toPostgresError(full, 'postgres://db.example/selat')).toMatchObject({
      ...refusal('STORE_FULL'),
      message: 'cannot use store postgres://db.example/selat: the disk of the server is full (53100)',
    });
    const bug = Object.assign(new Error('syntax error'), { code: '42601' });
    expect(toPostgresError(bug, 'x')).toBe(bug);
  });
});

describe('RCP-6: what a peer sends as text is kept, whatever it holds', () => {
  it('puts a replacement character for U+0000, which the server cannot hold', async () => {
    const { store, committer } = await openAt(await newDatabase());
    const attempt = { peer: PEER, at: NOON, type: 'selat.v1.\0', reason: 'BUSY', message: 'a\0b 数据 \u{1F30F}' };
    await committer.commit(async () => ({ attempt }));
    expect(await store.reader.listAttempts(1)).toMatchObject([
      { type: 'selat.v1.\uFFFD', message: 'a\uFFFDb 数据 \u{1F30F}' },
    ]);
    expect(await store.reader.findListing('a\0b')).toBeUndefined();
  });
});

describe('LOG-8: the signed head can be in another database', () => {
  it('goes on from it, and refuses data that are behind it', async () => {
    const [url, other, head] = await Promise.all([newDatabase(), newDatabase(), newDatabase()]);
    const first = await openAt(url, { url: head });
    await first.committer.commit(async () => received('a'));
    await first.close();
    const second = await openAt(url, { url: head });
    await second.committer.commit(async () => received('b'));
    expect((await second.store.heads.load())?.checkpoint.size).toBe(2);
    await expect(openAt(other, { url: head })).rejects.toMatchObject(refusal('LOG_HEAD_AHEAD'));
  });

  it('is not replaced by a process whose turn is over', async () => {
    const [url, head] = await Promise.all([newDatabase(), newDatabase()]);
    const [old, next] = [await openAt(url, { url: head }), await openAt(url, { url: head })];
    await old.committer.commit(async () => received('a'));
    const stale = await old.store.heads.load();
    await next.committer.commit(async () => received('b'));
    const newest = await next.store.heads.load();
    await expect(old.store.heads.swap(2, stale as NonNullable<typeof stale>)).rejects.toMatchObject(
      refusal('LOG_HEAD_AHEAD'),
    );
    expect(await old.store.heads.load()).toEqual(newest);
  });
});
