import {
  attestationsOf,
  checkGrantDecisions,
  checkOffer,
  checkRequestDecision,
  checkResumption,
  type DecisionFacts,
  foldGrant,
  type GrantEvidence,
  needsDecisions,
  requirePinned,
} from '@selat/sdk/lifecycle';
import {
  parseComplianceDecision,
  parseGrantRequest,
  parseGrantResumption,
  parseGrantSuspension,
  parseListing,
  parsePeerAgreement,
} from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { wireDecision, wireProviderDecision, wireResult } from '../model/decision-fixtures.js';
import { wireListing, wireRequest } from '../model/trade-fixtures.js';
import { bytes, head, hex, MY, NOON, SZ, wireAgreement } from '../model/wire-fixtures.js';
import {
  countersigned,
  formation,
  GRANT,
  grantDocument,
  HOUR,
  REQUEST,
  receipt,
  request,
  resumption,
  suspension,
} from './evidence-fixtures.js';

const PINS = { providerDecision: bytes(0xd0), consumerDecision: bytes(0xd1) };
const told = (reason: string) => expect.objectContaining({ reason });

describe('GRT-27: a grant is held from the end of a decision that it stands on', () => {
  const [hold, renewal, later] = [hex(0xa1), hex(0xa2), hex(0xa3)];
  const decisions: DecisionFacts = new Map([
    [hex(0xd0), { by: SZ, validUntil: NOON + HOUR }],
    [hex(0xd1), { by: MY, validUntil: NOON + 2 * HOUR }],
    [hex(0xd2), { by: SZ, validUntil: NOON + 5 * HOUR }],
    [hex(0xd3), { by: MY }],
  ]);
  const at = (now: number, acts: GrantEvidence['acts'] = [], receipts: GrantEvidence['receipts'] = []) => {
    const all = [request(), countersigned(PINS), ...acts];
    const agreement = { isInForce: true };
    return foldGrant({ id: GRANT, acts: all, receipts: [formation(), ...receipts], agreement, decisions, now }).holds;
  };
  const expired = { kind: 'computed', reason: 'DECISION_EXPIRED' };
  const renewed = [suspension(SZ, hold), resumption(SZ, renewal, hold, [hex(0xd2)])];

  it('to the millisecond, and by the earlier of the two', () => {
    expect(at(NOON + HOUR - 1)).toEqual([]);
    expect(at(NOON + HOUR)).toEqual([expired]);
  });

  it('until that side resumes with a later one, which counts from its receipt', () => {
    expect(at(NOON + HOUR, renewed)).toContainEqual(expired);
    expect(at(NOON + HOUR, renewed, [receipt(MY, renewal)])).toEqual([]);
    expect(at(NOON + 2 * HOUR, renewed, [receipt(MY, renewal)])).toEqual([expired]);
  });

  it('and by nobody else', () => {
    const other = [suspension(MY, hold), resumption(MY, renewal, hold, [hex(0xd3)])];
    expect(at(NOON + HOUR, other, [receipt(SZ, renewal)])).toEqual([expired]);
    const borrowed = [suspension(MY, hold), resumption(MY, renewal, hold, [hex(0xd2)])];
    expect(at(NOON + HOUR, borrowed, [receipt(SZ, renewal)])).toEqual([expired]);
  });

  it('the newest decision of a side counts, also where it ends earlier', () => {
    const acts = [...renewed, resumption(SZ, later, hold, [hex(0xd0)])];
    const receipts = [receipt(MY, renewal), receipt(MY, later, { time: NOON + 2000 })];
    expect(at(NOON + HOUR, acts, receipts)).toEqual([expired]);
  });

  it('an open decision, or none, holds nothing', () => {
    expect(at(NOON + HOUR, [], [])).toEqual([expired]);
    const plain = {
      id: GRANT,
      acts: [request(), countersigned()],
      receipts: [formation()],
      decisions,
      now: NOON + HOUR,
    };
    expect(foldGrant({ ...plain, agreement: { isInForce: true } }).holds).toEqual([]);
  });
});

const asked = parseGrantRequest(wireRequest({ factsDigests: [bytes(0x60)], decisionDigest: bytes(0xd1) }));
const consumer = (over: object = {}) => parseComplianceDecision(wireDecision(over));
const provider = (over: object = {}) => parseComplianceDecision(wireProviderDecision(over));

describe('GRT-26: decisions of a request and a grant are those of its exchanges on it', () => {
  const ofRequest = (over: object) => () =>
    checkRequestDecision({ request: asked, decision: consumer(over), at: NOON });
  const ofGrant = (over: object) => () =>
    checkGrantDecisions({
      grant: grantDocument(PINS),
      request: asked,
      provider: provider(over),
      consumer: consumer(),
      at: NOON,
    });

  it('takes the consumer’s on the listing and the provider’s on the request', () => {
    expect(ofRequest({})).not.toThrow();
    expect(ofGrant({})).not.toThrow();
  });

  it.each([
    ['issuer', { head: head(SZ, [MY]) }],
    ['subject', { subject: bytes(2) }],
    ['facts', { factsDigests: [bytes(0x61)] }],
  ])('refuses another %s of the consumer’s', (_, over) => {
    expect(ofRequest(over)).toThrow(told('DECISION_MISMATCH'));
  });

  it.each([
    ['issuer', { head: head(MY, [SZ]) }],
    ['subject', { subject: bytes(1) }],
    ['day', { asOf: '2026-03-03' }],
    ['facts', { factsDigests: [bytes(0x61)] }],
  ])('refuses another %s of the provider’s', (_, over) => {
    expect(ofGrant(over)).toThrow(told('DECISION_MISMATCH'));
  });
});

