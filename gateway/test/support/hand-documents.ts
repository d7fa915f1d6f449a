/** Messages of a hand-driven peer that a gateway accepts: a test names only what differs. */

import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { Grant, GrantRequest } from '@selat/proto/selat/v1/grant.js';
import { ParticipantRecord } from '@selat/proto/selat/v1/identity.js';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { random } from '../federation/transport-fixture.js';
import { exampleDrafts } from './example-drafts.js';
import { digestOf, type HandOptions, type HandPeer, messageOf, SUBJECT } from './hand-peer.js';

export const DAY = 86_400_000;

/** Slug of the participant that a trading hand peer has recorded. */
export const MEMBER = 'member';

const drafts = new Map<string, Listing>();

/** A complete listing of the examples, as a pattern. */
function pattern(): Listing {
  const known = drafts.get('first');
  if (known !== undefined) return known;
  const [draft] = exampleDrafts('shenzhen');
  const decoded = Listing.decode(Buffer.from(draft?.payload ?? '', 'base64'));
  drafts.set('first', decoded);
  return decoded;
}

/** Record of a participant; revision 1 unless said otherwise. */
export function record(peer: HandPeer, slug: string, over: Partial<ParticipantRecord> = {}, options: HandOptions = {}) {
  const message = ParticipantRecord.fromPartial({
    id: `${peer.exchange}/p/${slug}`,
    legalEntity: { names: [{ language: 'en', text: `Member ${slug} of a test` }], country: 'SG' },
    roles: ['provider', 'consumer'],
    identityCheck: { method: 'TEST_ONLY', checkedOn: '2026-11-01', officer: `${peer.exchange}/o/desk` },
    status: 'ACTIVE',
    revision: 1n,
    ...over,
  });
  return peer.sign('selat.v1.ParticipantRecord', message, { to: 'everyone', ...options });
}

/** A listing message without its head. */
export function listingMessage(peer: HandPeer, slug: string, over: Partial<Listing> = {}): Listing {
  const { product, ...example } = pattern();
  const owned = `${peer.exchange}/p/${MEMBER}`;
  return Listing.fromPartial({
    ...example,
    id: `${peer.exchange}/l/${slug}`,
    product: { ...product, id: `${peer.exchange}/d/${slug}`, provider: owned },
    revision: 1n,
    validFromMs: BigInt(Date.now() - DAY),
    validUntilMs: BigInt(Date.now() + 90 * DAY),
    ...over,
  });
}

/** A signed listing. */
export function listing(peer: HandPeer, slug: string, over: Partial<Listing> = {}, options: HandOptions = {}) {
  return peer.sign('selat.v1.Listing', listingMessage(peer, slug, over), { to: 'everyone', ...options });
}

/** The next revision of a listing. */
export function revision(peer: HandPeer, before: SignedDocument, over: Partial<Listing> = {}) {
  const { head: _head, ...message } = messageOf<Listing>(before);
  const next = { ...message, revision: message.revision + 1n, supersedes: digestOf(before), ...over };
  return peer.sign('selat.v1.Listing', next, { to: 'everyone' });
}

/** A request for the first licence of a listing of the gateway. */
export function grantRequest(
  peer: HandPeer,
  of: SignedDocument,
  over: Partial<GrantRequest> = {},
  options: HandOptions = {},
): Promise<SignedDocument> {
  const [terms] = messageOf<Listing>(of).terms;
  const [place = 'ZZ'] = terms?.territoryOfProcessing ?? [];
  const message = GrantRequest.fromPartial({
    listingDigest: digestOf(of),
    termsId: terms?.id ?? '',
    consumer: `${peer.exchange}/p/${MEMBER}`,
    scope: {
      actions: terms?.actions.slice(0, 1) ?? [],
      purposes: terms?.purposes.slice(0, 1) ?? [],
      processingPlaces: [place === 'ZZ' ? 'CN' : place],
    },
    status: { list: 'hand', index: random(4).readUInt32BE() % 1_048_576 },
    answerByMs: BigInt(Date.now() + DAY),
    ...over,
  });
  return peer.sign('selat.v1.GrantRequest', message, options);
}

/** The offer that answers a request of the gateway on a listing of the peer. */
export function grantOffer(
  peer: HandPeer,
  request: SignedDocument,
  of: SignedDocument,
  over: Partial<Grant> = {},
): Promise<SignedDocument> {
  const asked = messageOf<GrantRequest>(request);
  const offered = messageOf<Listing>(of);
  const message = Grant.fromPartial({
    request: digestOf(request),
    listingDigest: digestOf(of),
    listingId: offered.id,
    provider: offered.product?.provider ?? '',
    consumer: asked.consumer,
    terms: offered.terms.find(({ id }) => id === asked.termsId) ?? {},
    scope: asked.scope ?? {},
    attestationDigests: offered.attestationDigests,
    validFromMs: BigInt(Date.now()),
    validUntilMs: BigInt(Date.now() + 30 * DAY),
    offerDeadlineMs: BigInt(Date.now() + 5 * DAY),
    providerStatus: { list: 'hand', index: random(4).readUInt32BE() % 1_048_576 },
    ...(asked.status === undefined ? {} : { consumerStatus: asked.status }),
    ...over,
  });
  const awaited = [{ id: SUBJECT, role: 'acceptor', alg: 'Ed25519' as const }];
  return peer.sign('selat.v1.Grant', message, { awaited });
}
