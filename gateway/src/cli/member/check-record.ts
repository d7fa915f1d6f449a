/** Whether a record that a gateway handed over is the exchange's, about this member, and lists its key. */
import { CODECS } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { documentDigest } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { parseDocument } from '@selat/sdk/model';
import { verifyDocuments } from '../verify/verify-documents.js';

/** What the member knows. */
export interface ExpectedRecord {
  /** `sha256:<hex>` that the member was told. */
  readonly fingerprint: string;
  /** The pinned one, and those that followed it. */
  readonly descriptors: readonly SignedDocument[];
  readonly participant: string;
  readonly kid: string;
}

function untrusted(why: string): SelatError {
  return new SelatError('DESCRIPTOR_UNTRUSTED', `cannot trust the gateway: ${why}`, { why });
}

/**
 * The descriptor that has the fingerprint and is signed by its own identity keys.
 * @throws SelatError DESCRIPTOR_UNTRUSTED where it has another one
 */
export async function requirePinned(descriptor: SignedDocument, fingerprint: string, now: number): Promise<void> {
  const found = documentDigest(descriptor.type, descriptor.payload).toString('hex');
  if (`sha256:${found}` !== fingerprint)
    throw untrusted(`its fingerprint is sha256:${found}, you were told ${fingerprint}`);
  await requireVerified([descriptor], found, now);
}

/** @throws SelatError DESCRIPTOR_UNTRUSTED where the exchange did not sign exactly this record */
export async function requireOwnRecord(record: SignedDocument, expected: ExpectedRecord, now: number): Promise<void> {
  const { fingerprint, descriptors, participant, kid } = expected;
  await requireVerified([...descriptors, record], fingerprint.replace('sha256:', ''), now);
  const parsed = parseDocument(record.type, CODECS[record.type]?.decode(record.payload));
  if (parsed.type !== 'selat.v1.ParticipantRecord') throw untrusted(`it answers with a ${record.type}`);
  if (parsed.id !== participant) throw untrusted(`its record is of ${parsed.id}`);
  if (!parsed.keys.some((key) => key.kid === kid)) throw untrusted(`its record does not list key ${kid}`);
}

async function requireVerified(documents: readonly SignedDocument[], fingerprint: string, now: number): Promise<void> {
  const trust = { fingerprints: new Set([fingerprint]), descriptors: [] };
  const { verified, problems } = await verifyDocuments(documents, trust, now);
  if (!verified) throw untrusted(problems.join('; '));
}
