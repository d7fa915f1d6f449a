/** Brings up the suite's side of a run: peers, endpoints and clients; and its part of the agreements. */

import type { Step } from '../cases/index.js';
import { RawClient } from '../client/index.js';
import { documentDigest, toDocument } from '../wire/index.js';
import { openEndpoint } from './endpoint.js';
import { makeDocument } from './make-document.js';
import { describeOutcome, type Outcome } from './outcome.js';
import { describePeer, makePeer, type PeerName, type World } from './peer.js';
import { awaitPush, newState, submit } from './steps.js';
import type { Operator, Subject } from './subject.js';
import type { ConnectedPeer, Suite } from './suite.js';

const DEADLINE_MS = 15_000;

function callAs(subject: Subject, identity: { readonly certPem?: string; readonly keyPem?: string }): RawClient {
  const { address, exchange: serverName, caPem: serverCaPem } = subject;
  return new RawClient({ address, serverName, serverCaPem, deadlineMs: DEADLINE_MS, ...identity });
}

async function connect(name: PeerName, subject: Subject, world: World): Promise<ConnectedPeer> {
  const peer = await makePeer(name, world);
  const endpoint = await openEndpoint(peer, subject, world);
  const descriptor = describePeer(peer, endpoint.address, subject.protocol, world);
  endpoint.publish(toDocument(descriptor));
  const { certPem, keyPem } = peer.tls;
  return { ...peer, client: callAs(subject, { certPem, keyPem }), endpoint, descriptor };
}

/** Makes the suite's peers. The subject need not run yet; it pins their descriptors next. */
export async function openSuite(subject: Subject, operate: Operator, world: World): Promise<Suite> {
  const [good, rogue, newcomer, unknown] = await Promise.all([
    connect('good', subject, world),
    connect('rogue', subject, world),
    connect('newcomer', subject, world),
    connect('unknown', subject, world),
  ]);
  const anonymous: ConnectedPeer = { ...unknown, name: 'anonymous', client: callAs(subject, {}) };
  return { subject, world, operate, peers: { good, rogue, newcomer, unknown, anonymous } };
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

function withAgreement(suite: Suite, name: PeerName, agreement: Buffer): Suite {
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
  await awaitPush({ type: 'selat.v1.PeerAgreement', name: 'offer', by, of: '' }, suite, known);
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
