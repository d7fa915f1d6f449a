/** Acts and receipts of one example grant, listing and agreement between szdex.example and my.example. */
import type { Act, GrantAct, GrantEvidence, ReceiptFact } from '@selat/sdk/lifecycle';
import {
  type DomainDocument,
  type Grant,
  parseGrant,
  parseGrantEnd,
  parseGrantRefusal,
  parseGrantRequest,
  parseGrantResumption,
  parseGrantRevocation,
  parseGrantSuspension,
  parseGrantWithdrawal,
  parseOfferWithdrawal,
} from '@selat/sdk/model';
import fc from 'fast-check';
import { wireGrant, wireRequest } from '../model/trade-fixtures.js';
import { bytes, head, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';

export const HOUR = 3_600_000;
/** Document digests of the example. */
export const REQUEST = hex(2);
export const GRANT = hex(4);
export const DEADLINE = NOON + HOUR;

const NONE = Buffer.alloc(0);

/** Submission digests are told apart from document digests by their second half. */
export function form(digest: string, signatures: 'issuer' | 'both'): string {
  return digest.slice(0, 32) + (signatures === 'both' ? 'b' : 'a').repeat(32);
}

export function act<D extends DomainDocument>(digest: string, document: D): Act<D> {
  return { digest, submissionDigest: form(digest, 'issuer'), form: 'complete', document };
}

export const request = (over: Parameters<typeof wireRequest>[0] = {}): GrantAct =>
  act(REQUEST, parseGrantRequest(wireRequest(over)));

export const grantDocument = (over: Parameters<typeof wireGrant>[0] = {}): Grant => parseGrant(wireGrant(over));

export function offer(over: Parameters<typeof wireGrant>[0] = {}, digest = GRANT): GrantAct {
  return { ...act(digest, grantDocument(over)), form: 'offered' };
}

export function countersigned(over: Parameters<typeof wireGrant>[0] = {}, digest = GRANT): GrantAct {
  return { ...act(digest, grantDocument(over)), submissionDigest: form(digest, 'both') };
}

export function receipt(issuer: string, digest: string, over: Partial<ReceiptFact> = {}): ReceiptFact {
  const submissionDigest = form(digest, 'issuer');
  return { documentDigest: digest, submissionDigest, verdict: 'ACCEPTED', time: NOON + 1000, issuer, ...over };
}

/** The provider exchange's receipt over the countersigned grant. */
export function formation(over: Partial<ReceiptFact> = {}, digest = GRANT): ReceiptFact {
  return receipt(SZ, digest, { submissionDigest: form(digest, 'both'), time: NOON + 2000, ...over });
}

const other = (by: string) => (by === SZ ? MY : SZ);
const notice = (by: string) => ({
  head: head(by, [other(by)]),
  grant: bytes(4),
  reason: 'OTHER',
  note: '',
  cause: NONE,
});

export const suspension = (by: string, digest: string): GrantAct => act(digest, parseGrantSuspension(notice(by)));
export const resumption = (by: string, digest: string, closes: string, pins: readonly string[] = []): GrantAct => {
  const decisions = pins.map((pin) => Buffer.from(pin, 'hex'));
  return act(digest, parseGrantResumption({ ...notice(by), suspension: Buffer.from(closes, 'hex'), decisions }));
};
export const revocation = (by: string, digest: string, effectiveAt = 0): GrantAct =>
  act(digest, parseGrantRevocation({ ...notice(by), effectiveAtMs: BigInt(effectiveAt) }));
export const ending = (by: string, digest: string, kind: string, effectiveAt = 0): GrantAct =>
  act(digest, parseGrantEnd({ ...notice(by), kind, effectiveAtMs: BigInt(effectiveAt), lastStatement: NONE }));
export const requestWithdrawal = (digest: string): GrantAct =>
  act(digest, parseGrantWithdrawal({ head: head(MY, [SZ]), request: bytes(2) }));
export const offerWithdrawal = (digest: string): GrantAct => act(digest, parseOfferWithdrawal(notice(SZ)));
export function refusal(by: string, digest: string, grant: Buffer = NONE): GrantAct {
  const needs = [{ anyOf: ['CN_SA', 'CN_PIP_CERT'], note: '' }];
  const fields = { request: bytes(2), grant, reason: 'COMPLIANCE_NEEDS', needs, decision: NONE, note: '' };
  return act(digest, parseGrantRefusal({ head: head(by, [other(by)]), ...fields }));
}

/** A formed grant at noon and three seconds, and whatever a test adds. */
export function formed(over: Partial<GrantEvidence> = {}): GrantEvidence {
  return {
    id: REQUEST,
    agreement: { isInForce: true },
    now: NOON + 3000,
    ...over,
    acts: [request(), offer(), countersigned(), ...(over.acts ?? [])],
    receipts: [receipt(SZ, REQUEST), receipt(MY, GRANT), formation(), ...(over.receipts ?? [])],
  };
}

/** Every order of the items, with some of them twice, as two arrivals after one another. */
export function arrivals<T>(items: readonly T[]): fc.Arbitrary<readonly T[]> {
  const all = fc.shuffledSubarray([...items], { minLength: items.length });
  const again = fc.subarray([...items]);
  return fc
    .tuple(all, again, fc.nat(items.length))
    .map(([order, twice, cut]) => [...order.slice(cut), ...twice, ...order.slice(0, cut)]);
}

/** Evidence of a case that is not formed, at noon and three seconds. */
export function evidenceOf(acts: readonly GrantAct[], receipts: readonly ReceiptFact[]): GrantEvidence {
  return { id: REQUEST, acts, receipts, agreement: { isInForce: true }, now: NOON + 3000 };
}
