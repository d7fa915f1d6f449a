import { SelatError } from '@selat/sdk/errors';
import type { ExchangeId } from '@selat/sdk/model';
import { completeAct, deliverTo, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { agreementSubject, type LoadedAgreement, loadAgreements } from './load-agreement.js';
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
 * @throws SelatError PEER_UNKNOWN where no proposal waits
 */
export async function acceptAgreement(deps: Deps, actor: Actor, peer: ExchangeId): Promise<Change> {
  const proposed = await findAgreementIn(deps, peer, ['proposed']);
  const offer = proposed?.set.evidence.find(({ digest }) => digest === proposed.digest);
  if (proposed === undefined || offer === undefined || proposed.agreement.proposer.exchange !== peer)
    throw noProposal(peer);
  const act = await completeAct(deps, offer.document, peer);
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    outbox: [deliverTo(peer, act)],
  };
}

/** States of an agreement in which each kind of notice makes sense. */
const NOTICE_STATES = {
  DECLINE: ['proposed'],
  SUSPEND: ['in-force', 'not-started'],
  RESUME: ['suspended'],
  END: ['in-force', 'not-started', 'suspended'],
} as const;

export type NoticeKind = keyof typeof NOTICE_STATES;

/**
 * Declines, suspends, resumes or ends the agreement with a peer. RESUME closes this exchange's newest own suspension.
 * @throws SelatError AGREEMENT_NOT_IN_FORCE where no agreement is in a state for it
 */
export async function noticeAgreement(
  deps: Deps,
  actor: Actor,
  peer: ExchangeId,
  notice: { readonly kind: NoticeKind; readonly note: string | undefined },
): Promise<Change> {
  const { kind, note } = notice;
  const loaded = await findAgreementIn(deps, peer, NOTICE_STATES[kind]);
  if (loaded === undefined) {
    const facts = { peer, kind, states: NOTICE_STATES[kind].join(' or ') };
    throw new SelatError(
      'AGREEMENT_NOT_IN_FORCE',
      `cannot ${kind.toLowerCase()} the agreement with ${peer}: none is ${facts.states}`,
      facts,
    );
  }
  const resumes = kind === 'RESUME' ? ownSuspension(deps, loaded) : undefined;
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

function ownSuspension({ self }: Deps, { state, digest }: LoadedAgreement): string {
  const newest = state.holds.filter(({ by }) => by === self.exchange).at(-1);
  if (newest !== undefined) return newest.digest;
  const message = `cannot resume agreement sha256:${digest}: ${self.exchange} has no suspension of it open`;
  throw new SelatError('AGREEMENT_NOT_IN_FORCE', message, { agreement: `sha256:${digest}` });
}
