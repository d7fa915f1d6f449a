/** Builders of valid documents, by the names that case files use. Each gives the JSON form of one message. */
import { documentDigest, signerEntries } from '../wire/index.js';
import type { Json } from './changes.js';
import { AGREEMENT, DEADLINES, exampleListing } from './examples.js';
import { digestOf, jsonOf, type KnownDocument } from './known-document.js';
import type { KeyRole } from './peer.js';
import type { ConnectedPeer, Suite } from './suite.js';

/** What a builder is given. */
export interface BuilderInput {
  readonly suite: Suite;
  readonly peer: ConnectedPeer;
  /** Documents that the new one refers to, in the order of the case file. */
  readonly of: readonly KnownDocument[];
}

/** A message to sign. */
export interface Draft {
  readonly type: string;
  readonly message: Json;
  /** Keys that sign; absent = the document keys. */
  readonly keys?: KeyRole;
  /** Entries of the signers list for those who sign later. */
  readonly awaited?: readonly string[];
}

type Builder = (input: BuilderInput) => Draft;

const DAY_MS = 86_400_000;

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** A head; one for the subject alone pins the agreement, where there is one. */
function head({ suite, peer }: BuilderInput, to: 'everyone' | 'subject', pins = true): Json {
  const common = {
    env: 'SANDBOX',
    issuer: peer.exchange,
    issuedAtMs: String(suite.world.now()),
    nonce: base64(suite.world.random(16)),
  };
  if (to === 'everyone') return common;
  const audience = [suite.subject.exchange];
  if (!pins || peer.agreement === undefined) return { ...common, audience };
  return { ...common, audience, agreementDigest: base64(peer.agreement) };
}

function freshId({ suite, peer }: BuilderInput, letter: string): string {
  return `${peer.exchange}/${letter}/x${suite.world.random(8).toString('hex')}`;
}

/** Id of the participant that every peer with an agreement records before the first case. */
export function standingParticipant(exchange: string): string {
  return `${exchange}/p/standing`;
}

function record(input: BuilderInput, id: string): Draft {
  const message = {
    head: head(input, 'everyone'),
    id,
    legalEntity: { names: [{ language: 'en', text: 'Member of the conformance suite' }], country: 'SG' },
    roles: ['provider', 'consumer'],
    identityCheck: { method: 'TEST_ONLY', checkedOn: '2026-01-05', officer: `${input.peer.exchange}/o/desk` },
    status: 'ACTIVE',
    revision: '1',
  };
  return { type: 'selat.v1.ParticipantRecord', message };
}

function listing(input: BuilderInput): Draft {
  const { suite, peer } = input;
  const now = suite.world.now();
  const { exchange } = peer;
  const slug = `x${suite.world.random(8).toString('hex')}`;
  const example = exampleListing({
    exchange,
    slug,
    provider: standingParticipant(exchange),
    from: now - 60_000,
    until: now + 90 * DAY_MS,
  });
  return { type: 'selat.v1.Listing', message: { ...example, head: head(input, 'everyone'), revision: '1' } };
}

/** The document that the builder needs first. */
function first({ of }: BuilderInput): KnownDocument {
  const [known] = of;
  if (known === undefined) throw new Error('the builder needs the name of another document in `of`');
  return known;
}

function listingRevision(input: BuilderInput): Draft {
  const known = first(input);
  const before = jsonOf(known);
  const revision = String(Number(before['revision']) + 1);
  return {
    type: known.letter.type,
    message: { ...before, head: head(input, 'everyone'), revision, supersedes: base64(digestOf(known)) },
  };
}

function listingNotice(type: string): Builder {
  return (input) => {
    const known = first(input);
    const listingId = jsonOf(known)['id'] ?? '';
    return {
      type,
      message: { head: head(input, 'everyone'), listingId, listingDigest: base64(digestOf(known)), reason: 'QUALITY' },
    };
  };
}

function keyRevocation(input: BuilderInput): Draft {
  const kid = input.peer.keys.spare[0]?.kid ?? '';
  return {
    type: 'selat.v1.KeyRevocation',
    keys: 'identity',
    message: { head: head(input, 'subject', false), kid, reason: 'CEASED' },
  };
}

