import { foldGrant, type GrantEvidence, type ReceiptFact } from '@selat/sdk/lifecycle';
import { describe, expect, it } from 'vitest';
import { bytes, DAY, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  countersigned,
  DEADLINE,
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
  revocation,
} from './evidence-fixtures.js';

const [A, B, C] = [hex(0xa1), hex(0xb1), hex(0xc1)];
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
    const after = (no: ReceiptFact) =>
      foldGrant(evidence({ acts: [...offered, countersigned()], receipts: [...got, no] }));
    expect(after(formation({ issuer: MY })).state).toBe('offered');
    const refusing = formation({ verdict: 'REFUSED', reason: 'GRANT_OFFER_LATE' });
    expect(after(refusing)).toMatchObject({ state: 'lapsed', reason: 'GRANT_OFFER_LATE' });
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
