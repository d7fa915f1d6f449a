import { CODECS } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type JwsJson, parseDigestText, parseJwsJson, toDigestText, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { keySet, parseKeyPurpose } from '@selat/sdk/keys';
import { type ExchangeDescriptor, parseDocument, type RegisteredKey } from '@selat/sdk/model';
import { localLeaf, nameDocument } from '../acts/own-act.js';
import type { Change, DocumentWrite, RowWrite } from '../change.js';
import { isInChain } from '../keys/descriptor-chain.js';
import type { Deps, Reader } from '../ports.js';
import type { KeyRow, PeerRow } from '../rows.js';

/** A descriptor whose fingerprint the operators compared. */
export interface TrustedDescriptor {
  readonly descriptor: ExchangeDescriptor;
  readonly write: DocumentWrite;
}

/** Keys of a descriptor as records that its own signatures are checked with. */
function ownKeys({ id, head, keys }: ExchangeDescriptor) {
  return keySet(
    keys.map((key) => ({
      ...key,
      purpose: parseKeyPurpose(key.purpose),
      owner: id,
      env: head.env,
      status: 'active' as const,
    })),
  );
}

/** Distinct identity keys that signed, against the threshold that the descriptor itself states. [IDN-3] */
function requireThreshold({ id, identityThreshold }: ExchangeDescriptor, kids: readonly string[]): void {
  const distinct = new Set(kids).size;
  if (distinct >= identityThreshold) return;
  const facts = { exchange: id, signed: String(distinct), threshold: String(identityThreshold) };
  const message = `cannot trust the descriptor of ${id}: ${distinct} identity keys signed it, it needs ${identityThreshold}`;
  throw new SelatError('DESCRIPTOR_UNTRUSTED', message, facts);
}

/**
 * Checks a descriptor against the fingerprint that was read aloud, and its signatures against its own identity keys.
 * @throws SelatError DESCRIPTOR_UNTRUSTED [IDN-3]; every reason of gate and signatures; JWS_MALFORMED
 */
export async function trustDescriptor(deps: Deps, jws: JwsJson, fingerprint: string): Promise<TrustedDescriptor> {
  const document = parseJwsJson(jws);
  const named = nameDocument(document);
  if (parseDigestText(fingerprint).toString('hex') !== named.digest) {
    const facts = { given: fingerprint, computed: `sha256:${named.digest}` };
    const message = `cannot trust the descriptor: its fingerprint is ${facts.computed}, you gave ${fingerprint}`;
    throw new SelatError('DESCRIPTOR_UNTRUSTED', message, facts);
  }
  const descriptor = await verifyDescriptor(deps, document);
  return { descriptor, write: { ...named, issuer: descriptor.id, form: 'complete', document } };
}

/** Verifies a descriptor with the identity keys that it lists itself. @throws SelatError DESCRIPTOR_UNTRUSTED */
export async function verifyDescriptor({ self, clock }: Deps, document: SignedDocument): Promise<ExchangeDescriptor> {
  const type = 'selat.v1.ExchangeDescriptor';
  if (document.type !== type) {
    const message = `cannot trust the descriptor: the document is a ${document.type}`;
    throw new SelatError('DESCRIPTOR_UNTRUSTED', message, { type: document.type });
  }
  const unverified = parseDocument(type, CODECS[type]?.decode(document.payload));
  const verified = await verifyDocument(document, { env: self.env, now: clock(), keys: ownKeys(unverified) });
  requireThreshold(
    unverified,
    verified.positions.map(({ kid }) => kid),
  );
  return unverified;
}

function toKeyRow(owner: string, env: string, key: RegisteredKey): Omit<KeyRow, 'version'> {
  return {
    kid: key.kid,
    owner,
    purpose: parseKeyPurpose(key.purpose),
    alg: key.alg,
    raw: key.raw,
    env,
    status: 'active',
    not_before_ms: key.notBefore ?? null,
    not_after_ms: key.notAfter ?? null,
    revoked_at_ms: null,
    compromised_since_ms: null,
  };
}

/** Rows for keys of the owner that are not known yet; another party that states the same key does not stand in the way. */
export async function newKeyRows(
  reader: Reader,
  owner: string,
  env: string,
  keys: readonly RegisteredKey[],
): Promise<readonly RowWrite[]> {
  const known = new Set((await reader.listKeys(owner)).map(({ kid }) => kid));
  return keys
    .filter(({ kid }) => !known.has(kid))
    .map((key) => ({ table: 'key', expectedVersion: 0, row: toKeyRow(owner, env, key) }) as const);
}

/** Rows for all keys of a descriptor: the exchange's own, and those of its authorities. */
export async function descriptorKeyRows(reader: Reader, descriptor: ExchangeDescriptor): Promise<readonly RowWrite[]> {
  const { id, head, keys, authorities } = descriptor;
  const rows = [await newKeyRows(reader, id, head.env, keys)];
  for (const authority of authorities) rows.push(await newKeyRows(reader, authority.id, head.env, authority.keys));
  return rows.flat();
}

/** What of a descriptor the transport and the agreement need. */
export function toPeerColumns(descriptor: ExchangeDescriptor, digest: string) {
  return {
    exchange: descriptor.id,
    jurisdiction: descriptor.jurisdiction,
    descriptor_digest: digest,
    federation: descriptor.federation,
    ca_pem: descriptor.tls.caCertificatePem,
    pins: JSON.stringify(descriptor.tls.pins),
  };
}

/**
 * Pins a peer: its TLS anchors and keys count from now on. Pinning the same descriptor again changes nothing.
 * @throws SelatError DESCRIPTOR_UNTRUSTED where the peer is pinned with another fingerprint; REQUEST_INVALID for oneself
 */
export async function pinPeer(deps: Deps, { descriptor, write }: TrustedDescriptor): Promise<Change> {
  const { reader, self } = deps;
  if (descriptor.id === self.exchange) {
    throw new SelatError('REQUEST_INVALID', `cannot pin ${descriptor.id}: it is this exchange`, {
      peer: descriptor.id,
    });
  }
  const known = await reader.findPeer(descriptor.id);
  if (known !== undefined) await requireSameChain(reader, known, write.digest);
  if (known?.status === 'pinned') return {};
  const columns = toPeerColumns(descriptor, write.digest);
  const row = { ...columns, fingerprint: write.digest, status: 'pinned' as const, agreement_digest: null };
  const rows = await descriptorKeyRows(reader, descriptor);
  return {
    documents: [write],
    leaves: [
      {
        ...localLeaf('pin-peer', descriptor.id),
        documentDigest: write.digest,
        submissionDigest: write.submissionDigest,
      },
    ],
    rows: [{ table: 'peer', expectedVersion: known?.version ?? 0, row }, ...rows],
  };
}

/** Any descriptor of the chain that the operators compared names the same exchange. */
async function requireSameChain(
  reader: Reader,
  { exchange, fingerprint, descriptor_digest }: PeerRow,
  digest: string,
): Promise<void> {
  if (await isInChain(reader, descriptor_digest, digest)) return;
  const pinned = toDigestText(Buffer.from(fingerprint, 'hex'));
  const message = `cannot pin ${exchange}: it is pinned with fingerprint ${pinned}`;
  throw new SelatError('DESCRIPTOR_UNTRUSTED', message, { peer: exchange, pinned });
}
