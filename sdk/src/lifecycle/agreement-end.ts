import { actsOf, type Effect, effectOf } from './acts.js';
import { type AgreementCase, counterpartyIn, findFormation, noticesOf } from './agreement-case.js';

/** Why an agreement ended, the stronger first: the order decides ties. [AGR-11] */
export const AGREEMENT_END_CAUSES = ['ended', 'superseded', 'expired'] as const;
export type AgreementEndCause = (typeof AGREEMENT_END_CAUSES)[number];

/** The earliest end of a formed agreement. */
export interface AgreementEnding extends Effect {
  readonly cause: AgreementEndCause;
}

/** Once any end is reached the agreement is over, and the earliest names the cause, which then never changes with time. */
export function findAgreementEnding(agreementCase: AgreementCase): AgreementEnding {
  const { agreement, now } = agreementCase;
  const expiry: AgreementEnding = { cause: 'expired', at: agreement.end, isReached: now >= agreement.end };
  const candidates = [expiry, ...endNotices(agreementCase), ...successors(agreementCase)];
  const earliest = candidates.reduce((first, next) => (isBefore(next, first) ? next : first));
  return { ...earliest, isReached: candidates.some((candidate) => candidate.isReached) };
}

function isBefore(a: AgreementEnding, b: AgreementEnding): boolean {
  const rank = AGREEMENT_END_CAUSES;
  return a.at < b.at || (a.at === b.at && rank.indexOf(a.cause) < rank.indexOf(b.cause));
}

function endNotices(agreementCase: AgreementCase): readonly AgreementEnding[] {
  return noticesOf(agreementCase, 'END').flatMap(({ act, logTime }): AgreementEnding[] => {
    if (logTime === undefined) return [];
    return [{ cause: 'ended', ...effectOf(logTime, act.document.effectiveAt, agreementCase.now) }];
  });
}

/** A formed agreement of the same two that names this one: it takes over when it starts, without a gap. */
function successors({ id, agreement, acts, receipts, now }: AgreementCase): readonly AgreementEnding[] {
  const { proposer, acceptor } = agreement;
  return actsOf(acts, 'selat.v1.PeerAgreement')
    .filter(({ document }) => document.supersedes === id)
    .filter(({ document }) => counterpartyIn(document, proposer.exchange) === acceptor.exchange)
    .flatMap((act): AgreementEnding[] => {
      const formedAt = findFormation(act, acts, receipts);
      if (formedAt === undefined) return [];
      return [{ cause: 'superseded', ...effectOf(formedAt, act.document.start, now) }];
    });
}
