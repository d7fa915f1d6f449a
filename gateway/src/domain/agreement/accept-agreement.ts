import { SelatError } from '@selat/sdk/errors';
import { AGREEMENT_TRANSITIONS, mayActOnAgreement } from '@selat/sdk/lifecycle';
import type { ExchangeId } from '@selat/sdk/model';
import { completeAct, deliverTo, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { agreementSubject, type LoadedAgreement, loadAgreements, requireSuccession } from './load-agreement.js';
import { noProposal } from './propose-agreement.js';

/** The newest agreement with a peer in one of these states; undefined where there is none. */
export async function findAgreementIn(
  deps: Deps,
  peer: ExchangeId,
  states: readonly string[],
): Promise<LoadedAgreement | undefined> {
  const agreements = await loadAgreements(deps, peer);
  return agreements.find(({ state }) => states.includes(state.state));
}

/**
 * Signs, as acceptor, the agreement that a pinned peer proposed.
 * @throws SelatError PEER_UNKNOWN where no proposal waits, AGREEMENT_TRANSITION_REFUSED beside a live agreement
 */
export async function acceptAgreement(deps: Deps, actor: Actor, peer: ExchangeId): Promise<Change> {
  const proposed = await findAgreementIn(deps, peer, ['proposed']);
  const offer = proposed?.set.evidence.find(({ digest }) => digest === proposed.digest);
  if (proposed === undefined || offer === undefined || proposed.agreement.proposer.exchange !== peer)
    throw noProposal(peer);
  await requireSuccession(deps, peer, proposed.digest, proposed.agreement);
  const act = await completeAct(deps, offer.document, peer);
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    outbox: [deliverTo(peer, act)],
  };
}

/** What an officer can do to an agreement by a notice, with the verb of the table that allows it. [AGR-12] */
const NOTICE_VERBS = { DECLINE: 'decline', SUSPEND: 'suspend', RESUME: 'resume', END: 'end' } as const;

export type NoticeKind = keyof typeof NOTICE_VERBS;

/**
 * Declines, suspends, resumes or ends the newest agreement with a peer that allows it. RESUME closes this exchange's newest own suspension.
 * @throws SelatError AGREEMENT_NOT_IN_FORCE where there is no agreement, AGREEMENT_TRANSITION_REFUSED
 */
export async function noticeAgreement(
  deps: Deps,
  actor: Actor,
  peer: ExchangeId,
  notice: { readonly kind: NoticeKind; readonly note: string | undefined },
): Promise<Change> {
  const { kind, note } = notice;
  const { self } = deps;
  const agreements = await loadAgreements(deps, peer);
  // Beside the live agreement a renewal may wait: the verb says which of the two is meant.
  const verb = NOTICE_VERBS[kind];
  const loaded =
    agreements.find(({ state }) => AGREEMENT_TRANSITIONS[state.state][verb] !== undefined) ?? agreements[0];
  if (loaded === undefined) {
    const message = `cannot ${verb} an agreement with ${peer}: there is none`;
    throw new SelatError('AGREEMENT_NOT_IN_FORCE', message, { peer, kind });
  }
  mayActOnAgreement(loaded.state, verb, self.exchange);
  const own = loaded.state.holds.filter(({ by }) => by === self.exchange);
  const resumes = kind === 'RESUME' ? own.at(-1)?.digest : undefined;
  const message = {
    agreement: Buffer.from(loaded.digest, 'hex'),
    kind,
    effectiveAtMs: 0n,
    resumes: Buffer.from(resumes ?? '', 'hex'),
    note: note ?? '',
  };
  const act = await signAct(deps, { type: 'selat.v1.AgreementNotice', message, to: peer });
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    evidence: [fileUnder(agreementSubject(peer), act, deps.self.exchange)],
    outbox: [deliverTo(peer, act)],
  };
}
