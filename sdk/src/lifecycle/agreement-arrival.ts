import { SelatError } from '../errors/index.js';
import type { AgreementNotice, ExchangeId } from '../model/index.js';
import type { AgreementState } from './agreement-state.js';
import { type AgreementVerb, mayActOnAgreement, refuseOnAgreement } from './agreement-transitions.js';

/** The verb of the table that each kind of notice is. */
export const NOTICE_VERBS = { DECLINE: 'decline', SUSPEND: 'suspend', RESUME: 'resume', END: 'end' } as const;

/** A notice of a party, with what the receiver knows beside the state. */
export interface ArrivingNotice {
  readonly notice: AgreementNotice;
  /** Whether the SUSPEND that a RESUME names is here. */
  readonly isSuspensionKnown: boolean;
}

/**
 * Decides whether a notice of the other party may take effect here. What a document on its way may allow is put off: the
 * proposer's receipt after a signature, the SUSPEND that its RESUME overtook. Anything else is for the table. [AGR-12]
 * @param state folded now
 * @throws SelatError AGREEMENT_TRANSITION_REFUSED; PREDECESSOR_MISSING, which is retryable
 */
export function mayNoticeArrive(state: AgreementState, { notice, isSuspensionKnown }: ArrivingNotice): void {
  const { head, kind, resumes } = notice;
  const verb = NOTICE_VERBS[kind];
  if (verb !== 'decline' && isAnswerAwaited(state, head.issuer)) {
    throw early(state, verb, `the receipt of ${head.issuer} that forms it is not here`);
  }
  if (verb === 'resume' && !isOver(state) && !isSuspensionKnown) {
    throw early(state, verb, `suspension sha256:${resumes ?? ''} is not here`);
  }
  mayActOnAgreement(state, verb, head.issuer);
  if (verb === 'resume' && !state.holds.some((hold) => hold.digest === resumes && hold.by === head.issuer)) {
    throw refuseOnAgreement(state, verb, `sha256:${resumes ?? ''} is no open suspension by ${head.issuer}`);
  }
}

/** Whether this side signed what `proposer` offered, and does not know yet what its receipt says. */
function isAnswerAwaited({ agreement, state, pending }: AgreementState, proposer: ExchangeId): boolean {
  const isOffer = state === 'proposed' && agreement.proposer.exchange === proposer;
  return isOffer && pending.some(({ type, by }) => type === agreement.type && by === agreement.acceptor.exchange);
}

function isOver({ formedAt, state }: AgreementState): boolean {
  return formedAt === undefined || state === 'ended' || state === 'superseded' || state === 'expired';
}

function early({ id, state }: AgreementState, verb: AgreementVerb, why: string): SelatError {
  const facts = { id: `sha256:${id}`, verb, state, why };
  return new SelatError('PREDECESSOR_MISSING', `cannot ${verb} agreement ${facts.id} yet: ${why}`, facts);
}
