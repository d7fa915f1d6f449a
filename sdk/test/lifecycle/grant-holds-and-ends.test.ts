import { foldGrant, type GrantEvidence } from '@selat/sdk/lifecycle';
import { describe, expect, it } from 'vitest';
import { bytes, DAY, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  countersigned,
  ending,
  formation,
  formed,
  HOUR,
  offer,
  REQUEST,
  receipt,
  request,
  resumption,
  revocation,
  suspension,
} from './evidence-fixtures.js';

const [A, B, C, D] = [hex(0xa1), hex(0xb1), hex(0xc1), hex(0xd1)];
const UNTIL = NOON + 30 * DAY;
const evidence = (over: Partial<GrantEvidence>): GrantEvidence => ({
  id: REQUEST,
  acts: [],
  receipts: [],
  agreement: { isInForce: true },
  now: NOON + 3000,
  ...over,
});

describe('GRT-8: a grant expires at valid_until', () => {
  it('is active one millisecond before valid_until and ended at it', () => {
    expect(foldGrant({ ...formed(), now: UNTIL - 1 }).state).toBe('active');
    expect(foldGrant({ ...formed(), now: UNTIL })).toMatchObject({ state: 'ended', reason: 'expired' });
  });
});

describe('GRT-10: a hold is closed by the side that opened it and by nobody else', () => {
  it("binds on its author's word, without a receipt or against a refusing one", () => {
    expect(foldGrant(formed({ acts: [suspension(MY, A)] }))).toMatchObject({
      state: 'suspended',
      holds: [{ digest: A, by: MY }],
    });
    const no = receipt(SZ, A, { verdict: 'REFUSED' });
    expect(foldGrant(formed({ acts: [suspension(MY, A)], receipts: [no] })).state).toBe('suspended');
  });
  it('stays while the resumption is pending, closes with its receipt', () => {
    const acts = [suspension(MY, A), resumption(MY, B, A)];
    expect(foldGrant(formed({ acts })).state).toBe('suspended');
    expect(foldGrant(formed({ acts, receipts: [receipt(SZ, B)] })).state).toBe('active');
  });
  it('is not closed by the other side, nor by a resumption that names another suspension', () => {
    const receipts = [receipt(MY, B), receipt(SZ, C)];
    expect(
      foldGrant(formed({ acts: [suspension(MY, A), resumption(SZ, B, A), resumption(MY, C, D)], receipts })).state,
    ).toBe('suspended');
  });
  it('both must resume where both suspended', () => {
    const acts = [suspension(MY, A), suspension(SZ, B), resumption(MY, C, A), resumption(SZ, D, B)];
    expect(foldGrant(formed({ acts, receipts: [receipt(SZ, C)] })).holds).toMatchObject([{ digest: B, by: SZ }]);
    expect(foldGrant(formed({ acts, receipts: [receipt(MY, D)] })).holds).toMatchObject([{ digest: A, by: MY }]);
    expect(foldGrant(formed({ acts, receipts: [receipt(SZ, C), receipt(MY, D)] })).state).toBe('active');
  });
  it('is not opened by a stranger', () => {
    const base = suspension(MY, A);
    const stranger = { ...base, document: { ...base.document, head: { ...base.document.head, issuer: 'sg.example' } } };
    expect(foldGrant(formed({ acts: [stranger] })).state).toBe('active');
  });
});

describe('GRT-14: a formed grant is held while its agreement is not in force and before it starts', () => {
  it('is held until valid_from', () => {
    const over = { validFromMs: BigInt(NOON + 10_000) };
    const at = (now: number) => foldGrant({ ...formed(), acts: [request(), countersigned(over)], now });
    expect(at(NOON + 9_999)).toMatchObject({
      state: 'suspended',
      holds: [{ kind: 'computed', reason: 'NOT_STARTED' }],
    });
    expect(at(NOON + 10_000)).toMatchObject({ state: 'active', holds: [] });
  });
  it('is computed while no agreement is in force', () => {
    const { agreement: _, ...unknown } = formed();
    for (const without of [unknown, formed({ agreement: { isInForce: false } })]) {
      expect(foldGrant(without)).toMatchObject({
        state: 'suspended',
        holds: [{ kind: 'computed', reason: 'AGREEMENT_NOT_IN_FORCE' }],
      });
    }
  });
});

describe('GRT-11: the earliest end counts, and a tie goes to the stronger', () => {
  const T = NOON + HOUR;
  const successor = { request: bytes(0x51), supersedes: bytes(4), validFromMs: BigInt(T) };
  const takeover = [countersigned(successor, D)];
  const candidates = {
    revoked: { acts: [revocation(MY, A, T)], receipts: [receipt(SZ, A)] },
    superseded: { acts: takeover, receipts: [formation({}, D)] },
    completed: { acts: [ending(SZ, B, 'COMPLETED', T)], receipts: [receipt(MY, B)] },
    exhausted: { acts: [ending(SZ, C, 'EXHAUSTED', T)], receipts: [receipt(MY, C)] },
  };
  const order = Object.keys(candidates) as (keyof typeof candidates)[];
  const expiring = { validUntilMs: BigInt(T), offerDeadlineMs: BigInt(NOON + 1) };

  it.each(order.map((name, index) => [name, order.slice(index)] as const))(
    '%s stands before every weaker end',
    (cause, names) => {
      const acts = [request(), countersigned(expiring), ...names.flatMap((name) => candidates[name].acts)];
      const receipts = [formation(), ...names.flatMap((name) => candidates[name].receipts)];
      expect(foldGrant(evidence({ acts, receipts, now: T }))).toMatchObject({
        state: 'ended',
        reason: cause,
        endsAt: T,
      });
      expect(foldGrant(evidence({ acts, receipts, now: T - 1 }))).toMatchObject({ state: 'active', endsAt: T });
    },
  );
  it('an earlier expiry stands before a later revocation', () => {
    const receipts = [receipt(SZ, A, { time: UNTIL + 5 })];
    expect(foldGrant({ ...formed({ acts: [revocation(MY, A)], receipts }), now: UNTIL + 10 }).reason).toBe('expired');
  });
  it('a backdated revocation counts from its log time', () => {
    const state = foldGrant(
      formed({ acts: [revocation(MY, A, NOON - DAY)], receipts: [receipt(SZ, A, { time: NOON + 2500 })] }),
    );
    expect(state).toMatchObject({ state: 'ended', reason: 'revoked', endsAt: NOON + 2500 });
  });
  it("a logged revocation counts at once, also where the receipt's clock is ahead", () => {
    const state = foldGrant(formed({ acts: [revocation(MY, A)], receipts: [receipt(SZ, A, { time: NOON + 30_000 })] }));
    expect(state).toMatchObject({ state: 'ended', reason: 'revoked' });
  });
  it('a successor takes over when its own access may start, not when it is signed', () => {
    const over = formed({ acts: takeover, receipts: [formation({}, D)] });
    expect([foldGrant({ ...over, now: T - 1 }).state, foldGrant({ ...over, now: T }).reason]).toEqual([
      'active',
      'superseded',
    ]);
    const unsigned = formed({ acts: [offer(successor, D)], receipts: [receipt(MY, D)] });
    expect(foldGrant({ ...unsigned, now: T }).state).toBe('active');
  });
  it('an end stands over holds', () => {
    const acts = [suspension(MY, B), revocation(MY, A)];
    expect(foldGrant(formed({ acts, receipts: [receipt(SZ, A)] })).state).toBe('ended');
  });
});
