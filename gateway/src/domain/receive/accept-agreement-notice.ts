import { SelatError } from '@selat/sdk/errors';
import { mayNoticeArrive } from '@selat/sdk/lifecycle';
import type { DocumentOf } from '@selat/sdk/model';
import { loadActs } from '../acts/load-acts.js';
import { agreementSubject, loadAgreements, touchAgreement } from '../agreement/load-agreement.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

type Notice = DocumentOf<'selat.v1.AgreementNotice'>;

/** Notices of one peer on one agreement that may be without an effect at a time: every later act folds them all. */
const MAX_IDLE_NOTICES = 8;

/** A peer declines, suspends, resumes or ends an agreement where the table allows it now. [AGR-6] [AGR-12] */
export async function acceptAgreementNotice(deps: Deps, received: Received<Notice>): Promise<Effect> {
  const { peer, parsed, digest } = received;
  const row = await deps.reader.findAgreement(parsed.agreement);
  if (row === undefined || row.peer !== peer) {
    const message = `cannot accept the notice of ${peer}: agreement sha256:${parsed.agreement} is not known`;
    throw new SelatError('PREDECESSOR_MISSING', message, { peer, agreement: `sha256:${parsed.agreement}` });
  }
  await requireAllowed(deps, received);
  await requireRoomForNotice(deps, received);
  const rows = [await touchAgreement(deps.reader, parsed.agreement)];
  return { rows, evidence: [{ subject: agreementSubject(peer), digest, by: peer }] };
}

/** @throws SelatError AGREEMENT_TRANSITION_REFUSED; PREDECESSOR_MISSING, which is retryable */
async function requireAllowed(deps: Deps, { peer, parsed }: Received<Notice>): Promise<void> {
  const known = (await loadAgreements(deps, peer)).find(({ digest }) => digest === parsed.agreement);
  if (known === undefined) throw new Error(`agreement ${parsed.agreement} is not under the acts of ${peer}`);
  const isSuspensionKnown = known.set.acts.some(({ digest }) => digest === parsed.resumes);
  mayNoticeArrive(known.state, { notice: parsed, isSuspensionKnown });
}

/**
 * A suspension and its resumption make a pair and cost nothing more; what is open, repeated or names nothing is counted.
 * @throws SelatError LIMIT_EXCEEDED, which is retryable
 */
async function requireRoomForNotice({ reader }: Deps, { peer, parsed }: Received<Notice>): Promise<void> {
  const { acts } = await loadActs(reader, agreementSubject(peer));
  const known = acts.flatMap(({ digest, document }) => {
    const isOwn = document.type === 'selat.v1.AgreementNotice' && document.head.issuer === peer;
    return isOwn && document.agreement === parsed.agreement ? [{ digest, ...document }] : [];
  });
  const suspensions = new Set(known.flatMap(({ kind, digest }) => (kind === 'SUSPEND' ? [digest] : [])));
  const resumed = new Set(known.flatMap(({ kind, resumes = '' }) => (kind === 'RESUME' ? [resumes] : [])));
  const pairs = [...resumed].filter((digest) => suspensions.has(digest)).length;
  const idle = known.length - 2 * pairs;
  const closes =
    parsed.kind === 'RESUME' && suspensions.has(parsed.resumes ?? '') && !resumed.has(parsed.resumes ?? '');
  const isFirst = !known.some(({ kind }) => kind === parsed.kind);
  if (idle < MAX_IDLE_NOTICES || closes || isFirst) return;
  const facts = { peer, agreement: `sha256:${parsed.agreement}`, idle: String(idle) };
  const message = `cannot take another ${parsed.kind} of ${peer} on agreement ${facts.agreement}: ${idle} notices of it are open`;
  throw new SelatError('LIMIT_EXCEEDED', message, facts);
}
