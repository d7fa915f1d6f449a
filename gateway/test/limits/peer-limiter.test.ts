import type { SelatError } from '@selat/sdk/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PEER_LIMITS, limitsOf } from '../../src/config/index.js';
import { PeerLimiter, TokenBucket } from '../../src/federation/limits/index.js';

const NOON = 1_771_819_200_000;

function limiter(over: Partial<typeof DEFAULT_PEER_LIMITS> = {}) {
  const clock = { now: NOON };
  const overrides = { 'slow.example': { submissionsPerSecond: 1 } };
  const made = new PeerLimiter(
    (peer) => limitsOf({ ...DEFAULT_PEER_LIMITS, ...over, overrides }, peer),
    () => clock.now,
  );
  return { made, clock };
}

function refusal(act: () => unknown): SelatError {
  try {
    act();
  } catch (error) {
    return error as SelatError;
  }
  throw new Error('it was allowed');
}

describe('OPS-1: a peer is held to its limits, with the limit and what was observed', () => {
  it('documents a second: twice as many at once, then the rate', () => {
    const { made, clock } = limiter({ submissionsPerSecond: 10 });
    for (let at = 0; at < 20; at += 1) made.admit('my.example', 1);
    const error = refusal(() => made.admit('my.example', 1));
    expect(error).toMatchObject({ reason: 'PEER_RATE_EXCEEDED', fault: 'exhausted', isRetryable: true });
    expect(error.facts).toEqual({
      ...{ peer: 'my.example', unit: 'documents', limit: '10', observed: '21' },
      retryAfterMs: '500',
    });
    expect(error.message).toBe('cannot take more of my.example: it sent 21 documents within a second, 10 are allowed');
    made.admit('other.example', 1);
    clock.now += 499;
    for (let at = 0; at < 4; at += 1) made.admit('my.example', 1);
    expect(refusal(() => made.admit('my.example', 1)).reason).toBe('PEER_RATE_EXCEEDED');
    clock.now += 1;
    made.admit('my.example', 1);
  });

  it('bytes a second, of which a refused document takes nothing', () => {
    const { made, clock } = limiter({ bytesPerSecond: 1_000, submissionsPerSecond: 1_000 });
    made.admit('my.example', 1_500);
    const error = refusal(() => made.admit('my.example', 600));
    expect(error.facts).toMatchObject({ unit: 'bytes', limit: '1000', observed: '2100', retryAfterMs: '100' });
    made.admit('my.example', 500);
    clock.now += 600;
    made.admit('my.example', 600);
  });

  it('a document above all that a bucket holds still gets through a full one', () => {
    const { made } = limiter({ bytesPerSecond: 100 });
    made.admit('my.example', 1_000_000);
    expect(refusal(() => made.admit('my.example', 1)).reason).toBe('PEER_RATE_EXCEEDED');
  });

  it('calls and streams at once, each by itself, until they end', () => {
    const { made } = limiter({ calls: 1, streams: 2 });
    const leave = [made.enter('my.example', 'streams'), made.enter('my.example', 'streams')];
    const error = refusal(() => made.enter('my.example', 'streams'));
    expect(error).toMatchObject({ reason: 'PEER_CONCURRENCY_EXCEEDED', facts: { limit: '2', observed: '3' } });
    made.enter('my.example', 'calls')();
    leave[0]?.();
    made.enter('my.example', 'streams');
  });

  it('documents that wait for others, until they are cured or ten minutes old', () => {
    const { made, clock } = limiter({ awaitingCure: 2 });
    for (const digest of ['a', 'b', 'a']) made.noteAwaiting('my.example', digest);
    expect(refusal(() => made.noteAwaiting('my.example', 'c'))).toMatchObject({
      reason: 'PEER_BACKLOG_EXCEEDED',
      facts: { limit: '2', observed: '3' },
    });
    made.noteCured('my.example', 'b');
    made.noteAwaiting('my.example', 'c');
    clock.now += 600_000;
    for (const digest of ['d', 'e']) made.noteAwaiting('my.example', digest);
  });

  it('limits of one peer take the place of the general ones', () => {
    const { made } = limiter();
    made.admit('slow.example', 1);
    made.admit('slow.example', 1);
    expect(refusal(() => made.admit('slow.example', 1)).facts['limit']).toBe('1');
    expect(made.limitsOf('slow.example').streams).toBe(DEFAULT_PEER_LIMITS.streams);
  });

  it('whatever a peer does, it never gets more than its bucket and its rate', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: 1, max: 5 })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), steps, (perSecond, list) => {
        const bucket = new TokenBucket({ perSecond, size: perSecond * 2 }, NOON);
        let [now, taken, passed] = [NOON, 0, 0];
        for (const [ms, cost] of list) {
          now += ms;
          passed += Math.max(0, ms);
          if (!bucket.has(cost, now)) {
            expect(bucket.waitMs(cost)).toBeGreaterThan(0);
            continue;
          }
          bucket.take(cost);
          taken += Math.min(cost, perSecond * 2);
        }
        expect(taken).toBeLessThanOrEqual(perSecond * 2 + (perSecond * passed) / 1_000 + 1e-6);
      }),
    );
  });
});
