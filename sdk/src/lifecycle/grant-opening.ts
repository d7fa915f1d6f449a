import type { Instant, RefusalNeed } from '../model/index.js';
import { actsOf } from './acts.js';
import { findActTime, type GrantCase } from './grant-case.js';
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

/** Folds what happened before formation. A logged answer stands before a lapse, which nobody logs. [GRT-6] [GRT-7] */
export function foldOpening(grantCase: GrantCase): Opening {
  const outcomes = [...refusals(grantCase), ...withdrawals(grantCase), ...unreceived(grantCase)];
  const [first] = outcomes.sort((a, b) => a.at - b.at || RANK.indexOf(a.state) - RANK.indexOf(b.state));
  if (first !== undefined) {
    const { state, reason, needs } = first;
    return { state, needs, ...(reason === undefined ? {} : { reason }) };
  }
  const { offer, receipts, consumer, now } = grantCase;
  if (offer === undefined) return { state: 'requested', needs: [] };
  if (now > offer.grant.offerDeadline + ARRIVAL_GRACE_MS) return { state: 'lapsed', needs: [] };
  const isReceived = offer.complete.size > 0 || receipts.findLogTime(offer.digest, consumer) !== undefined;
  return { state: isReceived ? 'offered' : 'requested', needs: [] };
}

/** GrantRefusal: of the request by the provider's side, of the offer by the consumer's. */
function refusals(grantCase: GrantCase): readonly Outcome[] {
  const { acts, requestDigest, offer, provider, consumer } = grantCase;
  return actsOf(acts, 'selat.v1.GrantRefusal').flatMap((act): Outcome[] => {
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
  return taken.flatMap((act): Outcome[] => {
    const at = findActTime(grantCase, act);
    return at === undefined ? [] : [{ state: 'withdrawn', at, needs: [] }];
  });
}

/** A request or an offer that the other side's receipt refused never had an effect. */
function unreceived({ receipts, requestDigest, offer, provider, consumer }: GrantCase): readonly Outcome[] {
  const request = receipts.findRefusal(requestDigest, provider);
  const offered =
    offer === undefined || offer.complete.size > 0 ? undefined : receipts.findRefusal(offer.digest, consumer);
  return [
    ...(request === undefined ? [] : [toOutcome('refused', request.time, request.reason)]),
    ...(offered === undefined ? [] : [toOutcome('declined', offered.time, offered.reason)]),
  ];
}

function toOutcome(state: Opening['state'], at: Instant, reason: string | undefined): Outcome {
  return { state, at, needs: [], ...(reason === undefined ? {} : { reason }) };
}
