import { type LoadedAgreement, loadAgreements } from '../agreement/load-agreement.js';
import type { Deps } from '../ports.js';
import type { PeerRow } from '../rows.js';
import type { AgreementView, PeerView } from '../use-cases.js';
import { printDigest } from './print.js';

function printAgreement({ digest, agreement, state }: LoadedAgreement): AgreementView {
  return {
    digest: printDigest(digest),
    state: state.state,
    proposer: agreement.proposer.exchange,
    signers: state.signers,
    profiles: agreement.profiles,
    startsAt: agreement.start,
    endsAt: state.endsAt ?? agreement.end,
    governingLaw: agreement.governingLaw,
    packPublishers: agreement.packPublishers,
    forum: `${agreement.forum.institution}, seat ${agreement.forum.seat}`,
  };
}

/** Prints one peer with every agreement, newest first. */
export async function printPeer(deps: Deps, row: PeerRow): Promise<PeerView> {
  const { exchange, jurisdiction, fingerprint, federation, status } = row;
  const agreements = (await loadAgreements(deps, exchange)).map(printAgreement);
  return { exchange, jurisdiction, fingerprint: printDigest(fingerprint), federation, status, agreements };
}
