/** Builders of valid documents, by the names that case files use. Each gives the JSON form of one message. */
import { documentDigest, signerEntries } from '../wire/index.js';
import {
  type Builder,
  type BuilderInput,
  base64,
  DAY_MS,
  type Draft,
  first,
  freshId,
  head,
  standingParticipant,
} from './builder.js';
import { DECISION_BUILDERS } from './decision-builders.js';
import { AGREEMENT, DEADLINES, exampleListing } from './examples.js';
import { GRANT_BUILDERS, grantRequest, grantWithdrawal } from './grant-builders.js';
import { digestOf, jsonOf } from './known-document.js';
import { memberBuilders } from './member-builders.js';
import { ORDER_BUILDERS } from './order-builders.js';
import { PACK_BUILDERS } from './pack-builders.js';

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
      packPublishers: [{ jurisdiction: 'SG', publisher: peer.exchange }],
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

/** A RESUME of the agreement in force that names a suspension which nobody made, unless the case changes it. */
function agreementNotice(input: BuilderInput): Draft {
  const { suite, peer } = input;
  const agreement = base64(peer.agreement ?? suite.world.random(32));
  const resumes = base64(suite.world.random(32));
  const message = { head: head(input, 'subject', false), agreement, kind: 'RESUME', resumes };
  return { type: 'selat.v1.AgreementNotice', message };
}

function agreementDecline(input: BuilderInput): Draft {
  const agreement = base64(digestOf(first(input)));
  return {
    type: 'selat.v1.AgreementNotice',
    message: { head: head(input, 'subject', false), agreement, kind: 'DECLINE' },
  };
}

/** The descriptor that a peer of the suite has, signed anew by that peer. */
function ownDescriptor(input: BuilderInput): Draft {
  const { descriptor, name } = input.peer;
  const message = { ...jsonOf({ letter: descriptor, by: name }), head: head(input, 'everyone') };
  return { type: descriptor.type, keys: 'identity', message };
}

/** An assessment of a product of the peer, under the law of mainland China, open and without limits. */
function attestation(input: BuilderInput): Draft {
  const { suite, peer } = input;
  const message = {
    head: head(input, 'everyone'),
    regime: 'CN',
    instrument: 'CN_PIPIA',
    subject: { kind: 'PRODUCT', id: freshId(input, 'd') },
    scope: {},
    referenceNumber: `suite-${suite.world.random(4).toString('hex')}`,
    evidenceDigest: base64(suite.world.random(32)),
    evidencePlace: peer.exchange,
    status: 'LIVE',
    issuedOn: '2026-01-05',
  };
  return { type: 'selat.v1.Attestation', message };
}

/** Takes an attestation back; without one in `of`, one that nobody made. */
function attestationWithdrawal(input: BuilderInput): Draft {
  const [known] = input.of;
  const attestation = base64(known === undefined ? input.suite.world.random(32) : digestOf(known));
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
  ...memberBuilders({
    record: (input) => record(input, freshId(input, 'p')),
    listing,
    request: grantRequest,
    withdrawal: grantWithdrawal,
  }),
  listing,
  'listing-revision': listingRevision,
  'listing-suspension': listingNotice('selat.v1.ListingSuspension'),
  'listing-withdrawal': listingNotice('selat.v1.ListingWithdrawal'),
  'key-revocation': keyRevocation,
  'peer-agreement': peerAgreement(86_400),
  'hasty-agreement': peerAgreement(1),
  ...GRANT_BUILDERS,
  ...ORDER_BUILDERS,
  ...DECISION_BUILDERS,
  ...PACK_BUILDERS,
  'next-descriptor': nextDescriptor,
  'own-descriptor': ownDescriptor,
  'agreement-notice': agreementNotice,
  'agreement-decline': agreementDecline,
  attestation,
  'attestation-withdrawal': attestationWithdrawal,
};
