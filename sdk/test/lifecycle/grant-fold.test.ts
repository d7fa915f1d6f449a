import { foldGrant, type GrantEvidence } from '@selat/sdk/lifecycle';
import { describe, expect, it } from 'vitest';
import { bytes, DAY, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  countersigned,
  DEADLINE,
  ending,
  formation,
  formed,
  GRANT,
  HOUR,
  offer,
  offerWithdrawal,
  REQUEST,
  receipt,
  refusal,
  request,
  requestWithdrawal,
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
const requested = [request()];
const offered = [request(), offer()];
const got = [receipt(SZ, REQUEST), receipt(MY, GRANT)];

describe("GRT-1: a grant is formed by two signatures and the provider exchange's accepting receipt", () => {
  it('is requested, then offered, then active, and changes its id with the offer', () => {
    const first = foldGrant(evidence({ acts: requested, receipts: [receipt(SZ, REQUEST)] }));
    expect(first).toMatchObject({ state: 'requested', id: REQUEST, signers: [], pending: [] });
    const second = foldGrant(evidence({ acts: offered, receipts: got }));
    expect(second).toMatchObject({ state: 'offered', id: GRANT, requestDigest: REQUEST, signers: [SZ] });
    expect(foldGrant(formed())).toMatchObject({
      state: 'active',
      signers: [SZ, MY],
      formedAt: NOON + 2000,
      endsAt: UNTIL,
    });
  });
  it('is not formed by both signatures alone: the countersignature is pending', () => {
    const state = foldGrant(evidence({ acts: [...offered, countersigned()], receipts: got }));
    expect(state).toMatchObject({ state: 'offered', signers: [SZ, MY] });
    expect(state.pending).toEqual([{ digest: GRANT, type: 'selat.v1.Grant', by: MY }]);
  });
  it("is not formed by the provider's receipt over the offered form", () => {
    const echo = receipt(SZ, GRANT);
    expect(foldGrant(evidence({ acts: [...offered, countersigned()], receipts: [...got, echo] })).state).toBe(
      'offered',
    );
  });
  it("is not formed by a refusing receipt, nor by the consumer's own", () => {
    for (const no of [formation({ verdict: 'REFUSED' }), formation({ issuer: MY })]) {
      expect(foldGrant(evidence({ acts: [...offered, countersigned()], receipts: [...got, no] })).state).toBe(
        'offered',
      );
    }
  });
  it('is found by its grant digest as well, also before its request arrives', () => {
    expect(foldGrant({ ...formed(), id: GRANT })).toEqual(foldGrant(formed()));
    expect(foldGrant(evidence({ id: GRANT, acts: [offer()] }))).toMatchObject({ requestDigest: REQUEST, provider: SZ });
  });
  it('is unknown where neither request nor offer is here', () => {
    expect(() => foldGrant(evidence({ id: hex(9), acts: offered }))).toThrow(
      expect.objectContaining({ reason: 'GRANT_UNKNOWN' }),
    );
  });
});

describe("GRT-9: an act counts from the counterparty's receipt and is pending before", () => {
  it('leaves a request requested while offer, refusal or withdrawal wait for their receipts', () => {
    const acts = [...offered, refusal(SZ, A), requestWithdrawal(B)];
    const state = foldGrant(evidence({ acts, receipts: [receipt(SZ, REQUEST)] }));
    expect(state.state).toBe('requested');
    expect(state.pending.map(({ digest, by }) => [digest, by])).toEqual([
      [GRANT, SZ],
      [A, SZ],
      [B, MY],
    ]);
  });
  it('leaves a grant active while its revocation waits', () => {
    const state = foldGrant(formed({ acts: [revocation(SZ, A)] }));
    expect(state).toMatchObject({ state: 'active', pending: [{ digest: A, by: SZ }] });
    expect(foldGrant(formed({ acts: [revocation(SZ, A)], receipts: [receipt(SZ, A)] })).state).toBe('active');
  });
  it("does not count an act that the other side's receipt refuses", () => {
    const no = receipt(MY, A, { verdict: 'REFUSED' });
    expect(foldGrant(formed({ acts: [revocation(SZ, A)], receipts: [no] }))).toMatchObject({
      state: 'active',
      pending: [],
    });
  });
});

describe('GRT-7: before formation the first logged answer decides', () => {
  it('refused, with the needs that would cure it', () => {
    const state = foldGrant(evidence({ acts: [...requested, refusal(SZ, A)], receipts: [receipt(MY, A)] }));
    expect(state).toMatchObject({
      state: 'refused',
      reason: 'COMPLIANCE_NEEDS',
      needs: [{ anyOf: ['CN_SA', 'CN_PIP_CERT'] }],
    });
  });
  it('refused by the receipt itself', () => {
    const no = receipt(SZ, REQUEST, { verdict: 'REFUSED', reason: 'LISTING_NOT_OPEN' });
    expect(foldGrant(evidence({ acts: requested, receipts: [no] }))).toMatchObject({
      state: 'refused',
      reason: 'LISTING_NOT_OPEN',
    });
  });
  it('withdrawn by the consumer, or the offer by the provider', () => {
    const byConsumer = evidence({ acts: [...requested, requestWithdrawal(A)], receipts: [receipt(SZ, A)] });
    expect(foldGrant(byConsumer).state).toBe('withdrawn');
    const byProvider = evidence({ acts: [...offered, offerWithdrawal(A)], receipts: [...got, receipt(MY, A)] });
    expect(foldGrant(byProvider).state).toBe('withdrawn');
  });
  it('declined by a refusal of the offer, or by the receipt over it', () => {
    const acts = [...offered, refusal(MY, A, bytes(4))];
    expect(foldGrant(evidence({ acts, receipts: [...got, receipt(SZ, A)] })).state).toBe('declined');
    const no = receipt(MY, GRANT, { verdict: 'REFUSED', reason: 'GRANT_TERMS_MISMATCH' });
    expect(foldGrant(evidence({ acts: offered, receipts: [no] }))).toMatchObject({
      state: 'declined',
      reason: 'GRANT_TERMS_MISMATCH',
    });
  });
  it('not by the wrong side: the consumer cannot refuse its request, nor the provider decline its offer', () => {
    const acts = [...offered, refusal(MY, A), refusal(SZ, B, bytes(4))];
    expect(foldGrant(evidence({ acts, receipts: [...got, receipt(SZ, A), receipt(MY, B)] })).state).toBe('offered');
  });
  it('of two answers the earlier counts, and of one millisecond the withdrawal', () => {
    const acts = [...requested, refusal(SZ, A), requestWithdrawal(B)];
    const at = (a: number, b: number) =>
      foldGrant(evidence({ acts, receipts: [receipt(MY, A, { time: a }), receipt(SZ, B, { time: b })] })).state;
    expect([at(5, 6), at(6, 5), at(5, 5)]).toEqual(['refused', 'withdrawn', 'withdrawn']);
  });
  it("formation stands over every answer: the provider's log decided", () => {
    const acts = [offerWithdrawal(A), refusal(MY, B, bytes(4)), requestWithdrawal(C)];
    const receipts = [receipt(MY, A), receipt(SZ, B), receipt(SZ, C)];
    expect(foldGrant(formed({ acts, receipts })).state).toBe('active');
  });
  it('says that an answer is overdue after answer_by, not at it', () => {
    const overdue = (now: number) => foldGrant(evidence({ acts: requested, now })).isOverdue;
    expect([overdue(NOON + HOUR), overdue(NOON + HOUR + 1)]).toEqual([false, true]);
  });
});

describe('GRT-6: an offer lapses 60 s after its deadline', () => {
  const at = (now: number) => foldGrant(evidence({ acts: offered, receipts: got, now })).state;
  it('is offered at the deadline and through the grace, lapsed one millisecond later', () => {
    expect([at(DEADLINE), at(DEADLINE + 1), at(DEADLINE + 60_000), at(DEADLINE + 60_001)]).toEqual([
      'offered',
      'offered',
      'offered',
      'lapsed',
    ]);
  });
  it('is active after all where the receipt of a timely countersignature comes late', () => {
    expect(foldGrant({ ...formed(), now: DEADLINE + 120_000 }).state).toBe('active');
  });
});

describe('GRT-5: one request gets one offer', () => {
  it('the formed one counts, else the one issued first; the other is a rival', () => {
    const rival = offer({ offerDeadlineMs: BigInt(DEADLINE + 1) }, C);
    expect(foldGrant(formed({ acts: [rival] }))).toMatchObject({ state: 'active', id: GRANT, rivals: [C] });
    expect(foldGrant(evidence({ acts: [...offered, rival], receipts: got }))).toMatchObject({ id: GRANT, rivals: [C] });
  });
  it('an offer by a stranger to the request is none', () => {
    const base = offer();
    const stranger = { ...base, document: { ...base.document, head: { ...base.document.head, issuer: 'sg.example' } } };
    expect(foldGrant(evidence({ acts: [request(), stranger], receipts: got }))).toMatchObject({
      state: 'requested',
      rivals: [],
    });
  });
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
