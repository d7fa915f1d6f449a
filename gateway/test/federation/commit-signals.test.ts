import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import type { Committer } from '../../src/domain/ports.js';
import { CommitSignals } from '../../src/federation/commit-signals.js';

const INNER: Committer = {
  commit: async (decide) => {
    await decide();
    return { time: 1, leafIndexes: [] };
  },
};

const filed = (subject: string): Change => ({ evidence: [{ subject, digest: 'd', by: 'my.example' }] });

describe('a verb that waits for an answer of the peer', () => {
  it('looks once for each act that concerns it, and not for those of others', async () => {
    const signals = new CommitSignals();
    const committer = signals.wrap(INNER);
    let looks = 0;
    const waiting = signals.until(
      async () => (++looks === 2 ? 'found' : undefined),
      60_000,
      ({ evidence = [] }) => evidence.some(({ subject }) => subject === 'grant:1'),
    );
    for (let other = 2; other < 50; other += 1) await committer.commit(async () => filed(`grant:${other}`));
    expect(looks).toBe(1);
    await committer.commit(async () => filed('grant:1'));
    expect([await waiting, looks]).toEqual(['found', 2]);
  });

  it('looks for every act where it says nothing, and when another process may have acted', async () => {
    const signals = new CommitSignals();
    const committer = signals.wrap(INNER);
    let looks = 0;
    const waiting = signals.until(async () => (++looks === 3 ? looks : undefined), 60_000);
    await committer.commit(async () => ({}));
    signals.tellOfOthers();
    expect(await waiting).toBe(3);
  });
});
