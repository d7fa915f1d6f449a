import { audienceOf, type Instant, type RefusalNeed } from '../model/index.js';
import { actsOf } from './acts.js';
import { findActTime, type GrantCase, type Offer } from './grant-case.js';
import { uncontested } from './grant-contested.js';
import { ARRIVAL_GRACE_MS, type GrantStateName } from './grant-state.js';

/** How a request or an offer stands while no grant is formed. */
export interface Opening {
  readonly state: Exclude<GrantStateName, 'active' | 'suspended' | 'ended'>;
  readonly reason?: string;
  readonly needs: readonly RefusalNeed[];
}

interface Outcome extends Opening {
  readonly at: Instant;
}

/** Ties between answers of one millisecond: who took back stands before who said no. */
const RANK: readonly Opening['state'][] = ['withdrawn', 'declined', 'refused'];

/**
 * Folds what happened before formation. What a side said in so many words stands before what follows from other acts, and
 * both stand before a lapse, which nobody logs. [GRT-6] [GRT-7] [GRT-22]
 */
export function foldOpening(grantCase: GrantCase): Opening {
  const { offer, receipts, consumer, now } = grantCase;
  const answer = earliest([...refusals(grantCase), ...withdrawals(grantCase), ...unreceivedRequest(grantCase)]);
  const outcome = answer ?? earliest([...unreceivedOffer(grantCase), ...newerRequests(grantCase)]);
  if (outcome !== undefined) return outcome;
  if (offer === undefined) return { state: 'requested', needs: [] };
  const late = refusedCountersignature(grantCase);
  if (late !== undefined) return late;
  if (now > lapseOf(offer)) return { state: 'lapsed', needs: [] };
  const isReceived = offer.complete.size > 0 || receipts.findLogTime(offer.digest, consumer) !== undefined;
  return { state: isReceived ? 'offered' : 'requested', needs: [] };
}

/** Last instant at which the countersignature of an offer may arrive. */
function lapseOf({ grant }: Offer): Instant {
  return grant.offerDeadline + ARRIVAL_GRACE_MS;
}

function earliest(outcomes: readonly Outcome[]): Opening | undefined {
  const [first] = [...outcomes].sort((a, b) => a.at - b.at || RANK.indexOf(a.state) - RANK.indexOf(b.state));
  if (first === undefined) return undefined;
  const { at: _at, ...opening } = first;
  return opening;
}

/** GrantRefusal: of the request by the provider's side, of the offer by the consumer's. */
function refusals(grantCase: GrantCase): readonly Outcome[] {
  const { acts, requestDigest, offer, provider, consumer } = grantCase;
  return uncontested(grantCase, actsOf(acts, 'selat.v1.GrantRefusal')).flatMap((act): Outcome[] => {
    const { request, grant, head, reason, needs } = act.document;
    const at = request === requestDigest ? findActTime(grantCase, act) : undefined;
    if (at === undefined) return [];
    if (grant === undefined && head.issuer === provider) return [{ state: 'refused', at, reason, needs }];
    const isDecline = grant !== undefined && grant === offer?.digest && head.issuer === consumer;
    return isDecline ? [{ state: 'declined', at, reason, needs }] : [];
  });
}

function withdrawals(grantCase: GrantCase): readonly Outcome[] {
  const { acts, requestDigest, offer, provider, consumer } = grantCase;
  const taken = [
    ...actsOf(acts, 'selat.v1.GrantWithdrawal').filter(
      ({ document }) => document.request === requestDigest && document.head.issuer === consumer,
    ),
    ...actsOf(acts, 'selat.v1.OfferWithdrawal').filter(
      ({ document }) => document.grant === offer?.digest && document.head.issuer === provider,
    ),
  ];
  return uncontested(grantCase, taken).flatMap((act): Outcome[] => {
    const at = findActTime(grantCase, act);
    return at === undefined ? [] : [{ state: 'withdrawn', at, needs: [] }];
  });
}

/** A request that the other side's receipt refused never had an effect. */
function unreceivedRequest({ receipts, requestDigest, provider }: GrantCase): readonly Outcome[] {
  const request = receipts.findRefusal(requestDigest, provider);
  return request === undefined ? [] : [toOutcome('refused', request.time, request.reason)];
}

/** Nor had an offer. */
function unreceivedOffer({ receipts, offer, consumer }: GrantCase): readonly Outcome[] {
  const offered =
    offer === undefined || offer.complete.size > 0 ? undefined : receipts.findRefusal(offer.digest, consumer);
  return offered === undefined ? [] : [toOutcome('declined', offered.time, offered.reason)];
}

/** A newer request of the same sides that names this request or its offer takes its place, unless it came too late. */
function newerRequests(grantCase: GrantCase): readonly Outcome[] {
  const { acts, requestDigest, offer, provider, consumer } = grantCase;
  return actsOf(acts, 'selat.v1.GrantRequest').flatMap((act): Outcome[] => {
    const { head, supersedes } = act.document;
    if (head.issuer !== consumer || audienceOf(head) !== provider) return [];
    const namesOffer = offer !== undefined && supersedes === offer.digest;
    const at = namesOffer || supersedes === requestDigest ? findActTime(grantCase, act) : undefined;
    if (at === undefined || (offer !== undefined && at > lapseOf(offer))) return [];
    return [namesOffer ? toOutcome('declined', at, 'COUNTERED') : toOutcome('withdrawn', at, 'REPLACED')];
  });
}

/**
 * A countersignature that the provider's log refused forms nothing any more. What a provider answers about its own offer
 * is the countersigned form, which its own evidence need not hold. [GRT-6] [GRT-18]
 */
function refusedCountersignature({ offer, receipts, provider }: GrantCase): Opening | undefined {
  const refused = offer === undefined ? undefined : receipts.findRefusal(offer.digest, provider);
  if (refused === undefined) return undefined;
  return { state: 'lapsed', needs: [], ...(refused.reason === undefined ? {} : { reason: refused.reason }) };
}

function toOutcome(state: Opening['state'], at: Instant, reason: string | undefined): Outcome {
  return { state, at, needs: [], ...(reason === undefined ? {} : { reason }) };
}
