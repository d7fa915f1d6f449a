import { compare, type PendingAct } from './acts.js';
import { counterpartyOf, type GrantCase } from './grant-case.js';
import type { GrantAct } from './grant-state.js';

/** The acts about this request and its grant that the other side has not answered, in the order of their digests. [GRT-9] */
export function findPending(grantCase: GrantCase): readonly PendingAct[] {
  const { acts, receipts, offer, request } = grantCase;
  const oneSided = acts.filter((act) => concerns(grantCase, act));
  const waiting = [...(request === undefined ? [] : [request]), ...oneSided]
    .map((act) => ({ digest: act.digest, type: act.document.type, by: act.document.head.issuer }))
    .filter(({ digest, by }) => {
      const answerer = counterpartyOf(grantCase, by);
      return answerer !== undefined && !receipts.isAnswered(digest, answerer);
    });
  const all = offer === undefined ? waiting : [...waiting, ...pendingOffer(grantCase)];
  const unique = new Map(all.map((act) => [act.digest, act]));
  return [...unique.values()].sort((a, b) => compare(a.digest, b.digest));
}

/** An offer waits for the consumer's receipt; once countersigned it waits for the provider's. */
function pendingOffer({ offer, receipts, provider, consumer }: GrantCase): readonly PendingAct[] {
  if (offer === undefined) return [];
  const isCountersigned = offer.complete.size > 0;
  const isAnswered = isCountersigned
    ? receipts.isAnswered(offer.digest, provider, offer.complete)
    : receipts.isAnswered(offer.digest, consumer);
  return isAnswered
    ? []
    : [{ digest: offer.digest, type: 'selat.v1.Grant', by: isCountersigned ? consumer : provider }];
}

function concerns({ requestDigest, offer }: GrantCase, { document }: GrantAct): boolean {
  switch (document.type) {
    case 'selat.v1.GrantWithdrawal':
    case 'selat.v1.GrantRefusal':
      return document.request === requestDigest;
    case 'selat.v1.OfferWithdrawal':
    case 'selat.v1.GrantSuspension':
    case 'selat.v1.GrantResumption':
    case 'selat.v1.GrantRevocation':
    case 'selat.v1.GrantEnd':
      return document.grant === offer?.digest;
    default:
      return false;
  }
}
