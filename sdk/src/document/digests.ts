import { hash } from 'node:crypto';
import type { Signature } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';

/** SHA-256, 32 bytes. */
export type Digest = Buffer;

function paePrefix(type: string, payload: Uint8Array): Buffer {
  return Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `, 'utf8');
}

/** DSSE v1 pre-authentication encoding: `DSSEv1`, then length and bytes of type and payload, split by single spaces. */
export function pae(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([paePrefix(type, payload), payload]);
}

/** Names the content of a document everywhere: SHA-256 of PAE(type, payload). [DOC-18] */
export function documentDigest(type: string, payload: Uint8Array): Digest {
  return hash('sha256', pae(type, payload), 'buffer');
}

/** L(x) without x: its length in bytes, unsigned 64-bit big-endian. */
function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes));
  return length;
}

/** What names a document, and what names one received form of it. */
export interface DocumentNames {
  readonly documentDigest: Digest;
  readonly submissionDigest: Digest;
}

const SUBMISSION = 'selat-submission/v1\n';

/** Both names, over one copy of the payload. */
export function documentNames(type: string, payload: Uint8Array, signatures: readonly Signature[]): DocumentNames {
  const prefix = paePrefix(type, payload);
  const [from, length] = [SUBMISSION.length + 8, prefix.length + payload.length];
  const parts: Uint8Array[] = [Buffer.from(SUBMISSION, 'ascii'), lengthOf(length), prefix, payload];
  for (const { protected: header, signature } of signatures) {
    parts.push(lengthOf(header.length), header, lengthOf(signature.length), signature);
  }
  const bytes = Buffer.concat(parts);
  return {
    documentDigest: hash('sha256', bytes.subarray(from, from + length), 'buffer'),
    submissionDigest: hash('sha256', bytes, 'buffer'),
  };
}

/**
 * Names one received form of a document: the same content with another set of signatures has another one.
 *
 * SHA-256(`selat-submission/v1\n` || L(PAE) || for each signature L(protected) || L(signature)), where L(x) is the
 * length of x (unsigned 64-bit big-endian) and x.
 *
 * @param signatures in the order of their positions in `signers`
 * @see docs/spec/documents.md, DOC-19
 */
export function submissionDigest(type: string, payload: Uint8Array, signatures: readonly Signature[]): Digest {
  return documentNames(type, payload, signatures).submissionDigest;
}

/** The printed form: `sha256:` and 64 lower-case hexadecimal digits. [DOC-18] */
export function toDigestText(digest: Uint8Array): string {
  return `sha256:${Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString('hex')}`;
}

/** Reads the printed form. @throws SelatError REQUEST_INVALID */
export function parseDigestText(text: string): Digest {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return Buffer.from(text.slice(7), 'hex');
  const shown = text.slice(0, 96);
  const message = `cannot read digest ${JSON.stringify(shown)}: it is not sha256: and 64 lower-case hexadecimal digits`;
  throw new SelatError('REQUEST_INVALID', message, { digest: shown });
}
