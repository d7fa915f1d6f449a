import { SelatError } from '../errors/index.js';
import type { DigestHex, Grant, Instant } from '../model/index.js';
import { ARRIVAL_GRACE_MS, type GrantState } from './grant-state.js';
import { requireSupersedable } from './succession.js';

/** What the provider exchange knows when a countersignature arrives. */
export interface Countersignature {
  readonly grant: Grant;
  readonly grantDigest: DigestHex;
  /** `iat` of the acceptor's header, whole seconds; compared as milliseconds. */
  readonly acceptorIat: number;
  /** When the countersigned grant arrived at the provider exchange. */
  readonly arrival: Instant;
  /** Log time of the provider's own OfferWithdrawal, where its log holds one. */
  readonly withdrawnAt?: Instant;
  /** State of the grant that this one supersedes, folded at the arrival. [GRT-18] */
  readonly superseded?: GrantState;
}

/** What the provider exchange has to answer. */
export type CountersignatureVerdict =
  | { readonly verdict: 'ACCEPTED' }
  /** `error.reason` is GRANT_OFFER_LATE, or GRANT_TRANSITION_REFUSED where the offer was withdrawn. */
  | { readonly verdict: 'REFUSED'; readonly error: SelatError };

/**
 * Decides the race between countersignature, deadline and withdrawal. There is no third answer: the provider exchange can
 * neither sit on a timely countersignature nor let a late one through. [GRT-6]
 */
export function judgeCountersignature(arrived: Countersignature): CountersignatureVerdict {
  const { grant, grantDigest, acceptorIat, arrival, withdrawnAt, superseded } = arrived;
  const { offerDeadline: deadline } = grant;
  if (withdrawnAt !== undefined && withdrawnAt <= arrival) {
    const message = `cannot accept countersignature of grant ${grantDigest}: the offer was withdrawn at ${withdrawnAt}`;
    const facts = { grantId: grantDigest, withdrawnAt: String(withdrawnAt), arrival: String(arrival) };
    return { verdict: 'REFUSED', error: new SelatError('GRANT_TRANSITION_REFUSED', message, facts) };
  }
  const signedAt = acceptorIat * 1000;
  if (signedAt > deadline) return late(grantDigest, 'it was signed', signedAt, deadline);
  const latest = deadline + ARRIVAL_GRACE_MS;
  if (arrival > latest) return late(grantDigest, 'it arrived', arrival, latest);
  return superseded === undefined ? { verdict: 'ACCEPTED' } : judgeSuccession(superseded, grantDigest, arrival);
}

/** Of two successors the provider's log forms the one whose countersignature came first, and none after an end. [GRT-18] */
function judgeSuccession(superseded: GrantState, grantDigest: DigestHex, arrival: Instant): CountersignatureVerdict {
  try {
    requireSupersedable(superseded, arrival, grantDigest);
    return { verdict: 'ACCEPTED' };
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    return { verdict: 'REFUSED', error };
  }
}

function late(grantId: DigestHex, what: string, at: Instant, limit: Instant): CountersignatureVerdict {
  const message = `cannot accept countersignature of grant ${grantId}: ${what} at ${at}, after ${limit}`;
  const facts = { grantId, at: String(at), limit: String(limit) };
  return { verdict: 'REFUSED', error: new SelatError('GRANT_OFFER_LATE', message, facts) };
}
