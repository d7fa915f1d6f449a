/** One running gateway, my.example, and hand-driven peers: szdex.example with an agreement, third.example pinned without. */
import { appendFile } from 'node:fs/promises';
import { type PeerAgreement, PeerAgreement as PeerAgreementCodec } from '@selat/proto/selat/v1/agreement.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { parseJwsJson } from '@selat/sdk/document';
import { exampleDrafts } from './example-drafts.js';
import { MEMBER, record } from './hand-documents.js';
import { connect, type Link } from './hand-link.js';
import { digestOf, type HandPeer, messageOf } from './hand-peer.js';
import { makeHandPeer } from './make-hand-peer.js';
import { makeNode, type NodeOptions, type RunOptions, runNode, type TestNode, tempFolder } from './running-node.js';

export interface HandWorld {
  /** Replaced by a test that restarts it. */
  my: TestNode;
  /** Signs with Ed25519 and SM2; has an agreement and a recorded participant. */
  readonly szdex: HandPeer;
  readonly third: HandPeer;
  readonly toMy: Link;
  readonly thirdToMy: Link;
  close(): Promise<void>;
}

/** Pins the peer and offers it an agreement. Returns the offer. */
export async function propose(my: TestNode, peer: HandPeer): Promise<SignedDocument> {
  const { body } = await my.post('/peers/propose', {
    descriptor: peer.made.descriptor,
    fingerprint: peer.made.fingerprint,
    days: 365,
    governingLaw: 'SG',
    forum: 'SIAC',
    seat: 'Singapore',
    seatCountry: 'SG',
  });
  const [agreement] = body.agreements ?? [];
  return readDocument(my, agreement?.digest ?? '');
}

/** A document of the gateway, in its fullest form. */
export async function readDocument(node: TestNode, digest: string): Promise<SignedDocument> {
  const { status, body } = await node.get(`/documents/${digest}`);
  if (status !== 200) throw new Error(`document ${digest}: ${JSON.stringify(body)}`);
  return parseJwsJson(body.document);
}

/** Brings the offered agreement into force by the peer's signature. */
export async function agree(link: Link, peer: HandPeer, offered: SignedDocument): Promise<void> {
  const answer = await link.submit(await peer.countersign(offered));
  if (answer.verdict !== 'ACCEPTED') throw new Error(`agreement refused: ${answer.detail}`);
  peer.agreement = digestOf(offered);
}

/** Brings the agreement into force that the gateway has offered the peer before. */
export async function agreeOnOffer(my: TestNode, link: Link, peer: HandPeer): Promise<void> {
  const { body } = await my.get(`/peers/${peer.exchange}`);
  await agree(link, peer, await readDocument(my, body.agreements[0]?.digest ?? ''));
}

/** The agreement of szdex.example in force, offered anew by szdex.example. */
export async function successorOfAgreement({ my, szdex }: HandWorld): Promise<SignedDocument> {
  const live = await readDocument(my, `sha256:${szdex.agreement?.toString('hex')}`);
  const { head: _head, parties, ...terms } = messageOf<PeerAgreement>(live);
  const supersedes = szdex.agreement ?? Buffer.alloc(0);
  const message = PeerAgreementCodec.fromPartial({ ...terms, parties: [...parties].reverse(), supersedes });
  const awaited = [{ id: 'my.example', role: 'acceptor', alg: 'Ed25519' as const }];
  return szdex.sign('selat.v1.PeerAgreement', message, { awaited });
}

/** Registers and approves a participant of the gateway. */
export async function admit(node: TestNode, slug: string): Promise<void> {
  const names = [{ language: 'en', text: `Example member ${slug}` }];
  await node.post('/participants', { slug, names, country: 'MY', roles: ['provider', 'consumer'], externalIds: [] });
  const id = encodeURIComponent(`${node.made.exchange}/p/${slug}`);
  const { status, body } = await node.post(`/participants/${id}/approve`, {
    method: 'TEST_ONLY',
    checkedOn: '2026-11-01',
  });
  if (status !== 200) throw new Error(`cannot approve ${slug}: ${JSON.stringify(body)}`);
}

/** Publishes the first example listings of the gateway and returns their documents. */
export async function publish(node: TestNode, count: number): Promise<SignedDocument[]> {
  const drafts = exampleDrafts(node.made.exchange === 'my.example' ? 'malaysia' : 'shenzhen').slice(0, count);
  await node.post('/drafts', { drafts });
  const { body } = await node.post('/listings/publish', { ids: drafts.map(({ id }) => id) });
  const digests: string[] = body.items.map(({ digest }: { digest: string }) => digest);
  return Promise.all(digests.map((digest) => readDocument(node, digest)));
}

/** Adds text to the configuration of a node that does not run yet. */
export function configure({ config }: TestNode['made'], text: string): Promise<void> {
  return appendFile(config, text);
}

/**
 * Starts everything; szdex.example trades, third.example is pinned only.
 * @param config text to add to the gateway's configuration
 */
export async function openHandWorld(config = '', options: RunOptions & NodeOptions = {}): Promise<HandWorld> {
  const folder = await tempFolder();
  const [made, szdex, third] = await Promise.all([
    makeNode(folder.dir, 'my', options),
    makeHandPeer('szdex.example', ['Ed25519', 'SGD_SM3_SM2']),
    makeHandPeer('third.example', ['Ed25519']),
  ]);
  await configure(made, config);
  const my = await runNode(made, { harness: true, ...options });
  const offered = await propose(my, szdex);
  await propose(my, third);
  const [toMy, thirdToMy] = await Promise.all([connect(my, szdex.tls), connect(my, third.tls)]);
  await agree(toMy, szdex, offered);
  await toMy.submit(await record(szdex, MEMBER));
  const world: HandWorld = {
    ...{ my, szdex, third, toMy, thirdToMy },
    close: async () => {
      for (const link of [toMy, thirdToMy]) link.close();
      await world.my.gateway.stop();
      await folder.remove();
    },
  };
  return world;
}
