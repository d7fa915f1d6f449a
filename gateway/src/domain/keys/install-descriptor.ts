/** Takes the next own descriptor over: from its commit on its keys sign, and every peer gets it. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type VerifiedDocument, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type KeyRecord, keySet, parseKeyPurpose } from '@selat/sdk/keys';
import { requireNextDescriptor } from '@selat/sdk/lifecycle';
import { type ExchangeDescriptor, type Instant, parseDocument } from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import type { Change, RowWrite } from '../change.js';
import type { Deps, Reader } from '../ports.js';
import { descriptorRows } from './key-rows.js';
import { DESCRIPTOR_TYPE, OVERLAP_MS } from './next-descriptor.js';
import type { OwnDescriptor, OwnKeys } from './ports.js';
import { algorithmsOf, isInForce } from './stated-keys.js';

/** Keys of a descriptor as records that its identity signatures are checked with. */
export function identityRecords({ id, head, keys }: ExchangeDescriptor): readonly KeyRecord[] {
  return keys.map((key) => ({
    ...key,
    purpose: parseKeyPurpose(key.purpose),
    owner: id,
    env: head.env,
    status: 'active' as const,
  }));
}

/**
 * Verifies a signed descriptor as the one that follows the newest own one.
 * @throws SelatError DESCRIPTOR_UNTRUSTED, DESCRIPTOR_SEQUENCE, PREDECESSOR_MISSING; every reason of gate and signatures;
 *   REQUEST_INVALID where the document is none
 */
export async function verifyNext(
  { self, clock }: Deps,
  keys: OwnKeys,
  document: SignedDocument,
): Promise<ExchangeDescriptor> {
  const own = keys.own();
  const verified = await verifyDocument(document, {
    env: self.env,
    now: clock(),
    keys: keySet(identityRecords(own.descriptor)),
  });
  const next = requireDescriptor(verified);
  const kids = verified.positions.map(({ kid }) => kid);
  requireNextDescriptor({ before: own.descriptor, beforeDigest: own.digest, next, kids });
  return next;
}

function requireDescriptor(verified: VerifiedDocument): ExchangeDescriptor {
  const parsed = parseDocument(verified.type, verified.message);
  if (parsed.type === DESCRIPTOR_TYPE) return parsed;
  throw unfit(`the document is a ${verified.type}`);
}

/**
 * What would not start, or could not sign, is refused before anybody sees it.
 * @throws SelatError REQUEST_INVALID, KEY_ABSENT
 */
export function requireServable(keys: OwnKeys, next: ExchangeDescriptor, now: Instant): void {
  requireSameNode(keys.own().descriptor, next);
  requireHeld(keys, next, now);
  const certificates = keys.certificates().filter(({ role }) => role === 'current' || role === 'next');
  if (!certificates.some(({ pin }) => next.tls.pins.includes(pin))) throw unfit('it pins no certificate of this node');
  // What is on its way is signed with keys that the draft gave a time to leave.
  if (next.head.issuedAt + OVERLAP_MS - MARGIN_MS > now) return;
  throw unfit('it was prepared too long ago; prepare it again');
}

function requireSameNode(before: ExchangeDescriptor, next: ExchangeDescriptor): void {
  const same: readonly (readonly [what: string, was: string, is: string])[] = [
    ['jurisdiction', before.jurisdiction, next.jurisdiction],
    ['endpoints.federation', before.federation, next.federation],
    ['open log', openLog(before), openLog(next)],
  ];
  const other = same.find(([, was, is]) => was !== is);
  if (other !== undefined) throw unfit(`its ${other[0]} is ${other[2]}, the node serves ${other[1]}`);
}

function requireHeld(keys: OwnKeys, next: ExchangeDescriptor, now: Instant): void {
  const held = new Set(keys.held().map(({ kid }) => kid));
  for (const purpose of ['document', 'receipt', 'log']) {
    const stated = next.keys.filter((key) => key.purpose === purpose && isInForce(key, now));
    if (algorithmsOf(next, purpose, now).length === 0) throw unfit(`it states no ${purpose} key that is in force`);
    const absent = stated.find(({ kid, notAfter }) => notAfter === undefined && !held.has(kid));
    if (absent === undefined) continue;
    const message = `cannot install descriptor ${next.sequence}: its ${purpose} key ${absent.kid} is not in this keystore`;
    throw new SelatError('KEY_ABSENT', message, { purpose, kid: absent.kid });
  }
}

const MARGIN_MS = 86_400_000;

function openLog({ logs }: ExchangeDescriptor): string {
  return logs.find(({ status }) => status === 'OPEN')?.origin ?? 'none';
}

function unfit(why: string): SelatError {
  return new SelatError('REQUEST_INVALID', `cannot install the descriptor: ${why}`, { why });
}

/** The Change that makes a verified descriptor the newest own one. */
export async function installDescriptor(
  { reader, self }: Deps,
  own: OwnDescriptor,
  next: ExchangeDescriptor,
  document: SignedDocument,
): Promise<Change> {
  const { digest, submissionDigest } = nameDocument(document);
  const known = await reader.findOwnDescriptor(self.exchange);
  if (known !== undefined && known.digest !== next.previousDigest) throw overtaken(next);
  return {
    documents: [{ digest, submissionDigest, issuer: self.exchange, form: 'complete', document }],
    leaves: [{ act: document.type, direction: 'out', chain: '*', documentDigest: digest, submissionDigest }],
    rows: [
      await ownDescriptorRow(reader, { exchange: self.exchange, digest, sequence: next.sequence }),
      ...(await descriptorRows(reader, next, own.descriptor)),
    ],
    broadcast: [{ digest, submissionDigest, toPinned: true }],
  };
}

/** The row that tells every process of this exchange to read own keys again. */
export async function ownDescriptorRow(
  reader: Reader,
  row: { readonly exchange: string; readonly digest: string; readonly sequence: number },
): Promise<RowWrite> {
  const known = await reader.findOwnDescriptor(row.exchange);
  return { table: 'own_descriptor', expectedVersion: known?.version ?? 0, row };
}

function overtaken({ id, sequence }: ExchangeDescriptor): SelatError {
  const message = `cannot install descriptor ${sequence} of ${id}: another one was installed meanwhile`;
  return new SelatError('DESCRIPTOR_SEQUENCE', message, { exchange: id, sequence: String(sequence) });
}
