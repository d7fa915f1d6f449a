import type { ExchangeId } from '@selat/sdk/model';
import { completeAct, deliverTo, outLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { type LoadedAgreement, loadAgreements, requireSuccession, touchAgreement } from './load-agreement.js';
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
    rows: [await touchAgreement(deps.reader, proposed.digest)],
    outbox: [deliverTo(peer, act)],
  };
}
