/**
 * The life of a grant as a pure function of accepted documents, receipts and time. Order and repetition of the evidence
 * change nothing. Rules: docs/spec/grants.md, GRT-1, GRT-6 to GRT-11, GRT-13 and GRT-14.
 */

import { type GrantCase, type Offer, openCase } from './grant-case.js';
import { findContested } from './grant-contested.js';
import { findEnding, formedSuccessors } from './grant-end.js';
import { findHolds } from './grant-holds.js';
import { foldOpening } from './grant-opening.js';
import { findPending } from './grant-pending.js';
import type { GrantEvidence, GrantState } from './grant-state.js';

/**
 * Returns the state of the grant that `evidence.id` names, by its request or by itself.
 * @throws SelatError GRANT_UNKNOWN where neither the request nor an offer is among the documents
 */
export function foldGrant(evidence: GrantEvidence): GrantState {
  const grantCase = openCase(evidence);
  const { offer } = grantCase;
  if (offer?.formedAt === undefined) return { ...factsOf(grantCase), ...openingOf(grantCase), holds: [] };
  return { ...factsOf(grantCase), ...formedState(grantCase, offer, offer.formedAt, evidence) };
}

type FactsOfGrant = Omit<
  GrantState,
  'state' | 'reason' | 'needs' | 'holds' | 'isOverdue' | 'formedAt' | 'endsAt' | 'successor'
>;

function factsOf(grantCase: GrantCase): FactsOfGrant {
  const { requestDigest, provider, consumer, request, offer, rivals } = grantCase;
  return {
    id: offer?.digest ?? requestDigest,
    requestDigest,
    provider,
    consumer,
    ...(request === undefined ? {} : { request: request.document }),
    ...(offer === undefined ? {} : { grant: offer.grant }),
    signers: signersOf(grantCase),
    pending: findPending(grantCase),
    contested: findContested(grantCase),
    rivals,
  };
}

function signersOf({ offer, provider, consumer }: GrantCase): readonly string[] {
  if (offer === undefined) return [];
  return offer.complete.size > 0 ? [provider, consumer] : [provider];
}

function openingOf(grantCase: GrantCase): Pick<GrantState, 'state' | 'reason' | 'needs' | 'isOverdue'> {
  const opening = foldOpening(grantCase);
  const answerBy = grantCase.request?.document.answerBy;
  const isLate = answerBy !== undefined && grantCase.now > answerBy;
  return { ...opening, isOverdue: opening.state === 'requested' && isLate };
}

function formedState(
  grantCase: GrantCase,
  offer: Offer,
  formedAt: number,
  { agreement }: GrantEvidence,
): Omit<GrantState, keyof FactsOfGrant> {
  const ending = findEnding(grantCase, offer);
  const holds = findHolds(grantCase, offer, formedAt, agreement);
  const [successor] = formedSuccessors(grantCase, offer);
  const next = successor === undefined ? {} : { successor: successor.digest };
  const facts = { formedAt, endsAt: ending.at, holds, needs: [], isOverdue: false, ...next };
  if (ending.isReached) return { ...facts, state: 'ended', reason: ending.cause };
  return { ...facts, state: holds.length > 0 ? 'suspended' : 'active' };
}
