import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import { MAX_ATTEMPTS } from '../../src/store/index.js';
import { listingRow, NOON, type OpenNode, openNode, PEER, SELF, STORES } from './temp-node.js';

const apply = ({ committer }: OpenNode, change: Change) => committer.commit(async () => change);

describe.each(STORES)('RCP-6: what leaves no receipt is kept for the operator, within bounds ($name)', (engine) => {
  it('keeps the newest 10,000, newest first', async () => {
    const node = await openNode(engine);
    const attempt = (i: number) => ({ peer: PEER, at: NOON + i, type: 'x', reason: 'BUSY', message: `attempt ${i}` });
    const many = Array.from({ length: MAX_ATTEMPTS + 50 }, (_, i) => apply(node, { attempt: attempt(i) }));
    await Promise.all(many);
    const kept = await node.store.reader.listAttempts(20_000);
    expect(kept.length).toBe(MAX_ATTEMPTS);
    expect([kept.at(0)?.message, kept.at(-1)?.message]).toEqual([`attempt ${MAX_ATTEMPTS + 49}`, 'attempt 50']);
  });
});

describe.each(STORES)('API-4: pages of rows ($name)', (engine) => {
  it('walks listings, grants and acts page by page without losing or repeating one', async () => {
    const node = await openNode(engine);
    const { reader } = node.store;
    const ids = Array.from({ length: 7 }, (_, i) => `${PEER}/l/rain-${i}`);
    await apply(node, {
      rows: ids.map((id) => ({ table: 'listing', expectedVersion: 0, row: listingRow(id) })),
      leaves: ids.map(() => ({ act: 'local/test', direction: 'local', chain: '-' })),
      officer: `${SELF}/o/ada`,
    });
    await apply(node, {
      rows: ids.map((_, i) => ({
        table: 'grant',
        expectedVersion: 0,
        row: {
          request_digest: String(i).repeat(64),
          grant_digest: null,
          peer: PEER,
          side: 'provider',
          listing_id: 'l',
          consumer: 'c',
          created_ms: NOON + (i % 3),
        },
      })),
    });
    const listings = await walk((after) => reader.listListings({ limit: 3, exchange: PEER, ...after }));
    expect(listings.map(({ id }) => id)).toEqual(ids);
    const grants = await walk((after) => reader.listGrants({ limit: 2, ...after }));
    const digits = grants.map(({ request_digest: digest }) => digest[0]);
    expect(digits).toEqual(['5', '2', '4', '1', '6', '3', '0']);
    const acts = await walk((after) => reader.listActs({ limit: 4, ...after }));
    expect(acts.map(({ index }) => index)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(acts[0]).toMatchObject({ act: 'local/test', officer: `${SELF}/o/ada`, time: NOON });
    expect(await reader.countListings(PEER)).toBe(7);
    expect(await reader.countListings(SELF)).toBe(0);
  });

  it('refuses a page that is too large', async () => {
    const { store } = await openNode(engine);
    await expect(store.reader.listActs({ limit: 1001 })).rejects.toThrow('1 to 1000');
  });
});

async function walk<T>(page: (after: { after?: string }) => Promise<{ items: readonly T[]; next?: string }>) {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor === undefined ? {} : { after: cursor });
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}