function peerAgreement(countersignS: number): Builder {
  return (input) => {
    const { suite, peer } = input;
    const { subject, world } = suite;
    const own = {
      exchange: peer.exchange,
      fingerprint: base64(documentDigest(peer.descriptor)),
      algorithms: peer.keys.document.map(({ alg }) => alg),
    };
    const algorithms = [...new Set(subject.keys('document').map(({ alg }) => alg))];
    const other = { exchange: subject.exchange, fingerprint: base64(subject.fingerprint), algorithms };
    const message = {
      ...AGREEMENT,
      head: head(input, 'subject', false),
      parties: [own, other],
      deadlines: { ...DEADLINES, countersignS },
      contacts: [peer.exchange, subject.exchange].map((exchange) => ({
        exchange,
        role: 'OPERATIONS',
        address: `desk@${exchange}`,
      })),
      startMs: String(world.now() - 1_000),
      endMs: String(world.now() + 300 * DAY_MS),
    };
    const awaited = signerEntries({ id: subject.exchange, role: 'acceptor', keys: algorithms.map((alg) => ({ alg })) });
    return { type: 'selat.v1.PeerAgreement', message, awaited };
  };
}

function grantRequest(input: BuilderInput): Draft {
  const { suite, peer } = input;
  const terms = jsonOf(first(input))['terms'];
  const [chosen] = Array.isArray(terms) ? terms : [];
  const licence = typeof chosen === 'object' && chosen !== null && !Array.isArray(chosen) ? chosen : {};
  const one = (name: string) => (Array.isArray(licence[name]) ? licence[name].slice(0, 1) : []);
  const [place] = one('territoryOfProcessing');
  const message = {
    head: head(input, 'subject'),
    listingDigest: base64(digestOf(first(input))),
    termsId: licence['id'] ?? '',
    consumer: standingParticipant(peer.exchange),
    scope: {
      actions: one('actions'),
      purposes: one('purposes'),
      processingPlaces: [place === 'ZZ' || place === undefined ? 'SG' : place],
    },
    status: { list: 'suite', index: suite.world.random(4).readUInt32BE() % 1_048_576 },
    answerByMs: String(suite.world.now() + DAY_MS),
  };
  return { type: 'selat.v1.GrantRequest', message };
}

function grantSuspension(input: BuilderInput): Draft {
  const [known] = input.of;
  const grant = base64(known === undefined ? input.suite.world.random(32) : digestOf(known));
  return { type: 'selat.v1.GrantSuspension', message: { head: head(input, 'subject'), grant, reason: 'MAINTENANCE' } };
}

/** A document that this draft of the suite's subjects need not act on. */
function attestationWithdrawal(input: BuilderInput): Draft {
  const attestation = base64(input.suite.world.random(32));
  return {
    type: 'selat.v1.AttestationWithdrawal',
    message: { head: head(input, 'everyone'), attestation, reason: 'ERROR' },
  };
}

function nextDescriptor(input: BuilderInput): Draft {
  const { descriptor } = input.peer;
  const before = jsonOf({ letter: descriptor, by: input.peer.name });
  const message = {
    ...before,
    head: head(input, 'everyone'),
    sequence: '2',
    previousDigest: base64(documentDigest(descriptor)),
  };
  return { type: descriptor.type, keys: 'identity', message };
}

/** Builder by name. `countersigned` is not here: it adds signatures to bytes that are there, and builds none. */
export const BUILDERS: Readonly<Record<string, Builder>> = {
  'standing-participant': (input) => record(input, standingParticipant(input.peer.exchange)),
  'participant-record': (input) => record(input, freshId(input, 'p')),
  listing,
  'listing-revision': listingRevision,
  'listing-suspension': listingNotice('selat.v1.ListingSuspension'),
  'listing-withdrawal': listingNotice('selat.v1.ListingWithdrawal'),
  'key-revocation': keyRevocation,
  'peer-agreement': peerAgreement(86_400),
  'hasty-agreement': peerAgreement(1),
  'grant-request': grantRequest,
  'grant-suspension': grantSuspension,
  'next-descriptor': nextDescriptor,
  'attestation-withdrawal': attestationWithdrawal,
};
