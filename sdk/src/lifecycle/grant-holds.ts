import type { Instant } from '../model/index.js';
import { actsOf, effectOf } from './acts.js';
import { isHeldByDecision } from './decision-state.js';
import { counterpartyOf, findActTime, type GrantCase, type Offer } from './grant-case.js';
import { isHeldByDoubt, uncontested } from './grant-contested.js';
import type { AgreementFacts, Hold } from './grant-state.js';
import { findOrderHolds } from './order-holds.js';

/**
 * The open holds of a formed grant: first those of acts in the order of their digests, then those of orders
 * likewise, then the computed ones.
 * A suspension binds on its author's word, so it needs no receipt; a resumption counts from the other side's receipt. [GRT-10] [GRT-14]
 */
export function findHolds(
  grantCase: GrantCase,
  offer: Offer,
  formedAt: Instant,
  agreement: AgreementFacts | undefined,
): readonly Hold[] {
  const { grant, digest } = offer;
  const computed: Hold[] = [];
  if (agreement?.isInForce !== true) computed.push({ kind: 'computed', reason: 'AGREEMENT_NOT_IN_FORCE' });
  // The same rule as for the end of the grant that this one supersedes, so that neither clock leaves a gap between them.
  const { isReached } = effectOf(formedAt, grant.validFrom, grantCase.now);
  if (!isReached) computed.push({ kind: 'computed', reason: 'NOT_STARTED' });
  if (isHeldByDoubt(grantCase, offer)) computed.push({ kind: 'computed', reason: 'KEY_COMPROMISED' });
  if (isHeldByDecision(grantCase, offer)) computed.push({ kind: 'computed', reason: 'DECISION_EXPIRED' });
  return [...heldByActs(grantCase, digest), ...findOrderHolds(grantCase), ...computed];
}

function heldByActs(grantCase: GrantCase, grant: string): readonly Hold[] {
  const closed = closedHolds(grantCase, grant);
  return actsOf(grantCase.acts, 'selat.v1.GrantSuspension')
    .filter(({ document }) => document.grant === grant)
    .filter(({ document }) => counterpartyOf(grantCase, document.head.issuer) !== undefined)
    .filter(({ digest, document }) => !closed.has(`${document.head.issuer} ${digest}`))
    .map(({ digest, document }) => ({ kind: 'act', digest, by: document.head.issuer, reason: document.reason }));
}

/** `<side> <suspension>` of every logged resumption: the other side's word closes nothing. */
function closedHolds(grantCase: GrantCase, grant: string): ReadonlySet<string> {
  const resumptions = uncontested(grantCase, actsOf(grantCase.acts, 'selat.v1.GrantResumption'))
    .filter(({ document }) => document.grant === grant)
    .filter((act) => findActTime(grantCase, act) !== undefined);
  return new Set(resumptions.map(({ document }) => `${document.head.issuer} ${document.suspension}`));
}
