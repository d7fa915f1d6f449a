import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import { documentNamed, NOON, openNode, PEER, SELF, STORES, writeOf } from './temp-node.js';

/** A delivery to the peer. */
function sent(name: string, isUrgent = false): Change & { readonly digest: string } {
  const write = writeOf(documentNamed(name));
  const { digest, submissionDigest } = write;
  const named = { documentDigest: digest, submissionDigest };
  const leaf = { act: write.document.type, direction: 'out', chain: '*', ...named } as const;
  return { digest, documents: [write], leaves: [leaf], outbox: [{ peer: PEER, digest, submissionDigest, isUrgent }] };
}

const row = (digest: string, over: object = {}) =>
  ({
    table: 'regulatory_order',
    expectedVersion: 0,
    row: {
      ...{ digest, home: SELF, authority: `${SELF}/a/cac`, kind: 'HALT' as const, resumes: null, is_whole: 0 as const },
      ...{ created_ms: NOON + Number(digest), original_salt: null, selected: null },
      ...over,
    },
  }) as const;

describe.each(STORES)('ORD-8: an order goes ahead of everything that waits ($name)', (engine) => {
  it('also ahead of what has waited longer, and of a full batch, and after an attempt that failed', async () => {
    const { committer, store, clock } = await openNode(engine);
    for (let at = 0; at < 40; at += 1) await committer.commit(async () => sent(`listing ${at}`));
    clock.set(NOON + 5_000);
    const { digest, ...change } = sent('an order', true);
    await committer.commit(async () => change);
    const first = async (now: number) => (await store.reader.listDue(PEER, now, 1))[0];
    const entry = await first(NOON + 5_000);
    expect(entry?.digest).toBe(digest);
    const failure = { id: entry?.id ?? 0, reason: 'BUSY', message: 'later', nextAt: NOON + 9_000 };
    await committer.commit(async () => ({ outboxFailures: [failure] }));
    expect((await first(NOON + 8_999))?.digest).not.toBe(digest);
    expect((await first(NOON + 9_000))?.digest).toBe(digest);
  });
});

describe.each(STORES)('ORD-6: the orders that stand are those that no RESUME ended as a whole ($name)', (engine) => {
  it('by exchange, the oldest first; and all of them page by page, the newest first', async () => {
    const { committer, store } = await openNode(engine);
    const ended = { kind: 'RESUME' as const };
    const rows = [
      row('1'),
      row('2'),
      row('3', { home: PEER }),
      row('4', { ...ended, resumes: '1', is_whole: 1 }),
      row('5', { ...ended, resumes: '2' }),
    ];
    await committer.commit(async () => ({ rows }));
    const { reader } = store;
    expect((await reader.listStandingOrders(SELF)).map(({ digest }) => digest)).toEqual(['2']);
    expect((await reader.listStandingOrders(PEER)).map(({ digest }) => digest)).toEqual(['3']);
    const page = await reader.listOrders({ limit: 3 });
    const rest = await reader.listOrders({ limit: 3, after: page.next ?? '' });
    expect([page, rest].map(({ items }) => items.map(({ digest }) => digest))).toEqual([
      ['5', '4', '3'],
      ['2', '1'],
    ]);
    expect(await reader.findOrder('4')).toMatchObject({ resumes: '1', is_whole: 1, version: 1 });
  });
});
