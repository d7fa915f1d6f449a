import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { toQuestion } from '../../src/domain/search/question.js';
import { lazyEngine, openSqliteSearch, SearchFollower } from '../../src/search/index.js';
import { PostgresSearch } from '../../src/search/postgres-search.js';
import { urlOf } from '../store/postgres-databases.js';
import { afterTest, SELF } from '../store/temp-node.js';
import { ENGINES, type Engine, EVERYTHING, listed, named, openWorld, type SearchWorld } from './search-world.js';

const [SQLITE, POSTGRES] = ENGINES as readonly [Engine, Engine];
const ALL_STATES = ['current', 'suspended', 'withdrawn'] as const;
const hits = ({ slugs }: SearchWorld) => slugs({ states: ALL_STATES });

function follow({ node }: SearchWorld, engine: SearchWorld['engine']): SearchFollower {
  const onFailure = (error: unknown) => {
    throw error;
  };
  const follower = new SearchFollower({ engine, reader: node.store.reader, exchange: SELF, onFailure });
  afterTest(() => follower.stop());
  return follower;
}

describe.each(ENGINES)('SRC-10: the index follows the log ($name)', (engine) => {
  it('by itself, and says how many entries it is behind', async () => {
    const { node, follower, slugs } = await openWorld(engine);
    await node.committer.commit(async () => listed('a'));
    expect(await follower.index.behind()).toBe(1);
    follower.wake();
    await vi.waitFor(async () => expect(await slugs({})).toEqual(['a']), { timeout: 20_000, interval: 20 });
    expect(await follower.index.behind()).toBe(0);
  });

  it('goes on where it stopped, and indexing twice does no harm', async () => {
    const world = await openWorld(engine);
    const { add, node, engine: index, withdraw } = world;
    await add(listed('a'), listed('b'));
    const from = { next: 0, after: '', hash: '' } as const;
    const changes = await node.store.reader.readSearchChanges(from);
    await index.write(from, changes);
    expect(await hits(world), 'written again from an old mark').toEqual(['b', 'a']);
    await world.follower.stop();
    await node.committer.commit(async () => listed('c'));
    await node.committer.commit(async () => listed('a', { titles: { en: 'Again' } }, { version: 1 }));
    await withdraw(`${SELF}/l/b`);
    const next = await engine.index(node.dir);
    const follower = follow(world, next);
    await follower.catchUp();
    const found = await follower.index.find({ parts: [], states: ALL_STATES }, node.clock(), 10, undefined);
    expect(found.map(({ id }) => id)).toEqual([`${SELF}/l/a`, `${SELF}/l/c`, `${SELF}/l/b`]);
    await next.reset();
    await follow(world, next).catchUp();
    expect(await follower.index.find({ parts: [], states: ALL_STATES }, node.clock(), 10, undefined)).toEqual(found);
  });

  it('makes an index of another log anew', async () => {
    const world = await openWorld(engine);
    await world.node.committer.commit(async () => listed('a'));
    const mark = { next: 1, after: '', hash: 'ab'.repeat(32) };
    await world.engine.lead();
    const nothing = { ids: [], contents: [], names: new Map(), isMore: false };
    await world.engine.write({ next: 0, after: '', hash: '' }, { mark, ...nothing });
    expect(await world.engine.progress()).toEqual(mark);
    await world.add(listed('b'));
    expect(await hits(world)).toEqual(['b', 'a']);
  });

  it('renames a provider on all of its listings, piece by piece', async () => {
    const { add, search, node, follower } = await openWorld(engine);
    const provider = `${SELF}/p/many`;
    await add(...Array.from({ length: 600 }, (_, i) => listed(`n${i}`, { provider })), named(provider, { en: 'Old' }));
    const at = (await node.store.reader.listActs({ limit: 1 })).items[0]?.index ?? 0;
    const piece = await node.store.reader.readSearchChanges({ next: at, after: '', hash: '' });
    expect([piece.ids.length, piece.mark.next, piece.isMore]).toEqual([256, at, true]);
    expect((await search('old')).totalIsExact).toBe(false);
    await add(named(provider, { en: 'New' }, 1), listed('last', { provider }));
    expect((await search('old')).total).toBe(0);
    expect(await follower.index.count(toQuestion({ ...EVERYTHING, words: 'new' }), node.clock(), 999)).toBe(601);
  });
});

describe('SRC-10: an index file that is of no use is made anew', () => {
  it.each([
    ['damaged', (file: string) => writeFileSync(file, Buffer.alloc(8192, 0x5a))],
    ['of another build', (file: string) => void new Database(file).exec('pragma user_version = 7')],
  ])('where it is %s', async (_, spoil) => {
    const world = await openWorld(SQLITE);
    const { add, node, follower } = world;
    await add(listed('a'));
    await follower.stop();
    spoil(join(node.dir, 'search.sqlite'));
    const again = follow(world, await SQLITE.index(node.dir));
    await again.catchUp();
    expect(await again.index.count({ parts: [], states: ['current'] }, node.clock(), 9)).toBe(1);
  });
});

describe('SRC-10: an index that cannot be opened', () => {
  it('is opened again by the next question', async () => {
    const world = await openWorld(SQLITE);
    await world.add(listed('a'));
    const file = join(world.node.dir, 'later', 'search.sqlite');
    const again = follow(
      world,
      lazyEngine(() => openSqliteSearch(file)),
    );
    await expect(again.catchUp()).rejects.toThrow('directory does not exist');
    mkdirSync(join(world.node.dir, 'later'));
    await again.catchUp();
    expect(await again.index.behind()).toBe(0);
  });
});

describe('SRC-10: of several processes on one database one indexes', () => {
  it('and another goes on where that one has ended, or stands still', async () => {
    const world = await openWorld(POSTGRES);
    const { add, node, engine: first, slugs } = world;
    await add(listed('a'));
    const second = new PostgresSearch(await urlOf(node.dir));
    const other = follow(world, second);
    expect([await first.lead(), await second.lead()]).toEqual([true, false]);
    await node.committer.commit(async () => listed('b'));
    await other.catchUp();
    expect(await slugs({}), 'the first may be at it').toEqual(['a']);
    await other.catchUp();
    expect(await slugs({}), 'the first stands still').toEqual(['b', 'a']);
    await first.close();
    await vi.waitFor(async () => expect(await second.lead()).toBe(true), { timeout: 20_000, interval: 20 });
    await node.committer.commit(async () => listed('c'));
    await other.catchUp();
    expect(await other.index.behind()).toBe(0);
  });
});
