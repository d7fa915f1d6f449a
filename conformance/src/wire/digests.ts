/** The two digests of a document, as docs/spec/documents.md states them. [DOC-18, DOC-19] */
import { createHash } from 'node:crypto';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';

function pae({ type, payload }: Pick<SignedDocument, 'type' | 'payload'>): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}

/** SHA-256 over the DSSE form: names the content, whatever its signatures. */
export function documentDigest(document: Pick<SignedDocument, 'type' | 'payload'>): Buffer {
  return createHash('sha256').update(pae(document)).digest();
}

/** Names one received form of a document. */
export function submissionDigest(document: SignedDocument): Buffer {
  const parts = document.signatures.flatMap((one) => [withLength(one.protected), withLength(one.signature)]);
  const form = Buffer.concat([Buffer.from('selat-submission/v1\n'), withLength(pae(document)), ...parts]);
  return createHash('sha256').update(form).digest();
}