describe('GRT-25: CMP-10: only a decision that permits and counts is traded on', () => {
  const ofRequest = (over: object, at = NOON) => checkRequestDecision({ request: asked, decision: consumer(over), at });

  it('refuses NEEDS and DENY', () => {
    for (const outcome of ['NEEDS', 'DENY']) {
      expect(() => ofRequest({ result: wireResult(outcome) })).toThrow(told('DECISION_NOT_PERMIT'));
    }
  });

  it('and one from the millisecond of its end on', () => {
    const over = { validUntilMs: BigInt(NOON + 1) };
    expect(() => ofRequest(over)).not.toThrow();
    expect(() => ofRequest(over, NOON + 1)).toThrow(told('DECISION_EXPIRED'));
  });
});

describe('GRT-4: decisions are needed in LIVE, and where the agreement names the packs of both laws', () => {
  const packs = ['CN', 'MY'].map((jurisdiction) => ({ jurisdiction, publisher: SZ }));
  const agreement = (packPublishers: typeof packs) => parsePeerAgreement(wireAgreement({ packPublishers }));

  it('in SANDBOX only with both publishers', () => {
    expect(needsDecisions(agreement([]), ['CN', 'MY'])).toBe(false);
    expect(needsDecisions(agreement(packs.slice(1)), ['CN', 'MY'])).toBe(false);
    expect(needsDecisions(agreement(packs), ['CN', 'MY'])).toBe(true);
    const live = { head: { ...agreement([]).head, env: 'LIVE' as const }, packPublishers: [] };
    expect(needsDecisions(live, ['CN', 'MY'])).toBe(true);
  });

  it('and a document without them is refused with what it lacks', () => {
    const bare = parseGrantRequest(wireRequest());
    expect(() => requirePinned(bare, agreement(packs), ['CN', 'MY'])).toThrow(
      'it lacks facts_digests, decision_digest',
    );
    expect(() => requirePinned(asked, agreement(packs), ['CN', 'MY'])).not.toThrow();
    const half = grantDocument({ consumerDecision: bytes(0xd1) });
    expect(() => requirePinned(half, agreement(packs), ['CN', 'MY'])).toThrow('it lacks provider_decision');
    expect(() => requirePinned(bare, agreement([]), ['CN', 'MY'])).not.toThrow();
  });
});

describe('GRT-3: a grant pins the attestations of its listing and of both decisions', () => {
  const listing = parseListing(wireListing({ attestationDigests: [bytes(0x31), bytes(0x30)] }));
  const decisions = [{ attestationDigests: [hex(0x32), hex(0x31)] }, { attestationDigests: [hex(0x2f)] }];

  it('those of the listing first, then the others ascending, each once', () => {
    expect(attestationsOf(listing, decisions)).toEqual([hex(0x31), hex(0x30), hex(0x2f), hex(0x32)]);
    expect(attestationsOf(listing, [])).toEqual(listing.attestationDigests);
  });

  it('and no other', () => {
    const check = (digests: readonly Buffer[]) => () => {
      const grant = grantDocument({ ...PINS, attestationDigests: [...digests] });
      checkOffer({ grant, request: asked, requestDigest: REQUEST, listing, decisions });
    };
    expect(check([bytes(0x31), bytes(0x30), bytes(0x2f), bytes(0x32)])).not.toThrow();
    expect(check([bytes(0x31), bytes(0x30)])).toThrow(told('GRANT_TERMS_MISMATCH'));
  });
});

describe('GRT-24: a hold for compliance ends with a new decision', () => {
  const notice = { head: head(SZ, [MY]), grant: bytes(4), note: '', cause: Buffer.alloc(0) };
  const held = (reason: string) => parseGrantSuspension({ ...notice, reason });
  const check = (reason: string, decision?: object, pins: object = PINS) => {
    const pinned = decision === undefined ? [] : [[hex(0xd2), provider({ subject: bytes(4), ...decision })] as const];
    const decisions = pinned.map(([digest]) => Buffer.from(digest, 'hex'));
    const closing = parseGrantResumption({ ...notice, suspension: bytes(0xa1), decisions });
    return () =>
      checkResumption({
        resumption: closing,
        suspension: held(reason),
        grant: grantDocument(pins),
        grantDigest: GRANT,
        decisions: new Map(pinned),
        at: NOON,
      });
  };

  it('is refused without one, where the grant stands on decisions', () => {
    expect(check('COMPLIANCE')).toThrow(told('GRANT_DECISION_ABSENT'));
    expect(check('COMPLIANCE', undefined, {})).not.toThrow();
    expect(check('MAINTENANCE')).not.toThrow();
    expect(check('COMPLIANCE', {})).not.toThrow();
    expect(check('COMPLIANCE', { head: head(MY, [SZ]) })).toThrow(told('GRANT_DECISION_ABSENT'));
  });

  it('and with one on another subject, of before, of a stranger, or that does not permit', () => {
    expect(check('COMPLIANCE', { subject: bytes(2) })).toThrow(told('DECISION_MISMATCH'));
    const before = { ...head(SZ, [MY]), issuedAtMs: BigInt(NOON - 1) };
    expect(check('COMPLIANCE', { head: before })).toThrow(told('DECISION_MISMATCH'));
    expect(check('COMPLIANCE', { head: head('sg.example', [MY]) })).toThrow(told('DECISION_MISMATCH'));
    expect(check('COMPLIANCE', { result: wireResult('NEEDS') })).toThrow(told('DECISION_NOT_PERMIT'));
  });
});
