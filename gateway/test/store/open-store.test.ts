import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CONTEXT,
  openNode,
  PEER,
  received,
  refusal,
  SQLITE_STORE,
  STORES,
  sqliteFile,
  type TestStore,
  tempDir,
} from './temp-node.js';

/** A closed node with some acts in it. */
async function filledDir(acts = 200, engine: TestStore = SQLITE_STORE): Promise<string> {
  const node = await openNode(engine);
  const names = Array.from({ length: acts }, (_, i) => `listing-${i}`);
  await Promise.all(names.map((name) => node.committer.commit(async () => received(name, {}, 2000))));
  await node.close();
  return node.dir;
}

describe('CFG-7: a damaged database is refused, and the message names the file', () => {
  it('refuses a file that is no database', async () => {
    const dir = tempDir();
    writeFileSync(sqliteFile(dir), 'these are notes, not a database');
    await expect(SQLITE_STORE.open(dir)).rejects.toMatchObject({
      ...refusal('STORE_CORRUPT'),
      message: `cannot open store ${sqliteFile(dir)}: it is not a SQLite database`,
    });
  });

  it('refuses a database with overwritten pages', async () => {
    const dir = await filledDir();
    const bytes = readFileSync(sqliteFile(dir));
    for (let page = 2; page * 4096 < bytes.length; page += 1) bytes.fill(0xa5, page * 4096, page * 4096 + 200);
    writeFileSync(sqliteFile(dir), bytes);
    await expect(SQLITE_STORE.open(dir)).rejects.toMatchObject(refusal('STORE_CORRUPT'));
  });

  it('refuses a database that was cut off', async () => {
    const dir = await filledDir();
    writeFileSync(sqliteFile(dir), readFileSync(sqliteFile(dir)).subarray(0, 40_960));
    await expect(SQLITE_STORE.open(dir)).rejects.toMatchObject(refusal('STORE_CORRUPT'));
  });
});

describe('CFG-8: one process uses a store', () => {
  it('refuses a second opening in this process and in another, and allows one after the first has ended', async () => {
    const node = await openNode(SQLITE_STORE);
    await expect(SQLITE_STORE.open(node.dir)).rejects.toMatchObject(refusal('STORE_LOCKED'));
    const script = `const D = require(${JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'))});
      const db = new D(process.argv[1] + '.lock', { timeout: 0 });
      try { db.exec('begin exclusive'); console.log('taken'); } catch (error) { console.log(error.code); }`;
    const take = () =>
      spawnSync(process.execPath, ['-e', script, sqliteFile(node.dir)], { encoding: 'utf8' }).stdout.trim();
    expect(take()).toBe('SQLITE_BUSY');
    await node.committer.commit(async () => received('still writes'));
    await node.close();
    expect(take()).toBe('taken');
  });
});

describe.each(STORES)('CFG-9: a store of a newer build is refused ($name)', (engine) => {
  it('names both schemas', async () => {
    const dir = await filledDir(1, engine);
    await engine.alter(dir, "insert into migration (number, name) values (99, 'from the future')");
    await expect(engine.open(dir)).rejects.toMatchObject({
      ...refusal('STORE_TOO_NEW'),
      message: expect.stringMatching(/its schema 99 is newer than schema \d+ of this build/),
    });
  });

  it('opens what this build left, again and again', async () => {
    const dir = await filledDir(1, engine);
    for (let i = 0; i < 3; i += 1) await (await openNode(engine, { dir })).close();
    const { committer } = await openNode(engine, { dir });
    expect((await committer.commit(async () => received('next'))).leafIndexes).toEqual([1]);
  });
});

describe('CFG-6: a full store refuses writes, serves reads, and writes again when there is room', () => {
  it.each([60, 75, 90, 105, 120])('loses nothing that was acknowledged, with %i pages', async (maxPages) => {
    const node = await openNode(SQLITE_STORE, { maxPages });
    const { store, committer } = node;
    const acknowledged: string[] = [];
    const refused: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      const change = received(`listing-${i}`, {}, 3000);
      const digest = change.answer?.submissionDigest ?? '';
      await committer
        .commit(async () => change)
        .then(
          () => acknowledged.push(digest),
          (error) => {
            expect(error).toMatchObject(refusal('STORE_FULL'));
            refused.push(digest);
          },
        );
    }
    expect(Math.min(acknowledged.length, refused.length)).toBeGreaterThan(0);
    for (const digest of acknowledged) expect(await store.reader.findAnswer(PEER, digest)).toBeDefined();
    await store.limitPages(100_000);
    for (let i = 0; i < 60; i += 1) {
      await committer.commit(async () => received(`listing-${i}`, {}, 3000));
    }
    const { frontier } = await store.log.readState();
    expect({ size: frontier.size, head: (await store.heads.load())?.checkpoint.size }).toEqual({ size: 60, head: 60 });
  });
});

describe.each(STORES)('LOG-8: a log whose signed head is ahead of its data is not served ($name)', (engine) => {
  it('refuses an older copy of the database, and names both sizes', async () => {
    const node = await openNode(engine);
    await node.committer.commit(async () => received('a'));
    await node.close();
    const copy = tempDir();
    await engine.replace(copy, node.dir);
    const later = await openNode(engine, { dir: node.dir });
    await later.committer.commit(async () => received('b'));
    await later.close();
    await engine.replace(node.dir, copy);
    await expect(openNode(engine, { dir: node.dir })).rejects.toMatchObject({
      ...refusal('LOG_HEAD_AHEAD'),
      message: expect.stringMatching(
        /covers 2 entries \(root [0-9a-f]{64}\), the database has 1 \(root [0-9a-f]{64}\)/,
      ),
    });
  });

  it('refuses data that went another way at the same size', async () => {
    const [one, other] = [await openNode(engine), await openNode(engine)];
    await one.committer.commit(async () => received('a'));
    await other.committer.commit(async () => received('b'));
    await one.close();
    await other.close();
    await engine.replace(one.dir, other.dir);
    await expect(openNode(engine, { dir: one.dir })).rejects.toMatchObject(refusal('LOG_HEAD_AHEAD'));
  });

  it('refuses to go on where the head is gone, and where it is damaged', async () => {
    const node = await openNode(engine);
    await node.committer.commit(async () => received('a'));
    await node.committer.commit(async () => received('b'));
    await node.close();
    const head = join(node.dir, 'head', CONTEXT.origin.replaceAll('/', '_'));
    const note = readFileSync(head, 'utf8');
    writeFileSync(head, note.replace('\n2\n', '\n1\n'));
    await expect(openNode(engine, { dir: node.dir })).rejects.toMatchObject(refusal('NOTE_UNVERIFIED'));
    rmSync(head);
    await expect(openNode(engine, { dir: node.dir })).rejects.toMatchObject(refusal('LOG_HEAD_AHEAD'));
    writeFileSync(head, note);
    const { committer } = await openNode(engine, { dir: node.dir });
    expect((await committer.commit(async () => received('c'))).leafIndexes).toEqual([2]);
  });
});

describe.each(STORES)('CFG-1: a store belongs to one log ($name)', (engine) => {
  it('refuses to open it as another', async () => {
    const dir = await filledDir(1, engine);
    const context = { ...CONTEXT, origin: 'szdex.example/log/sandbox-2' };
    await expect(engine.open(dir, { context })).rejects.toMatchObject(refusal('CONFIG_INVALID'));
  });
});
