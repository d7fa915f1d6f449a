/** Brings up the suite's side of a run: peers, endpoints and clients; and its part of the agreements. */

import type { Step } from '../cases/index.js';
import { RawClient } from '../client/index.js';
import { documentDigest, type Letter, toDocument } from '../wire/index.js';
import { describeOutcome } from './difference.js';
import { openEndpoint } from './endpoint.js';
import { makeDocument } from './make-document.js';
import type { Outcome } from './outcome.js';
import type { OwnPeerName, PeerName, SuitePeer, World } from './peer.js';
import { awaitPush, newState, submit } from './steps.js';
import type { Subject } from './subject.js';
import type { ConnectedPeer, Suite } from './suite.js';

const DEADLINE_MS = 15_000;

/** A client that calls the subject. @param identity what it shows; absent members = no certificate */
export function callAs(
  { address, exchange: serverName, caPem: serverCaPem }: Pick<Subject, 'address' | 'exchange' | 'caPem'>,
  identity: { readonly certPem?: string; readonly keyPem?: string },
): RawClient {
  return new RawClient({ address, serverName, serverCaPem, deadlineMs: DEADLINE_MS, ...identity });
}

/** A peer of the suite and where its descriptor says that it listens. */
export interface PeerOnDisk extends SuitePeer {
  readonly descriptor: Letter;
  /** `host:port`. */
  readonly address: string;
}

async function connect(peer: PeerOnDisk, subject: Subject, world: World): Promise<ConnectedPeer> {
  const endpoint = await openEndpoint(peer, subject, world);
  endpoint.publish(toDocument(peer.descriptor));
  const { certPem, keyPem } = peer.tls;
  return { ...peer, client: callAs(subject, { certPem, keyPem }), endpoint };
}

/** What a suite is opened with, beside its peers. */
export type SuiteParts = Pick<Suite, 'subject' | 'world' | 'operate' | 'advance' | 'ledger'>;

/** Opens the endpoints and clients of the suite's peers. @throws Error where a port is taken */
export async function openSuite(parts: SuiteParts, peers: Readonly<Record<OwnPeerName, PeerOnDisk>>): Promise<Suite> {
  const { subject, world } = parts;
  const [good, rogue, newcomer, unknown] = await Promise.all([
    connect(peers.good, subject, world),
    connect(peers.rogue, subject, world),
    connect(peers.newcomer, subject, world),
    connect(peers.unknown, subject, world),
  ]);
  const anonymous: ConnectedPeer = { ...unknown, name: 'anonymous', client: callAs(subject, {}) };
  const impostor: ConnectedPeer = { ...good, name: 'impostor', client: callAs(subject, good.tls.unpinned) };
  return { ...parts, peers: { good, rogue, newcomer, unknown, anonymous, impostor } };
}

/** Ends every connection of the suite. */
export function closeSuite({ peers }: Suite): void {
  for (const { client, endpoint } of Object.values(peers)) {
    client.close();
    endpoint.close();
  }
}

const SUBMIT: NonNullable<Step['submit']> = { document: '', by: '', mutations: [], stream: false, protocol: '' };

function requireAccepted(what: string, outcome: Outcome): void {
  if (outcome.kind === 'receipt' && outcome.item.verdict === 'ACCEPTED') return;
  throw new Error(`${what} was not accepted: ${describeOutcome(outcome)}`);
}

/** The suite after an agreement with a peer came into force. */
export function withAgreement(suite: Suite, name: PeerName, agreement: Buffer): Suite {
  return { ...suite, peers: { ...suite.peers, [name]: { ...suite.peers[name], agreement } } };
}

/** Sends an offer of an agreement; the subject's operator accepts it next. */
export async function offerAgreement(
  suite: Suite,
  by: PeerName,
  builder: 'peer-agreement' | 'hasty-agreement',
): Promise<Suite> {
  const known = newState();
  const offer = makeDocument({ name: 'offer', builder, by, of: [], changes: [] }, suite, known.documents);
  known.documents.set('offer', offer);
  requireAccepted(`the agreement that ${by} offers`, await submit({ ...SUBMIT, document: 'offer' }, suite, known));
  return withAgreement(suite, by, documentDigest(offer.letter));
}

/** Signs the agreement that the subject's operator proposed to a peer of the suite. */
export async function acceptAgreement(suite: Suite, by: PeerName): Promise<Suite> {
  const known = newState();
  await awaitPush({ type: 'selat.v1.PeerAgreement', name: 'offer', by, of: '', fields: [] }, suite, known);
  const given = { name: 'signed', builder: 'countersigned', by, of: ['offer'], changes: [] };
  const signed = makeDocument(given, suite, known.documents);
  known.documents.set('signed', signed);
  requireAccepted(`the agreement that ${by} signs`, await submit({ ...SUBMIT, document: 'signed' }, suite, known));
  return withAgreement(suite, by, documentDigest(signed.letter));
}

/** Records the participant on whose behalf a peer's example documents are made. */
export async function recordParticipant(suite: Suite, by: PeerName): Promise<void> {
  const known = newState();
  const given = { name: 'record', builder: 'standing-participant', by, of: [], changes: [] };
  known.documents.set('record', makeDocument(given, suite, known.documents));
  requireAccepted(`the participant of ${by}`, await submit({ ...SUBMIT, document: 'record' }, suite, known));
}
