import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import { documentNamed, NOON, openNode, STORES, writeOf } from './temp-node.js';

/** A document of this exchange, delivered to peers. */
function sent(name: string, ...peers: string[]): Change {
  const write = writeOf(documentNamed(name));
  const { digest, submissionDigest } = write;
  const leaf = {
    act: write.document.type,
    direction: 'out',
    chain: '*',
    documentDigest: digest,
    submissionDigest,
  } as const;
  return { documents: [write], leaves: [leaf], outbox: peers.map((peer) => ({ peer, digest, submissionDigest })) };
}

describe.each(STORES)('OPS-9: what waits for delivery is summed up by peer and state ($name)', (engine) => {
  it('with the log time of the oldest, and nothing where nothing waits', async () => {
    const { committer, store, clock } = await openNode(engine);
    const { reader } = store;
    expect(await reader.summariseOutbox()).toEqual([]);
    for (const [at, name] of ['first', 'second', 'third'].entries()) {
      clock.set(NOON + at * 1_000);
      await committer.commit(async () => sent(name, 'a.example', ...(at > 0 ? ['b.example'] : [])));
    }
    const [failed] = await reader.listDue('b.example', NOON + 10_000, 1);
    const failure = { id: failed?.id ?? 0, reason: 'LISTING_REVISION', message: 'refused for good' };
    await committer.commit(async () => ({ outboxFailures: [failure] }));
    expect(await reader.summariseOutbox()).toEqual([
      { peer: 'a.example', state: 'due', deliveries: 3, oldest: NOON },
      { peer: 'b.example', state: 'due', deliveries: 1, oldest: NOON + 2_000 },
      { peer: 'b.example', state: 'failed', deliveries: 1, oldest: NOON + 1_000 },
    ]);
    expect(await reader.sizeOfStore()).toBeGreaterThan(50_000);
  });
});
