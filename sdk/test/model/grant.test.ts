import {
  newHead,
  parseDocument,
  parseGrant,
  parseGrantEnd,
  parseGrantRefusal,
  parseGrantRequest,
  parseGrantResumption,
  parseGrantRevocation,
  parseGrantSuspension,
  parseGrantWithdrawal,
  parseHead,
  parseOfferWithdrawal,
  parseReceipt,
  parseReceiptBatch,
  SUPPORTED_TYPES,
} from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { wireGrant, wirePrice, wireRequest, wireTerms } from './trade-fixtures.js';
import { bytes, head, hex, MY, NOON, SZ, wireReceipt, wireReceiptItem } from './wire-fixtures.js';

const invalid = (path: string) =>
  expect.objectContaining({ reason: 'DOCUMENT_FIELD_INVALID', facts: expect.objectContaining({ path }) });
const NONE = Buffer.alloc(0);

describe('GRT-2: a request is of one consumer, to one exchange', () => {
  it('narrows a request, also with status index 0', () => {
    const request = parseGrantRequest(wireRequest());
    expect(request).toMatchObject({
      listingDigest: hex(1),
      status: { list: 'c1', index: 0 },
      answerBy: NOON + 3_600_000,
    });
    expect('offeredPrice' in request).toBe(false);
  });
  it.each([
    ['consumer', { consumer: `${SZ}/p/padi` }],
    ['head.audience', { head: head(MY, [SZ, 'sg.example']) }],
    ['head.agreement_digest', { head: head(MY, [SZ], { agreementDigest: NONE }) }],
    ['head.issuer', { head: head(`${MY}/p/padi`, [SZ]) }],
    ['answer_by_ms', { answerByMs: BigInt(NOON) }],
    ['offered_price.model', { offeredPrice: wirePrice({ model: 'NEGOTIATED', currency: '', amountMinor: undefined }) }],
    ['status.index', { status: { list: 'c1' } }],
    ['scope', { scope: undefined }],
  ])('refuses a request whose %s does not fit', (path, over) => {
    expect(() => parseGrantRequest(wireRequest(over))).toThrow(invalid(path));
  });
});

describe('GRT-4: only SANDBOX documents may lack compliance decisions', () => {
  const live = { env: 'LIVE' };
  const absent = (paths: string) =>
    expect.objectContaining({ reason: 'GRANT_DECISION_ABSENT', facts: expect.objectContaining({ paths }) });
  it('refuses a LIVE request without facts and decision, accepts it with both', () => {
    const over = { head: head(MY, [SZ], live) };
    expect(() => parseGrantRequest(wireRequest(over))).toThrow(absent('facts_digests, decision_digest'));
    const full = wireRequest({ ...over, factsDigests: [bytes(8)], decisionDigest: bytes(9) });
    expect(parseGrantRequest(full).decisionDigest).toBe(hex(9));
  });
  it('refuses a LIVE grant without one of the decisions, accepts it with both', () => {
    const over = { head: head(SZ, [MY], live), providerDecision: bytes(8) };
    expect(() => parseGrant(wireGrant(over))).toThrow(absent('consumer_decision'));
    expect(parseGrant(wireGrant({ ...over, consumerDecision: bytes(9) })).providerDecision).toBe(hex(8));
  });
});

describe('GRT-1: a grant is of two exchanges and names its own times in order', () => {
  it('narrows a grant', () => {
    expect(parseGrant(wireGrant())).toMatchObject({ request: hex(2), validFrom: NOON, providerStatus: { index: 5 } });
  });
  const deadline = wireGrant().offerDeadlineMs;
  it.each([
    ['listing_id', { listingId: `${MY}/l/port-calls` }],
    ['provider', { provider: `${MY}/p/port` }],
    ['consumer', { consumer: `${SZ}/p/padi` }],
    ['valid_until_ms', { validUntilMs: BigInt(NOON) }],
    ['offer_deadline_ms', { offerDeadlineMs: BigInt(NOON) }],
    ['offer_deadline_ms', { validUntilMs: deadline }],
    ['terms.price.model', { terms: wireTerms({ price: wirePrice({ model: 'NEGOTIATED', amountMinor: undefined }) }) }],
    ['head.audience', { head: head(SZ, []) }],
  ])('refuses a grant whose %s does not fit', (path, over) => {
    expect(() => parseGrant(wireGrant(over))).toThrow(invalid(path));
  });
  it('accepts a deadline one millisecond after issue and one before the end', () => {
    expect(parseGrant(wireGrant({ offerDeadlineMs: BigInt(NOON + 1) })).offerDeadline).toBe(NOON + 1);
    expect(parseGrant(wireGrant({ validUntilMs: deadline + 1n })).validUntil).toBe(Number(deadline) + 1);
  });
});

