/**
 * The life of a PeerAgreement as a pure function of accepted documents, receipts and time. Order and repetition of the
 * evidence change nothing. Rules: docs/spec/agreement.md, AGR-6 and AGR-9 to AGR-13.
 */
import type { DigestHex, ExchangeId } from '../model/index.js';
import { compare, effectOf, type PendingAct } from './acts.js';
import { type AgreementCase, counterpartyIn, noticesOf, openAgreementCase } from './agreement-case.js';
import { type AgreementEnding, findAgreementEnding } from './agreement-end.js';
import type { AgreementEvidence, AgreementHold, AgreementState, AgreementStateName } from './agreement-state.js';

/**
 * Returns the state of the agreement that `evidence.id` names.
 * @throws SelatError PREDECESSOR_MISSING where the agreement is not among the documents
 */
export function foldAgreement(evidence: AgreementEvidence): AgreementState {
  const agreementCase = openAgreementCase(evidence);
  const { id, agreement, formedAt } = agreementCase;
  const facts = { id, agreement, signers: signersOf(agreementCase), pending: findPending(agreementCase) };
  if (formedAt === undefined) return { ...facts, state: openingOf(agreementCase), holds: [] };
  const holds = findHolds(agreementCase);
  const ending = findAgreementEnding(agreementCase);
  return { ...facts, state: formedState(agreementCase, holds, ending), formedAt, endsAt: ending.at, holds };
}

function signersOf({ agreement, complete }: AgreementCase): readonly ExchangeId[] {
  const { proposer, acceptor } = agreement;
  return complete.size > 0 ? [proposer.exchange, acceptor.exchange] : [proposer.exchange];
}

/** Either party ends a proposal: the acceptor says no, the proposer takes it back. */
function openingOf(agreementCase: AgreementCase): AgreementStateName {
  const { agreement, now } = agreementCase;
  if (noticesOf(agreementCase, 'DECLINE').some(({ logTime }) => logTime !== undefined)) return 'declined';
  return now >= agreement.end ? 'expired' : 'proposed';
}

function formedState(
  { agreement, now }: AgreementCase,
  holds: readonly AgreementHold[],
  ending: AgreementEnding,
): AgreementStateName {
  if (ending.isReached) return ending.cause;
  if (holds.length > 0) return 'suspended';
  return now < agreement.start ? 'not-started' : 'in-force';
}

/** A SUSPEND binds on its author's word from its effective time on; only the same side's logged RESUME closes it. */
function findHolds(agreementCase: AgreementCase): readonly AgreementHold[] {
  const closed = closedHolds(agreementCase);
  return noticesOf(agreementCase, 'SUSPEND')
    .filter(({ act: { document } }) => document.effectiveAt === undefined || agreementCase.now >= document.effectiveAt)
    .map(({ act }) => ({ digest: act.digest, by: act.document.head.issuer }))
    .filter(({ digest, by }) => !closed.has(`${by} ${digest}`));
}

function closedHolds(agreementCase: AgreementCase): ReadonlySet<string> {
  const closed = new Set<string>();
  for (const { act, logTime } of noticesOf(agreementCase, 'RESUME')) {
    const { head, resumes, effectiveAt } = act.document;
    if (logTime === undefined || !effectOf(logTime, effectiveAt, agreementCase.now).isReached) continue;
    closed.add(`${head.issuer} ${resumes}`);
  }
  return closed;
}

function findPending({ id, agreement, complete, notices, receipts }: AgreementCase): readonly PendingAct[] {
  const { proposer, acceptor } = agreement;
  const isCountersigned = complete.size > 0;
  const isAnswered = isCountersigned
    ? receipts.isAnswered(id, proposer.exchange, complete)
    : receipts.isAnswered(id, acceptor.exchange);
  const waiting = notices.filter(({ digest, document }) => {
    const answerer = counterpartyIn(agreement, document.head.issuer);
    return answerer !== undefined && !receipts.isAnswered(digest, answerer);
  });
  const own = { digest: id, type: agreement.type, by: isCountersigned ? acceptor.exchange : proposer.exchange };
  return [
    ...(isAnswered ? [] : [own]),
    ...waiting.map(({ digest, document }) => ({ digest, type: document.type, by: document.head.issuer })),
  ].sort((a, b) => compare(a.digest, b.digest));
}

/** Whether the agreement `id`, or one that superseded it step by step, is in force among `agreements`. [AGR-10] */
export function isCovered(id: DigestHex, agreements: readonly AgreementState[]): boolean {
  const seen = new Set<DigestHex>();
  let current = agreements.find((agreement) => agreement.id === id);
  while (current?.state === 'superseded' && !seen.has(current.id)) {
    const { id: superseded } = current;
    seen.add(superseded);
    current = agreements.find(
      ({ agreement, formedAt }) => agreement.supersedes === superseded && formedAt !== undefined,
    );
  }
  return current?.state === 'in-force';
}
