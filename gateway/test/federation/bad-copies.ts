/** Every bad form of a good listing of a peer that signs with Ed25519 and SM2, and the reason that each is refused with. */
import type { Signature, SignedDocument } from '@selat/proto/selat/v1/document.js';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import type { DocumentSigner } from '@selat/sdk/document';
import type { Reason } from '@selat/sdk/errors';
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import { changeHeader, signAs } from '../../../sdk/test/document/builders.js';
import { listing } from '../support/hand-documents.js';
import { type HandPeer, messageOf } from '../support/hand-peer.js';
import { random } from './transport-fixture.js';

/** One way to spoil a document. */
export interface BadCopy {
  readonly name: string;
  readonly reason: Reason;
  readonly make: (good: SignedDocument, peer: HandPeer) => SignedDocument | Promise<SignedDocument>;
}

const type = 'selat.v1.Listing';

function flip(bytes: Buffer, at = bytes.length - 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** The document with one signature changed. */
function withSignature(good: SignedDocument, at: number, change: (signature: Signature) => Signature): SignedDocument {
  return { ...good, signatures: good.signatures.map((one, index) => (index === at ? change(one) : one)) };
}

/** The document with another payload under the old signatures. */
function withListing(good: SignedDocument, change: Partial<Listing>): SignedDocument {
  return { ...good, payload: Buffer.from(Listing.encode({ ...messageOf<Listing>(good), ...change }).finish()) };
}

/** Signers as a good document has them, each with what the case changes. */
function positions(good: SignedDocument, peer: HandPeer, over: Partial<DocumentSigner> = {}): DocumentSigner[] {
  const iat = Math.floor(Number(messageOf<Listing>(good).head?.issuedAtMs) / 1000);
  return peer.signers('document').map((signer) => ({ id: peer.exchange, role: 'issuer', signer, iat, ...over }));
}

const idOf = (good: SignedDocument) => messageOf<Listing>(good).id.split('/').at(-1) ?? '';

/** Signed again by the real keys, with another head. */
const again = (head: NonNullable<Parameters<typeof listing>[3]>['head']) => (good: SignedDocument, peer: HandPeer) =>
  listing(peer, idOf(good), {}, { head: head ?? {} });

/** A tail that makes the payload non-canonical: a field number that no listing has. */
const UNKNOWN_FIELD = Buffer.of(0xfa, 0x07, 0x01, 0x00);

export const BAD_COPIES: readonly BadCopy[] = [
  {
    name: 'a tampered payload',
    reason: 'SIGNATURE_INVALID',
    make: (good) => withListing(good, { validUntilMs: messageOf<Listing>(good).validUntilMs + 1n }),
  },
  {
    name: 'a header with another byte',
    reason: 'HEADER_MALFORMED',
    make: (good) => withSignature(good, 0, (one) => ({ ...one, protected: flip(one.protected) })),
  },
  {
    name: 'a header that says another time, truly signed',
    reason: 'HEADER_MISMATCH',
    make: (good, peer) => changeHeader(good, 0, { iat: 1_700_000_000 }, peer.signers('document')[0]),
  },
  {
    name: 'a header with a critical extension, truly signed',
    reason: 'HEADER_MALFORMED',
    make: (good, peer) => changeHeader(good, 0, { crit: ['exp'] }, peer.signers('document')[0]),
  },
  {
    name: 'headers with different signers',
    reason: 'SIGNERS_MISMATCH',
    make: (good, peer) =>
      changeHeader(good, 1, { signers: [`${peer.exchange}#issuer#SGD_SM3_SM2`] }, peer.signers('document')[1]),
  },
  {
    name: 'a tampered Ed25519 signature',
    reason: 'SIGNATURE_INVALID',
    make: (good) => withSignature(good, 0, (one) => ({ ...one, signature: flip(one.signature, 3) })),
  },
  {
    name: 'a tampered SM2 signature',
    reason: 'SIGNATURE_INVALID',
    make: (good) => withSignature(good, 1, (one) => ({ ...one, signature: flip(one.signature, 3) })),
  },
  {
    name: 'a signature of another length',
    reason: 'SIGNATURE_INVALID',
    make: (good) =>
      withSignature(good, 0, (one) => ({ ...one, signature: Buffer.concat([one.signature, Buffer.of(0)]) })),
  },
  {
    name: 'a stripped SM2 signature',
    reason: 'SIGNATURE_STRIPPED',
    make: (good) => ({ ...good, signatures: good.signatures.slice(0, 1) }),
  },
  {
    name: 'a stripped Ed25519 signature',
    reason: 'SIGNATURE_STRIPPED',
    make: (good) => ({ ...good, signatures: good.signatures.slice(1) }),
  },
  { name: 'no signature', reason: 'SIGNATURE_STRIPPED', make: (good) => ({ ...good, signatures: [] }) },
  {
    name: 'SM2 left out of the signers list, truly signed',
    reason: 'SIGNER_NOT_ALLOWED',
    make: (good, peer) => signAs(type, good.payload, positions(good, peer).slice(0, 1)),
  },
  {
    name: 'reordered signatures',
    reason: 'SIGNATURE_ORDER',
    make: (good) => ({ ...good, signatures: [...good.signatures].reverse() }),
  },
  {
    name: 'a repeated signature',
    reason: 'SIGNATURE_REPEATED',
    make: (good) => ({ ...good, signatures: [...good.signatures.slice(0, 1), ...good.signatures] }),
  },
  {
    name: 'a role that does not sign it',
    reason: 'SIGNER_NOT_ALLOWED',
    make: (good, peer) => signAs(type, good.payload, positions(good, peer, { role: 'acceptor' })),
  },
  {
    name: 'a role of the type that the exchange cannot hold',
    reason: 'SIGNER_NOT_ALLOWED',
    make: (good, peer) => signAs(type, good.payload, positions(good, peer, { role: 'provider' })),
  },
  {
    name: 'the name of another exchange as issuer',
    reason: 'HEADER_MISMATCH',
    make: (good, peer) => signAs(type, good.payload, positions(good, peer, { id: 'third.example' })),
  },
  {
    name: 'a key of another purpose',
    reason: 'KEY_PURPOSE',
    make: (good, peer) =>
      signAs(
        type,
        good.payload,
        positions(good, peer).map((by, at) => ({ ...by, signer: peer.signers('receipt')[at] ?? by.signer })),
      ),
  },
  {
    name: 'an unknown key',
    reason: 'KEY_UNKNOWN',
    make: (good, peer) =>
      signAs(
        type,
        good.payload,
        positions(good, peer).map((by) => ({ ...by, signer: localSigner(generatePrivateKey(by.signer.alg, random)) })),
      ),
  },
  {
    name: 'an unknown field',
    reason: 'DOCUMENT_NOT_CANONICAL',
    make: (good) => ({ ...good, payload: Buffer.concat([good.payload, UNKNOWN_FIELD]) }),
  },
  {
    name: 'a cut payload',
    reason: 'DOCUMENT_NOT_CANONICAL',
    make: (good) => ({ ...good, payload: good.payload.subarray(0, -1) }),
  },
  { name: 'no payload', reason: 'DOCUMENT_FIELD_INVALID', make: (good) => ({ ...good, payload: Buffer.alloc(0) }) },
  {
    name: 'more bytes than the type may have',
    reason: 'DOCUMENT_TOO_LARGE',
    make: (good) => ({ ...good, payload: Buffer.concat([good.payload, Buffer.alloc(262_144)]) }),
  },
  {
    name: 'the name of another type',
    reason: 'DOCUMENT_NOT_CANONICAL',
    make: (good) => ({ ...good, type: 'selat.v1.ListingWithdrawal' }),
  },
  {
    name: 'a type that the protocol does not have',
    reason: 'DOCUMENT_TYPE_UNKNOWN',
    make: (good) => ({ ...good, type: 'selat.v1.Nonsense' }),
  },
  {
    name: 'a code outside of its registry',
    reason: 'CODE_UNKNOWN',
    make: (good) => withListing(good, { visibility: 'NEIGHBOURS' }),
  },
  { name: 'another environment', reason: 'ENVIRONMENT_MISMATCH', make: again({ env: 'LIVE' }) },
  { name: 'another audience', reason: 'AUDIENCE_MISMATCH', make: again({ audience: ['third.example'] }) },
  { name: 'a clock that is an hour ahead', reason: 'CLOCK_SKEW', make: again({ issuedAt: Date.now() + 3_600_000 }) },
];