describe('GRT-7: acts on a grant name it and travel to one peer', () => {
  const own = { head: head(SZ, [MY]), grant: bytes(4), reason: 'OTHER', note: '', cause: NONE, effectiveAtMs: 0n };
  const refusal = {
    head: own.head,
    request: bytes(2),
    grant: NONE,
    reason: 'PRICE',
    needs: [],
    decision: NONE,
    note: '',
  };
  const end = { head: own.head, grant: bytes(4), kind: 'COMPLETED', effectiveAtMs: BigInt(NOON), lastStatement: NONE };
  it('narrows every act', () => {
    expect(parseGrantSuspension(own)).toMatchObject({ grant: hex(4), reason: 'OTHER' });
    expect(parseGrantResumption({ ...own, suspension: bytes(5), decisions: [bytes(6)] }).decisions).toEqual([hex(6)]);
    expect('effectiveAt' in parseGrantRevocation(own)).toBe(false);
    expect(parseGrantEnd(end)).toMatchObject({ kind: 'COMPLETED', effectiveAt: NOON });
    expect(parseOfferWithdrawal(own).grant).toBe(hex(4));
    expect(parseGrantWithdrawal({ head: head(MY, [SZ]), request: bytes(2) }).request).toBe(hex(2));
    const needs = [{ anyOf: ['CN_SA'], note: '' }];
    expect(parseGrantRefusal({ ...refusal, needs }).needs).toEqual([{ anyOf: ['CN_SA'] }]);
  });
  it('refuses an unknown kind of end and an audience of nobody', () => {
    expect(() => parseGrantEnd({ ...end, kind: 'EXPIRED' })).toThrow(invalid('kind'));
    expect(() => parseGrantRefusal({ ...refusal, head: head(SZ, []) })).toThrow(invalid('head.audience'));
  });
});

describe('RCP-1: a receipt agrees with itself', () => {
  it('gives one shape for a receipt and a batch', () => {
    const single = parseReceipt(wireReceipt());
    const { item: _, ...rest } = wireReceipt();
    const batch = parseReceiptBatch({ ...rest, items: [wireReceiptItem()] });
    expect(batch.items).toEqual(single.items);
    expect(single.items[0]).toMatchObject({ verdict: 'ACCEPTED', logIndex: 0, time: NOON });
    expect(single.chainHeads).toEqual([
      { chain: MY, sequence: 1, leafHash: hex(5) },
      { chain: '*', sequence: 0 },
    ]);
  });
  it.each([
    ['item.reason', { item: wireReceiptItem({ verdict: 'REFUSED' }) }],
    ['item.reason', { item: wireReceiptItem({ reason: 'BUSY' }) }],
    ['item.detail', { item: wireReceiptItem({ detail: 'why' }) }],
    ['item.verdict', { item: wireReceiptItem({ verdict: 'MAYBE' }) }],
    ['item.log_index', { item: wireReceiptItem({ logIndex: undefined }) }],
    ['item', { item: undefined }],
    ['log_origin', { logOrigin: `${MY}/log/sandbox-1` }],
    ['chain_heads', { chainHeads: [1n, 2n].map((sequence) => ({ chain: '*', sequence, leafHash: bytes(1) })) }],
    ['chain_heads[0].chain', { chainHeads: [{ chain: 'sg.example', sequence: 1n, leafHash: bytes(1) }] }],
    ['chain_heads[0].leaf_hash', { chainHeads: [{ chain: MY, sequence: 1n, leafHash: NONE }] }],
    ['chain_heads[0].leaf_hash', { chainHeads: [{ chain: MY, sequence: 0n, leafHash: bytes(1) }] }],
    ['head.agreement_digest', { head: head(SZ, [MY]) }],
  ])('refuses a receipt whose %s contradicts the rest', (path, over) => {
    expect(() => parseReceipt(wireReceipt(over))).toThrow(invalid(path));
  });
  it('refuses a batch out of the order of its log', () => {
    const { item: _, ...rest } = wireReceipt();
    const items = [5n, 4n].map((logIndex) => wireReceiptItem({ logIndex }));
    expect(() => parseReceiptBatch({ ...rest, items })).toThrow(invalid('items[1].log_index'));
  });
});

describe('ERR-5: a build says which documents it acts on', () => {
  it('narrows a supported document by its type', () => {
    expect(parseDocument('selat.v1.Grant', wireGrant()).listingId).toBe(`${SZ}/l/port-calls`);
    expect(SUPPORTED_TYPES).toHaveLength(26);
  });
  it.each([
    ['selat.v1.UsageStatement', 'NOT_IN_THIS_BUILD'],
    ['selat.v1.LicenceTerms', 'DOCUMENT_TYPE_UNKNOWN'],
    ['selat.v2.Grant', 'DOCUMENT_TYPE_UNKNOWN'],
    ['constructor', 'DOCUMENT_TYPE_UNKNOWN'],
  ])('answers %s with %s', (type, reason) => {
    expect(() => parseDocument(type, {})).toThrow(expect.objectContaining({ reason }));
  });
});

describe('DOC-14: a head survives the way to the wire and back', () => {
  it.each([[[MY]], [[]]])('for audience %j', (audience) => {
    const parsed = parseHead(head(SZ, audience), 'selat.v1.ParticipantRecord', 'any');
    expect(parseHead(newHead(parsed), 'selat.v1.ParticipantRecord', 'any')).toEqual(parsed);
  });
});
