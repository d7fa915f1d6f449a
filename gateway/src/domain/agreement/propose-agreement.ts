import { CODECS } from '@selat/proto/schema.js';
import { PeerAgreement, type PeerAgreement as WireAgreement } from '@selat/proto/selat/v1/agreement.js';
import { SelatError } from '@selat/sdk/errors';
import type { ExchangeDescriptor, ExchangeId, Instant } from '@selat/sdk/model';
import { parseDocument } from '@selat/sdk/model';
import { deliverTo, fileUnder, type OwnMessage, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import { algorithmsOf } from '../keys/stated-keys.js';
import type { Deps } from '../ports.js';
import type { Actor, ProposeInput } from '../use-cases.js';
import { agreementSubject, findLiveAgreement } from './load-agreement.js';
import { commonProfiles, type Side } from './negotiate.js';

const DAY_MS = 86_400_000;

/** Deadlines that a proposal states unless the officer asks for others: seconds. */
const DEADLINES = {
  answerS: 604_800,
  countersignS: 604_800,
  orderAcknowledgementS: 3_600,
  disputeResponseS: 1_209_600,
};

/** Algorithms with which an exchange signs documents, as its descriptor lists them: the order of its signers entries. */
function documentAlgorithms(descriptor: ExchangeDescriptor, now: Instant): string[] {
  return [...algorithmsOf(descriptor, 'document', now)];
}

/** Profiles of an exchange, as its descriptor lists them. */
export function sideOf({ id, profiles }: ExchangeDescriptor): Side {
  return { exchange: id, listed: profiles };
}

/** What the other side must hold its signatures to. */
export interface Proposal {
  readonly own: ExchangeDescriptor;
  readonly peer: ExchangeDescriptor;
  readonly peerFingerprint: string;
  readonly terms: Omit<ProposeInput, 'descriptor' | 'fingerprint'>;
}

type Parts = Proposal & {
  /** Digest of the live agreement that this one is to follow, lower-case hexadecimal; empty = the first one. */
  readonly supersedes: string;
};

function toMessage(
  { self, clock, packPublishers = [] }: Deps,
  { own, peer, peerFingerprint, terms, supersedes }: Parts,
): Omit<WireAgreement, 'head'> {
  const start = clock();
  const party = (exchange: ExchangeId, fingerprint: string, algorithms: string[]) => ({
    exchange,
    fingerprint: Buffer.from(fingerprint, 'hex'),
    algorithms,
  });
  const { institution, seat, seatCountry } = { ...terms, institution: terms.forum };
  const language = 'en';
  const message = PeerAgreement.fromPartial({
    parties: [
      party(self.exchange, self.descriptorDigest, documentAlgorithms(own, start)),
      party(peer.id, peerFingerprint, documentAlgorithms(peer, start)),
    ],
    profiles: [...commonProfiles(sideOf(own), sideOf(peer))],
    receiptLevel: 'LOGGED',
    deadlines: DEADLINES,
    statusMaxAgeS: 60,
    packPublishers: [...(terms.packPublishers ?? packPublishers)],
    governingLaw: terms.governingLaw,
    forum: { institution, rules: `${institution} rules in force`, seat, seatCountry, language, arbitrators: 3 },
    contacts: [
      { exchange: self.exchange, role: 'OPERATIONS', address: `https://${self.exchange}/contact` },
      { exchange: peer.id, role: 'OPERATIONS', address: `https://${peer.id}/contact` },
    ],
    startMs: BigInt(start),
    endMs: BigInt(start + terms.days * DAY_MS),
    supersedes: Buffer.from(supersedes, 'hex'),
  });
  return message;
}

/**
 * Offers a pinned peer an agreement under this exchange's signature. It follows the live one, where there is one: its
 * acceptance renews the agreement, and the grants under it go on. [AGR-10]
 * @throws SelatError PROFILE_UNSUPPORTED where the two have too little in common [AGR-15]; every reason of the gate for what the officer gave
 */
export async function proposeAgreement(deps: Deps, actor: Actor, proposal: Proposal): Promise<Change> {
  const { peer } = proposal;
  const awaited = documentAlgorithms(peer, deps.clock()).map(
    (alg) => ({ id: peer.id, role: 'acceptor', alg }) as AwaitedPeer,
  );
  const supersedes = (await findLiveAgreement(deps, peer.id))?.digest ?? '';
  const message = toMessage(deps, { ...proposal, supersedes });
  const act = await signAct(deps, { type: 'selat.v1.PeerAgreement', message, to: peer.id, awaited });
  requireValid(act.write.document.payload);
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer.id)],
    rows: [
      { table: 'agreement', expectedVersion: 0, row: agreementRow(deps, act.digest, peer.id, deps.self.exchange) },
    ],
    evidence: [fileUnder(agreementSubject(peer.id), act, deps.self.exchange)],
    outbox: [deliverTo(peer.id, act)],
  };
}

type AwaitedPeer = NonNullable<OwnMessage['awaited']>[number];

/** The row of an agreement that has just been seen for the first time. */
export function agreementRow({ clock }: Deps, digest: string, peer: ExchangeId, proposer: ExchangeId) {
  return { digest, peer, proposer, created_ms: clock() };
}

/** What the peer's model would refuse is refused before it is sent. @throws SelatError DOCUMENT_FIELD_INVALID */
function requireValid(payload: Buffer): void {
  parseDocument('selat.v1.PeerAgreement', CODECS['selat.v1.PeerAgreement']?.decode(payload));
}

/** @throws SelatError PEER_UNKNOWN where no agreement with the peer waits for a signature */
export function noProposal(peer: ExchangeId): SelatError {
  const message = `cannot accept an agreement with ${peer}: no proposal of it has arrived`;
  return new SelatError('PEER_UNKNOWN', message, { peer });
}
