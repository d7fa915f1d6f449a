import {
  type AgreementAct,
  foldAgreement,
  foldGrant,
  foldListing,
  type GrantAct,
  type ListingAct,
} from '@selat/sdk/lifecycle';
import {
  parseAgreementNotice,
  parseGrantRequest,
  parseListing,
  parseListingSuspension,
  parseListingWithdrawal,
  parsePeerAgreement,
} from '@selat/sdk/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireListing, wireListingNotice, wireRequest } from '../model/trade-fixtures.js';
import { bytes, DAY, head, hex, MY, NOON, SZ, wireAgreement, wireNotice } from '../model/wire-fixtures.js';
import {
  act,
  arrivals,
  countersigned,
  ending,
  form,
  formation,
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

const NONE = Buffer.alloc(0);
const id = (n: number) => hex(0xa0 + n);
const newer = (supersedes: Buffer, digest: string): GrantAct =>
  act(digest, parseGrantRequest(wireRequest({ supersedes })));
/** Decisions that the example grant pins. */
const PINS = { providerDecision: bytes(0xd0), consumerDecision: bytes(0xd1) };
const RUNS = { numRuns: 400 };

/** Two orders of one random set, and an instant. */
function twoOrders<T>(universe: readonly T[]): fc.Arbitrary<readonly [readonly T[], readonly T[]]> {
  return fc.subarray([...universe]).chain((set) => fc.tuple(arrivals(set), arrivals(set)));
}

describe('GRT-13: every order, repetition and split of the evidence gives one grant state', () => {
  const successor = { request: bytes(0x51), supersedes: bytes(4), validFromMs: BigInt(NOON + HOUR) };
  const acts: readonly GrantAct[] = [
    request(),
    offer(PINS),
    offer(PINS),
    countersigned(PINS),
    countersigned(PINS),
    offer({ offerDeadlineMs: BigInt(NOON + 5) }, id(9)),
    countersigned(successor, id(8)),
    refusal(SZ, id(1)),
    refusal(MY, id(2), bytes(4)),
    requestWithdrawal(id(3)),
    offerWithdrawal(id(4)),
    suspension(SZ, hex(0xb1)),
    suspension(MY, hex(0xb2)),
    resumption(SZ, hex(0xb3), hex(0xb1)),
    resumption(MY, hex(0xb4), hex(0xb2)),
    resumption(MY, hex(0xb5), hex(0xb1)),
    resumption(SZ, hex(0xb6), hex(0xb1), [hex(0xd2)]),
    resumption(SZ, hex(0xb7), hex(0xb1), [hex(0xd3)]),
    resumption(MY, hex(0xb8), hex(0xb2), [hex(0xd3), hex(0xd4)]),
    revocation(SZ, hex(0xc1), NOON + HOUR),
    revocation(MY, hex(0xc2)),
    ending(SZ, hex(0xc3), 'COMPLETED', NOON + HOUR),
    ending(MY, hex(0xc4), 'EXHAUSTED'),
    countersigned({ ...successor, request: bytes(0x61), validFromMs: BigInt(NOON) }, id(7)),
    newer(bytes(2), id(5)),
    newer(bytes(4), id(6)),
  ];
  const receipts = [SZ, MY].flatMap((issuer) => [
    ...acts.flatMap(({ digest }, index) => [
      receipt(issuer, digest, { time: NOON + (index % 3) * 1000 }),
      receipt(issuer, digest, { verdict: 'REFUSED', reason: 'GRANT_OFFER_LATE' }),
    ]),
    formation({ issuer }),
    formation({ issuer, time: NOON + HOUR }),
    formation({ issuer }, id(8)),
    formation({ issuer, time: NOON + 3000 }, id(7)),
  ]);
  const decisions = new Map([
    [hex(0xd0), { by: SZ, validUntil: NOON + 3000 }],
    [hex(0xd1), { by: MY }],
    [hex(0xd2), { by: SZ, validUntil: NOON + HOUR }],
    [hex(0xd3), { by: SZ }],
    [hex(0xd4), { by: MY, validUntil: NOON + HOUR }],
  ]);
  const instants = fc.constantFrom(NOON, NOON + 3000, NOON + HOUR, NOON + HOUR + 60_001, NOON + 30 * DAY);

  it('holds for random evidence', () => {
    const isInForce = fc.boolean();
    const property = fc.property(
      twoOrders(acts.slice(1)),
      twoOrders(receipts),
      instants,
      isInForce,
      (a, r, now, force) => {
        const fold = (side: 0 | 1) =>
          foldGrant({
            id: REQUEST,
            acts: [...a[side], request()],
            receipts: r[side],
            agreement: { isInForce: force },
            decisions,
            now,
          });
        expect(fold(0)).toEqual(fold(1));
      },
    );
    fc.assert(property, RUNS);
  });

  it('and holds for a formed grant with random notices', () => {
    const property = fc.property(twoOrders(acts.slice(7)), twoOrders(receipts), instants, (a, r, now) => {
      const fold = (side: 0 | 1) =>
        foldGrant({
          id: GRANT,
          acts: side === 0 ? [...a[0], request(), countersigned(PINS)] : [countersigned(PINS), request(), ...a[1]],
          receipts: side === 0 ? [...r[0], formation()] : [formation(), ...r[1]],
          decisions,
          now,
        });
      expect(fold(0)).toEqual(fold(1));
      expect(['suspended', 'ended']).toContain(fold(0).state);
    });
    fc.assert(property, RUNS);
  });

  it('an ended grant stays ended, for the same cause, whatever time it is', () => {
    const property = fc.property(
      fc.subarray([...acts]),
      fc.subarray([...receipts]),
      instants,
      instants,
      (a, r, one, two) => {
        const at = (now: number) =>
          foldGrant({
            id: REQUEST,
            acts: [...a, request(), countersigned(PINS)],
            receipts: [...r, formation()],
            decisions,
            now,
          });
        const [before, after] = [at(Math.min(one, two)), at(Math.max(one, two))];
        if (before.state === 'ended') expect([after.state, after.reason]).toEqual(['ended', before.reason]);
      },
    );
    fc.assert(property, RUNS);
  });
});

describe('LST-12: every order, repetition and split of the evidence gives one listing state', () => {
  const revision = (n: number, supersedes: Buffer, digest: number, over: object = {}): ListingAct => ({
    digest: hex(digest),
    document: parseListing(wireListing({ revision: BigInt(n), supersedes, ...over })),
  });
  const acts: readonly ListingAct[] = [
    revision(1, NONE, 1),
    revision(2, bytes(1), 2, { validUntilMs: BigInt(NOON + DAY) }),
    revision(2, bytes(1), 3),
    revision(3, bytes(2), 4),
    revision(4, bytes(4), 5, { validFromMs: BigInt(NOON + DAY) }),
    revision(9, bytes(5), 6),
    revision(1, NONE, 7, { id: `${SZ}/l/other` }),
    ...[1, 2, 4].map((n) => ({
      digest: hex(0x10 + n),
      document: parseListingSuspension(wireListingNotice({ listingDigest: bytes(n) })),
    })),
    { digest: hex(0x20), document: parseListingWithdrawal(wireListingNotice()) },
    { digest: hex(0x21), document: parseListingWithdrawal(wireListingNotice({ reason: 'ERROR' })) },
  ];
  it('holds for random evidence', () => {
    const instants = fc.constantFrom(NOON - 1, NOON, NOON + DAY, NOON + 100 * DAY);
    const property = fc.property(twoOrders(acts), instants, ([one, two], now) => {
      const listing = `${SZ}/l/port-calls`;
      expect(foldListing({ id: listing, acts: one, now })).toEqual(foldListing({ id: listing, acts: two, now }));
    });
    fc.assert(property, RUNS);
  });
});

describe('AGR-13: every order, repetition and split of the evidence gives one agreement state', () => {
  const agreement = parsePeerAgreement(wireAgreement());
  const successor = parsePeerAgreement(wireAgreement({ supersedes: bytes(0xaa), startMs: BigInt(NOON + HOUR) }));
  const signed = (digest: string, document: typeof agreement, both: boolean): AgreementAct => ({
    digest,
    submissionDigest: form(digest, both ? 'both' : 'issuer'),
    form: both ? 'complete' : 'offered',
    document,
  });
  const notice = (by: string, digest: number, over: object): AgreementAct => {
    const own = head(by, [by === SZ ? MY : SZ], { agreementDigest: NONE });
    return act(hex(digest), parseAgreementNotice(wireNotice({ head: own, ...over })));
  };
  const notices = [SZ, MY].flatMap((by, n) => [
    notice(by, 0x30 + n, { kind: 'SUSPEND' }),
    notice(by, 0x40 + n, { kind: 'RESUME', resumes: bytes(0x30 + n) }),
    notice(by, 0x50 + n, { kind: 'RESUME', resumes: bytes(0x31 - n) }),
    notice(by, 0x60 + n, { kind: 'END', effectiveAtMs: BigInt(NOON + HOUR) }),
    notice(by, 0x70 + n, { kind: 'DECLINE' }),
  ]);
  const acts = [signed(hex(0xaa), agreement, true), signed(hex(0xbb), successor, true), ...notices];
  const receipts = [SZ, MY].flatMap((issuer) => [
    ...acts.map(({ digest }, index) => receipt(issuer, digest, { time: NOON + (index % 3) * 1000 })),
    formation({ issuer }, hex(0xaa)),
    formation({ issuer }, hex(0xbb)),
  ]);
  it('holds for random evidence', () => {
    const instants = fc.constantFrom(NOON - 1, NOON, NOON + HOUR, NOON + 365 * DAY);
    const proposal = signed(hex(0xaa), agreement, false);
    const property = fc.property(twoOrders(acts), twoOrders(receipts), instants, (a, r, now) => {
      const fold = (side: 0 | 1) =>
        foldAgreement({ id: hex(0xaa), acts: [...a[side], proposal], receipts: r[side], now });
      expect(fold(0)).toEqual(fold(1));
    });
    fc.assert(property, RUNS);
  });
});
