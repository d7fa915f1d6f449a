import { SelatError } from '../errors/index.js';
import {
  audienceOf,
  type DigestHex,
  type ExchangeId,
  type Grant,
  type GrantRequest,
  type Instant,
} from '../model/index.js';
import { type Act, actsOf, compare, completeForms, Receipts } from './acts.js';
import type { DecisionFacts } from './decision-state.js';
import type { SignatureDoubt } from './grant-contested.js';
import type { GrantAct, GrantEvidence } from './grant-state.js';
import type { OrderEvidence } from './order-state.js';

/** The evidence about one request, sorted out. */
export interface GrantCase {
  readonly requestDigest: DigestHex;
  readonly provider: ExchangeId;
  readonly consumer: ExchangeId;
  readonly request?: Act<GrantRequest>;
  /** The offer that counts: the formed one, else the one issued first. */
  readonly offer?: Offer;
  readonly rivals: readonly DigestHex[];
  readonly acts: readonly GrantAct[];
  readonly receipts: Receipts;
  readonly doubts: readonly SignatureDoubt[];
  readonly orders?: OrderEvidence;
  readonly decisions?: DecisionFacts;
  readonly now: Instant;
}

/** One Grant with what is known of its two signatures. */
export interface Offer {
  readonly digest: DigestHex;
  readonly grant: Grant;
  /** Submission digests of the forms with both signatures; empty = offered only. */
  readonly complete: ReadonlySet<DigestHex>;
  /** Log time of the countersignature; absent = not formed. [GRT-1] */
  readonly formedAt?: Instant;
}

/** Sorts the evidence out for the request that `id` names, itself or by its grant. @throws SelatError GRANT_UNKNOWN */
export function openCase(evidence: GrantEvidence): GrantCase {
  const { id, acts, receipts: facts, doubts = [], orders, decisions, now } = evidence;
  const grants = actsOf(acts, 'selat.v1.Grant');
  const requestDigest = grants.find((act) => act.digest === id)?.document.request ?? id;
  const request = actsOf(acts, 'selat.v1.GrantRequest').find((act) => act.digest === requestDigest);
  const offers = grants.filter((act) => act.document.request === requestDigest);
  const sides = sidesOf(id, request?.document, offers[0]?.document);
  const receipts = new Receipts(facts);
  const ranked = offers
    .filter(({ document: { head } }) => head.issuer === sides.provider && audienceOf(head) === sides.consumer)
    .map((act) => toOffer(act, acts, receipts))
    .sort(byPrecedence);
  const [offer, ...rivals] = ranked;
  return {
    requestDigest,
    ...sides,
    ...(request === undefined ? {} : { request }),
    ...(offer === undefined ? {} : { offer }),
    rivals: rivals.map(({ digest }) => digest).sort(compare),
    acts,
    receipts,
    doubts,
    ...(orders === undefined ? {} : { orders }),
    ...(decisions === undefined ? {} : { decisions }),
    now,
  };
}

function sidesOf(
  id: DigestHex,
  request: GrantRequest | undefined,
  grant: Grant | undefined,
): Pick<GrantCase, 'provider' | 'consumer'> {
  if (request !== undefined) return { provider: audienceOf(request.head), consumer: request.head.issuer };
  if (grant !== undefined) return { provider: grant.head.issuer, consumer: audienceOf(grant.head) };
  throw new SelatError('GRANT_UNKNOWN', `cannot find grant ${id}: neither its request nor an offer is here`, { id });
}

/** Reads what is known of one Grant of the pair. */
export function toOffer(act: Act<Grant>, acts: readonly GrantAct[], receipts: Receipts): Offer {
  const { digest, document: grant } = act;
  const complete = completeForms(acts, digest);
  const formedAt = receipts.findLogTimeOf(digest, complete, grant.head.issuer);
  return { digest, grant, complete, ...(formedAt === undefined ? {} : { formedAt }) };
}

function byPrecedence(a: Offer, b: Offer): number {
  const formed = (a.formedAt ?? Number.MAX_SAFE_INTEGER) - (b.formedAt ?? Number.MAX_SAFE_INTEGER);
  return formed || a.grant.head.issuedAt - b.grant.head.issuedAt || compare(a.digest, b.digest);
}

/** The other side of the pair, or undefined for a stranger, whose acts never count. */
export function counterpartyOf(grantCase: GrantCase, exchange: ExchangeId): ExchangeId | undefined {
  if (exchange === grantCase.provider) return grantCase.consumer;
  return exchange === grantCase.consumer ? grantCase.provider : undefined;
}

/** Log time of a one-sided act, or undefined while the other side's receipt is missing. [GRT-9] */
export function findActTime(grantCase: GrantCase, { digest, document }: GrantAct): Instant | undefined {
  const answerer = counterpartyOf(grantCase, document.head.issuer);
  return answerer === undefined ? undefined : grantCase.receipts.findLogTime(digest, answerer);
}
