import { describe, expect, it, vi } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import { checkLog, NO_PROBE } from '../../src/log/index.js';
import { openPostgresStore } from '../../src/store/open-postgres.js';
import { newDatabase, runSql } from './postgres-databases.js';
import {
  afterTest,
  CONTEXT,
  documentNamed,
  listingRow,
  NOON,
  openTestCommitter,
  PEER,
  received,
  refusal,
  seededRandom,
  tempDir,
  writeOf,
} from './temp-node.js';

/** Longest turn here; tests that need its end wait for it. */
const TURN_MS = 1_000;

/** Gateways of one exchange on one database and one folder of heads. */
async function openShared(count: number) {
  const [url, dir] = [await newDatabase(), tempDir()];
  const open = async (name: string) => {
    const options = { url, head: { dir }, context: CONTEXT, probe: NO_PROBE, turnMs: TURN_MS };
    const store = await openPostgresStore(options);
    afterTest(() => store.close());
    return { store, committer: await openTestCommitter({ store, random: seededRandom(name) }) };
  };
  const gateways = await Promise.all(Array.from({ length: count }, (_, i) => open(`gateway-${i}`)));
  return { url, gateways };
}

type Gateway = Awaited<ReturnType<typeof openShared>>['gateways'][number];

async function expectSound({ store }: Gateway, size: number): Promise<void> {
  expect(await checkLog(store.log, store.heads)).toMatchObject({ size, problems: [] });
  expect((await store.heads.load())?.checkpoint.size).toBe(size);
  expect(await store.log.listUnsigned()).toEqual([]);
}

describe('CFG-8: gateways that share a store take turns', () => {
  it('logs every act of each once', async () => {
    const { gateways } = await openShared(3);
    const acts = gateways.flatMap(({ committer }, g) =>
      Array.from({ length: 40 }, (_, i) => committer.commit(async () => received(`act-${g}-${i}`))),
    );
    const indexes = (await Promise.all(acts)).flatMap(({ leafIndexes }) => leafIndexes);
    expect(indexes.sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, i) => i));
    for (const gateway of gateways) await expectSound(gateway, 120);
  });

  it('answers a submission that races through both with one receipt and one leaf', async () => {
    const { gateways } = await openShared(2);
    const names = Array.from({ length: 12 }, (_, i) => `listing-${i}`);
    const submit = ({ store, committer }: Gateway, name: string) =>
      committer.commit(async (): Promise<Change> => {
        const change = received(name, { kind: 'unary', channel: name });
        const known = await store.reader.findDocument(writeOf(documentNamed(name)).digest);
        return known === undefined ? change : { answer: { ...change.answer, firstLeaf: 0 } as never };
      });
    const answers = await Promise.all(
      names.map((name) => Promise.all(gateways.map((gateway) => submit(gateway, name)))),
    );
    for (const [one, other] of answers) {
      expect(one?.receipt).toBeDefined();
      expect(other?.receipt).toEqual(one?.receipt);
    }
    await expectSound(gateways[0] as Gateway, names.length);
  });

  it('decides again on a document that was stored while it waited for its turn', async () => {
    const { url, gateways } = await openShared(2);
    const [one, other] = gateways as [Gateway, Gateway];
    await other.store.turns.take();
    const first = one.committer.commit(async () => received('first'));
    await vi.waitFor(async () => {
      const [lease] = await runSql(url, 'select wanted_by from lease');
      expect(lease?.['wanted_by']).not.toBeNull();
    });
    const seen: boolean[] = [];
    const second = one.committer.commit(async () => {
      seen.push((await one.store.reader.findDocument(writeOf(documentNamed('raced')).digest)) !== undefined);
      return seen.at(-1) === true ? {} : received('raced');
    });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    await other.committer.commit(async () => received('raced'));
    await Promise.all([first, second]);
    expect(seen).toEqual([false, true]);
    await expectSound(one, 2);
  });

  it('decides again on a row that the other one changed', async () => {
    const { gateways } = await openShared(2);
    const id = `${PEER}/l/rain`;
    const raise = ({ store, committer }: Gateway) =>
      committer.commit(async () => {
        const row = await store.reader.findListing(id);
        const { version, ...rest } = row ?? { ...listingRow(id), revision: 0, version: 0 };
        return {
          rows: [{ table: 'listing', expectedVersion: version, row: { ...rest, revision: rest.revision + 1 } }],
        };
      });
    await Promise.all(gateways.flatMap((gateway) => Array.from({ length: 8 }, () => raise(gateway))));
    expect(await gateways[0]?.store.reader.findListing(id)).toMatchObject({ revision: 16, version: 16 });
  });

  it('tells the others of a commit', async () => {
    const { gateways } = await openShared(2);
    const [one, other] = gateways as [Gateway, Gateway];
    const heard = new Promise<void>((resolve) => void other.store.onOthersCommit(resolve));
    await one.committer.commit(async () => received('a'));
    await heard;
  });
});

describe('CFG-8: a gateway whose turn is over writes nothing', () => {
  it('loses its turn when it stands still, and goes on with what is stored by then', async () => {
    const { gateways } = await openShared(2);
    const [still, other] = gateways as [Gateway, Gateway];
    await other.committer.commit(async () => received('a'));
    expect(await still.store.turns.take()).toBe('fresh');
    await other.committer.commit(async () => received('b'));
    const batch = { changes: [received('c')], now: NOON, random: Buffer.alloc(64) };
    await expect(still.store.writer.apply(batch)).rejects.toMatchObject(refusal('STORE_FAILED'));
    await expect(still.store.writer.storeSignatures([])).rejects.toMatchObject(refusal('STORE_FAILED'));
    await still.committer.commit(async () => received('c'));
    await expectSound(other, 3);
  });

  it('is followed at once when its connection is gone', async () => {
    const { url, gateways } = await openShared(2);
    const [dead, other] = gateways as [Gateway, Gateway];
    await dead.store.turns.take();
    await runSql(url, 'update lease set until_ms = until_ms + 3600000');
    await runSql(url, 'select pg_terminate_backend(backend::int) from lease');
    await other.committer.commit(async () => received('a'));
    await dead.committer.commit(async () => received('b'));
    await expectSound(other, 2);
  });
});
