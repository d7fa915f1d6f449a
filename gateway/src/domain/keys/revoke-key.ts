/** Ends the life of one own key. [IDN-6] [IDN-12] [IDN-13] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { KeyRevocation } from '@selat/proto/selat/v1/identity.js';
import { checkCanonical, newHead, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { keySet } from '@selat/sdk/keys';
import { identityKidsOf, requireRevocable } from '@selat/sdk/lifecycle';
import {
  type ExchangeDescriptor,
  parseDocument,
  parseKeyRevocation,
  type KeyRevocation as Revocation,
} from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import { identityRecords, ownDescriptorRow } from './install-descriptor.js';
import { revokedRow } from './key-rows.js';
import type { RevokeInput } from './key-views.js';
import type { OwnKeys } from './ports.js';

export const REVOCATION_TYPE = 'selat.v1.KeyRevocation';

/** @returns canonical payload of a revocation to every peer @throws SelatError KEY_ABSENT, KEY_LAST, KEY_REVOKED */
export async function draftRevocation(deps: Deps, keys: OwnKeys, input: RevokeInput): Promise<Buffer> {
  const { self, clock, random } = deps;
  await requireReplaced(deps, keys, input.kid);
  const now = clock();
  const message = KeyRevocation.fromPartial({
    head: newHead({ env: self.env, issuer: self.exchange, audience: [], issuedAt: now }, random),
    kid: input.kid,
    reason: input.reason,
    compromisedSinceMs: BigInt(input.compromisedSince ?? 0),
  });
  const payload = Buffer.from(KeyRevocation.encode(message).finish());
  checkCanonical(REVOCATION_TYPE, payload);
  return payload;
}

/**
 * Verifies a signed revocation of an own key.
 * @throws SelatError DESCRIPTOR_UNTRUSTED, KEY_ABSENT, KEY_LAST; every reason of gate and signatures
 */
export async function verifyRevocation(deps: Deps, keys: OwnKeys, document: SignedDocument): Promise<Revocation> {
  const { self, clock } = deps;
  const { descriptor } = keys.own();
  const records = keySet(identityRecords(descriptor));
  const verified = await verifyDocument(document, { env: self.env, now: clock(), keys: records });
  const parsed = parseDocument(verified.type, verified.message);
  if (parsed.type !== REVOCATION_TYPE) {
    const message = `cannot revoke a key: the document is a ${verified.type}`;
    throw new SelatError('REQUEST_INVALID', message, { type: verified.type });
  }
  const kids = verified.positions.map(({ kid }) => kid);
  requireRevocable(descriptor, parsed.kid, kids);
  await requireReplaced(deps, keys, parsed.kid);
  return parsed;
}

/** Reads the payload of a signed revocation, without checking anything. @param payload base64url */
export function readRevocation(payload: string): Revocation {
  return parseKeyRevocation(KeyRevocation.decode(Buffer.from(payload, 'base64url')));
}

/** The Change that revokes the key here, and tells every peer. */
export async function revokeKey(
  { reader, self, clock }: Deps,
  keys: OwnKeys,
  revocation: Revocation,
  document: SignedDocument,
): Promise<Change> {
  const { digest, submissionDigest } = nameDocument(document);
  const row = await reader.findKey(self.exchange, revocation.kid);
  if (row === undefined) throw absent(self.exchange, revocation.kid);
  const { digest: own, descriptor } = keys.own();
  return {
    documents: [{ digest, submissionDigest, issuer: self.exchange, form: 'complete', document }],
    leaves: [{ act: document.type, direction: 'out', chain: '*', documentDigest: digest, submissionDigest }],
    rows: [
      revokedRow(row, revocation, clock()),
      await ownDescriptorRow(reader, { exchange: self.exchange, digest: own, sequence: descriptor.sequence }),
    ],
    broadcast: [{ digest, submissionDigest, toPinned: true }],
  };
}

/**
 * A key that still signs is revoked only after another one took its place: until then nothing could be signed, not even
 * a word about it.
 */
async function requireReplaced({ reader, self }: Deps, keys: OwnKeys, kid: string): Promise<void> {
  const { descriptor } = keys.own();
  const stated = descriptor.keys.find((key) => key.kid === kid);
  if (stated === undefined && (await reader.findKey(self.exchange, kid)) === undefined)
    throw absent(self.exchange, kid);
  if (stated === undefined || stated.notAfter !== undefined) return;
  if (stated.purpose === 'identity' && identityKidsOf(descriptor).size > descriptor.identityThreshold) return;
  const { purpose, alg } = stated;
  const command = `selat key rotate --purpose ${purpose} --algorithm ${alg}`;
  const message = `cannot revoke key ${kid}: it is the ${purpose} key of ${alg} that signs now; first run: ${command}`;
  throw new SelatError('KEY_LAST', message, { kid, purpose, algorithm: alg, command });
}

function absent(exchange: string, kid: string): SelatError {
  return new SelatError('KEY_ABSENT', `cannot revoke key ${kid}: ${exchange} never stated it`, { kid, exchange });
}

/** Whether what shall be revoked is a pin of a certificate. */
export function isPin({ tls }: ExchangeDescriptor, kid: string): boolean {
  return tls.pins.includes(kid);
}
