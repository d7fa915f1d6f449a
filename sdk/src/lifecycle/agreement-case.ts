import { SelatError } from '../errors/index.js';
import type { AgreementNotice, DigestHex, ExchangeId, Instant, NoticeKind, PeerAgreement } from '../model/index.js';
import { type Act, actsOf, completeForms, Receipts } from './acts.js';
import type { AgreementAct, AgreementEvidence } from './agreement-state.js';

/** The evidence about one agreement, sorted out. */
export interface AgreementCase {
  readonly id: DigestHex;
  readonly agreement: PeerAgreement;
  /** Submission digests of the forms with both signatures; empty = proposed only. */
  readonly complete: ReadonlySet<DigestHex>;
  /** Log time of the acceptor's signature; absent = not formed. [AGR-9] */
  readonly formedAt?: Instant;
  /** Notices of either party on this agreement. */
  readonly notices: readonly Act<AgreementNotice>[];
  readonly acts: readonly AgreementAct[];
  readonly receipts: Receipts;
  readonly now: Instant;
}

/** @throws SelatError PREDECESSOR_MISSING where the agreement is not among the documents */
export function openAgreementCase({ id, acts, receipts: facts, now }: AgreementEvidence): AgreementCase {
  const found = actsOf(acts, 'selat.v1.PeerAgreement').find((act) => act.digest === id);
  if (found === undefined) {
    throw new SelatError('PREDECESSOR_MISSING', `cannot read agreement ${id}: it is not here yet`, { id });
  }
  const receipts = new Receipts(facts);
  const agreement = found.document;
  const formedAt = findFormation(found, acts, receipts);
  const notices = actsOf(acts, 'selat.v1.AgreementNotice').filter(
    ({ document }) => document.agreement === id && counterpartyIn(agreement, document.head.issuer) !== undefined,
  );
  const complete = completeForms(acts, id);
  return { id, agreement, complete, notices, acts, receipts, now, ...(formedAt === undefined ? {} : { formedAt }) };
}

/** Log time of the acceptor's signature: the proposer's receipt over a complete form. */
export function findFormation(
  { digest, document }: Act<PeerAgreement>,
  acts: readonly AgreementAct[],
  receipts: Receipts,
): Instant | undefined {
  return receipts.findLogTimeOf(digest, completeForms(acts, digest), document.proposer.exchange);
}

/** The other party, or undefined for a stranger, whose notices never count. */
export function counterpartyIn({ proposer, acceptor }: PeerAgreement, exchange: ExchangeId): ExchangeId | undefined {
  if (exchange === proposer.exchange) return acceptor.exchange;
  return exchange === acceptor.exchange ? proposer.exchange : undefined;
}

/** The notices of one kind with their log times; undefined while the other side's receipt is missing. */
export function noticesOf(
  { agreement, notices, receipts }: AgreementCase,
  kind: NoticeKind,
): readonly { readonly act: Act<AgreementNotice>; readonly logTime: Instant | undefined }[] {
  return notices
    .filter(({ document }) => document.kind === kind)
    .map((act) => {
      const answerer = counterpartyIn(agreement, act.document.head.issuer);
      return { act, logTime: answerer === undefined ? undefined : receipts.findLogTime(act.digest, answerer) };
    });
}
