import type { DigestHex, ExchangeId, Instant } from '../model/index.js';
import { actsOf, compare } from './acts.js';
import { findActTime, type GrantCase, type Offer } from './grant-case.js';
import { uncontested } from './grant-contested.js';

/** What the fold of a grant must know of an accepted ComplianceDecision. */
export interface DecisionFact {
  /** Exchange that decided. */
  readonly by: ExchangeId;
  /** First instant at which it counts no longer; absent = open. [CMP-10] */
  readonly validUntil?: Instant;
}

/** Decisions that grants and resumptions of the pair pin, by document digest. */
export type DecisionFacts = ReadonlyMap<DigestHex, DecisionFact>;

/**
 * Whether the decision of one side that counts now has run out: the one that its newest logged resumption pins, else the one
 * that the Grant pins. Only that side's own word puts another in its place. [GRT-27]
 */
export function isHeldByDecision(grantCase: GrantCase, { grant, digest }: Offer): boolean {
  const { provider, consumer, now } = grantCase;
  const pinned = [
    [provider, grant.providerDecision],
    [consumer, grant.consumerDecision],
  ] as const;
  return pinned.some(([side, first]) => {
    const validUntil = findRenewed(grantCase, digest, side) ?? validityOf(grantCase, side, first);
    return validUntil !== undefined && now >= validUntil;
  });
}

/** End of the decision that the newest resumption of a side pins; undefined where none pins one. */
function findRenewed(grantCase: GrantCase, grant: DigestHex, side: ExchangeId): Instant | undefined {
  const renewals = uncontested(grantCase, actsOf(grantCase.acts, 'selat.v1.GrantResumption')).flatMap((act) => {
    const { document, digest } = act;
    const at = document.grant === grant && document.head.issuer === side ? findActTime(grantCase, act) : undefined;
    const ends = document.decisions.flatMap((one) => validityOf(grantCase, side, one) ?? []);
    return at === undefined || ends.length === 0 ? [] : [{ at, digest, end: Math.min(...ends) }];
  });
  return renewals.sort((a, b) => b.at - a.at || compare(b.digest, a.digest))[0]?.end;
}

/** End of a decision of the side, in no end for an open one; undefined where the side has no such decision. */
function validityOf({ decisions }: GrantCase, side: ExchangeId, digest: DigestHex | undefined): Instant | undefined {
  const fact = digest === undefined ? undefined : decisions?.get(digest);
  return fact?.by === side ? (fact.validUntil ?? Number.POSITIVE_INFINITY) : undefined;
}
