/** Valid documents and keys for tests: a test names only what differs. Deterministic, but for ECDSA and SM2 nonces. */
import { createHash } from 'node:crypto';
import type { PeerAgreement } from '@selat/proto/selat/v1/agreement.js';
import type { Signature, SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { GrantWithdrawal, OfferWithdrawal } from '@selat/proto/selat/v1/grant.js';
import type { ListingWithdrawal } from '@selat/proto/selat/v1/listing.js';
import {
  type AwaitedSigner,
  type DocumentSigner,
  type Head,
  offerDocument,
  signDocument,
  signingInput,
  toBase64url,
  toHead,
  type Verification,
} from '@selat/sdk/document';
import type { Reason } from '@selat/sdk/errors';
import {
  type Algorithm,
  type Instant,
  type KeyPurpose,
  type KeyRecord,
  type KeyResolver,
  keySet,
  localSigner,
  type PrivateKey,
  type Signer,
} from '@selat/sdk/keys';
import { expect } from 'vitest';
import { seededKey } from '../keys/key-fixtures.js';

export const SZDEX = 'szdex.example';
export const MY = 'my.example';
/** 2026-05-20T04:00:00.250Z: not a whole second, so that rounding shows. */
export const ISSUED_AT: Instant = 1_779_249_600_250;
export const NOON: Instant = ISSUED_AT + 1000;

/** The algorithms with which each example exchange signs every document. */
const ALGORITHMS_OF: Readonly<Record<string, readonly Algorithm[]>> = {
  [SZDEX]: ['Ed25519', 'SGD_SM3_SM2'],
  [MY]: ['Ed25519'],
};

/** Keys of one party for one purpose, in the order of its signers list. */
export interface PartyKeys {
  readonly id: string;
  readonly keys: readonly PrivateKey[];
  readonly signers: readonly Signer[];
  readonly records: readonly KeyRecord[];
}

/** Keys that `id`, `purpose` and the algorithm determine; exchanges sign as the examples do, others with Ed25519. */
export function exchangeKeys(
  id: string,
  algorithms: readonly Algorithm[] = ALGORITHMS_OF[id] ?? ['Ed25519'],
  purpose: KeyPurpose = 'document',
): PartyKeys {
  const keys = algorithms.map((alg, index) => seededKey(alg, `${id}/${purpose}/${index}`));
  const records = keys.map(({ kid, alg, publicKey: { raw } }) => {
    return { kid, owner: id, purpose, alg, raw, env: 'SANDBOX', status: 'active' } as const;
  });
  return { id, keys, signers: keys.map(localSigner), records };
}

/** One entry for each algorithm of the party. */
export function signersOf(party: PartyKeys, role: string, iat?: number): DocumentSigner[] {
  const time = iat === undefined ? {} : { iat };
  return party.signers.map((signer) => ({ id: party.id, role, signer, ...time }));
}

export function awaitedOf(party: PartyKeys, role: string): AwaitedSigner[] {
  return party.signers.map(({ alg }) => ({ id: party.id, role, alg }));
}

/** Every key of the two example exchanges. */
export function exampleKeys(): KeyResolver {
  return keySet([...exchangeKeys(SZDEX).records, ...exchangeKeys(MY).records]);
}

/** What the gateway of my.example expects at NOON. */
export function verification(over: Partial<Verification> = {}): Verification {
  return { env: 'SANDBOX', receiver: MY, now: NOON, keys: exampleKeys(), ...over };
}

/** 32 bytes that a name determines. */
export function digestOf(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

export function head(over: Partial<Head> = {}): Head {
  const nonce = digestOf('nonce').subarray(0, 16);
  const agreementDigest = digestOf('agreement');
  return { env: 'SANDBOX', issuer: SZDEX, audience: [MY], issuedAt: ISSUED_AT, nonce, agreementDigest, ...over };
}

export function listingWithdrawal(over: Partial<Head> = {}): ListingWithdrawal {
  return {
    head: toHead(head(over)),
    listingId: `${SZDEX}/l/air-quality`,
    listingDigest: digestOf('listing'),
    reason: 'QUALITY',
    note: '数据源已停止更新',
  };
}

export function offerWithdrawal(over: Partial<Head> = {}): OfferWithdrawal {
  return { head: toHead(head(over)), grant: digestOf('grant'), note: '' };
}

/** May be signed by the consumer too. */
export function grantWithdrawal(over: Partial<Head> = {}): GrantWithdrawal {
  return { head: toHead(head(over)), request: digestOf('request') };
}

/** Needs both exchanges, and may be offered. */
export function peerAgreement(over: Partial<Head> = {}): PeerAgreement {
  const { agreementDigest: _absent, ...own } = head(over);
  return {
    head: toHead(own),
    parties: [
      { exchange: SZDEX, fingerprint: digestOf(SZDEX), algorithms: ['Ed25519', 'SGD_SM3_SM2'] },
      { exchange: MY, fingerprint: digestOf(MY), algorithms: ['Ed25519'] },
    ],
    profiles: ['core', 'listing', 'grant'],
    receiptLevel: 'LOGGED',
    deadlines: { answerS: 86_400, countersignS: 86_400, orderAcknowledgementS: 3600, disputeResponseS: 604_800 },
    statusMaxAgeS: 60,
    witnessVkeys: [],
    packPublishers: [],
    governingLaw: 'SG',
    forum: {
      institution: 'SIAC',
      rules: 'SIAC Rules 2025',
      seat: 'Singapore',
      seatCountry: 'SG',
      language: 'en',
      arbitrators: 3,
      interimRelief: true,
      mediationFirst: true,
    },
    contacts: [{ exchange: SZDEX, role: 'OPERATIONS', address: 'operations@szdex.example' }],
    startMs: BigInt(ISSUED_AT),
    endMs: BigInt(ISSUED_AT + 365 * 86_400_000),
    supersedes: Buffer.alloc(0),
  };
}

/** A listing withdrawal by szdex.example: Ed25519 and SM2. */
export function signedWithdrawal(over: Partial<Head> = {}): Promise<SignedDocument> {
  const signers = signersOf(exchangeKeys(SZDEX), 'issuer');
  return signDocument({ type: 'selat.v1.ListingWithdrawal', message: listingWithdrawal(over), signers });
}

/** An agreement that szdex.example offers to my.example. */
export function offeredAgreement(over: Partial<Head> = {}): Promise<SignedDocument> {
  return offerDocument({
    type: 'selat.v1.PeerAgreement',
    message: peerAgreement(over),
    signers: signersOf(exchangeKeys(SZDEX), 'issuer'),
    awaited: awaitedOf(exchangeKeys(MY), 'acceptor'),
  });
}

/** Any JSON in place of a protected header, written as given and truly signed by `signer`. */
export async function forgeSignature(doc: SignedDocument, header: string, signer: Signer): Promise<Signature> {
  const bytes = Buffer.from(header, 'utf8');
  return { protected: bytes, signature: await signer.sign(signingInput(bytes, toBase64url(doc.payload))) };
}

/** The document with some members of one header changed or added, truly signed again; members in RFC 8785 order. */
export async function changeHeader(
  doc: SignedDocument,
  at: number,
  change: Record<string, unknown>,
  signer: Signer = exchangeKeys(SZDEX).signers[at] as Signer,
): Promise<SignedDocument> {
  const old: object = JSON.parse(String(doc.signatures[at]?.protected));
  const members = Object.entries({ ...old, ...change }).sort(([a], [b]) => (a < b ? -1 : 1));
  const forged = await forgeSignature(doc, JSON.stringify(Object.fromEntries(members)), signer);
  return { ...doc, signatures: doc.signatures.with(at, forged) };
}

/** The document under headers that name other signers, truly signed; the gate of the sender is not asked. */
export async function signAs(
  type: string,
  payload: Buffer,
  by: readonly DocumentSigner[],
  signers: readonly string[] = by.map(({ id, role, signer }) => `${id}#${role}#${signer.alg}`),
): Promise<SignedDocument> {
  const doc: SignedDocument = { type, payload, signatures: [] };
  for (const { id, role, signer, iat = Math.floor(ISSUED_AT / 1000) } of by) {
    const header = { alg: signer.alg, iat, iss: id, kid: signer.kid, role, signers, typ: type };
    doc.signatures.push(await forgeSignature(doc, JSON.stringify(header), signer));
  }
  return doc;
}

/** What the rejected promise or the thrown error says, for `expect(...).rejects.toEqual(refusal('X'))`. */
export function refusal(reason: Reason): unknown {
  return expect.objectContaining({ name: 'SelatError', reason });
}
