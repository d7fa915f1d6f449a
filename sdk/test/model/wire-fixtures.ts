/** Valid messages of two example exchanges; a test names only the field that it changes. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import * as agreement from '@selat/proto/selat/v1/agreement.js';
import type { DocumentHead } from '@selat/proto/selat/v1/document.js';
import * as identity from '@selat/proto/selat/v1/identity.js';
import type * as receipt from '@selat/proto/selat/v1/receipt.js';

/** Provider exchange and owner of the listing. */
export const SZ = 'szdex.example';
/** Consumer exchange. */
export const MY = 'my.example';
/** 2026-03-02T04:00:00Z. */
export const NOON = 1_772_424_000_000;
export const DAY = 86_400_000;

/** 32 bytes that stand for a digest. */
export const bytes = (fill: number): Buffer => Buffer.alloc(32, fill);
export const hex = (fill: number): string => bytes(fill).toString('hex');

export function head(issuer: string, audience: readonly string[], over: Partial<DocumentHead> = {}): DocumentHead {
  const agreementDigest = audience.length === 1 ? bytes(0xaa) : Buffer.alloc(0);
  const nonce = Buffer.alloc(16, 7);
  return { env: 'SANDBOX', issuer, audience: [...audience], issuedAtMs: BigInt(NOON), nonce, agreementDigest, ...over };
}

/** Raw Ed25519 public key of a fixed seed. */
export function rawKey(fill: number): Buffer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes(fill)]);
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

export function key(purpose: string, fill: number): identity.DescriptorKey {
  return { purpose, key: { alg: 'Ed25519', raw: rawKey(fill) }, notBeforeMs: 0n, notAfterMs: 0n };
}

export const text = (language: string, words: string) => ({ language, text: words });
const entity = { names: [text('en', 'Example Data Exchange')], country: 'CN', externalIds: [], address: '' };

export function wireDescriptor(over: Partial<identity.ExchangeDescriptor> = {}): identity.ExchangeDescriptor {
  const origin = `${SZ}/log/sandbox-1`;
  const open = { origin, vkey: `${origin}+01020304+AQID`, status: 'OPEN', finalRoot: Buffer.alloc(0), successor: '' };
  return {
    ...identity.ExchangeDescriptor.fromPartial({}),
    head: head(SZ, []),
    id: SZ,
    legalEntity: entity,
    jurisdiction: 'CN',
    endpoints: { federation: 'gateway.szdex.example:7443', publicUrl: '' },
    protocolVersions: ['1.0.0'],
    documentTypes: ['selat.v1.Listing'],
    keys: [key('identity', 1), key('document', 2), key('receipt', 3)],
    identityThreshold: 1,
    tls: { caCertificatePem: 'PEM', pins: [bytes(9)] },
    logs: [open],
    sequence: 1n,
    ...over,
  };
}

export function wireRecord(over: Partial<identity.ParticipantRecord> = {}): identity.ParticipantRecord {
  const check = {
    method: 'BUSINESS_LICENCE',
    checkedOn: '2026-02-01',
    officer: `${MY}/o/aina`,
    evidenceDigest: Buffer.alloc(0),
  };
  return {
    ...identity.ParticipantRecord.fromPartial({}),
    head: head(MY, []),
    id: `${MY}/p/padi`,
    legalEntity: entity,
    roles: ['consumer'],
    identityCheck: check,
    status: 'ACTIVE',
    revision: 1n,
    ...over,
  };
}

export const forum = {
  institution: 'SIAC',
  rules: 'SIAC Rules 2025',
  seat: 'Singapore',
  seatCountry: 'SG',
  language: 'en',
  arbitrators: 3,
  interimRelief: true,
  mediationFirst: false,
};

export function wireAgreement(over: Partial<agreement.PeerAgreement> = {}): agreement.PeerAgreement {
  const party = (exchange: string, fill: number) => ({ exchange, fingerprint: bytes(fill), algorithms: ['Ed25519'] });
  const contact = (exchange: string) => ({ exchange, role: 'OPERATIONS', address: `ops@${exchange}` });
  return {
    ...agreement.PeerAgreement.fromPartial({}),
    head: head(SZ, [MY], { agreementDigest: Buffer.alloc(0) }),
    parties: [party(SZ, 1), party(MY, 2)],
    profiles: ['core'],
    receiptLevel: 'LOGGED',
    deadlines: { answerS: 3600, countersignS: 3600, orderAcknowledgementS: 3600, disputeResponseS: 86_400 },
    statusMaxAgeS: 60,
    governingLaw: 'SG',
    forum,
    contacts: [contact(SZ), contact(MY)],
    startMs: BigInt(NOON),
    endMs: BigInt(NOON + 365 * DAY),
    ...over,
  };
}

export function wireNotice(over: Partial<agreement.AgreementNotice> = {}): agreement.AgreementNotice {
  const own = head(MY, [SZ], { agreementDigest: Buffer.alloc(0) });
  return { ...agreement.AgreementNotice.fromPartial({}), head: own, agreement: bytes(0xaa), kind: 'SUSPEND', ...over };
}

export function wireReceiptItem(over: Partial<receipt.ReceiptItem> = {}): receipt.ReceiptItem {
  const digests = { documentDigest: bytes(3), submissionDigest: bytes(4) };
  return { ...digests, verdict: 'ACCEPTED', reason: '', detail: '', logIndex: 0n, timeMs: BigInt(NOON), ...over };
}

export function wireReceipt(over: Partial<receipt.Receipt> = {}): receipt.Receipt {
  return {
    head: head(SZ, [MY], { agreementDigest: Buffer.alloc(0) }),
    item: wireReceiptItem(),
    chainHeads: [
      { chain: MY, sequence: 1n, leafHash: bytes(5) },
      { chain: '*', sequence: 0n, leafHash: Buffer.alloc(0) },
    ],
    logOrigin: `${SZ}/log/sandbox-1`,
    ...over,
  };
}
