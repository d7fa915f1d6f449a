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
  return sha256(pae(type, payload));
}

/** What names a document, and what names one received form of it. */
export interface DocumentNames {
  readonly documentDigest: Digest;
  readonly submissionDigest: Digest;
}

const SUBMISSION = Buffer.from('selat-submission/v1\n', 'ascii');
/** Bytes of a length: unsigned 64-bit big-endian. */
const LENGTH_BYTES = 8;

/** Memory for what is hashed at once and forgotten; a larger document brings its own. */
const scratch = Buffer.allocUnsafeSlow(32_768);

/** Writes L(x): the length of x and x. @returns the place behind it */
function writeCounted(to: Buffer, at: number, ...parts: readonly Uint8Array[]): number {
  let end = at + LENGTH_BYTES;
  for (const part of parts) {
    to.set(part, end);
    end += part.length;
  }
  const length = end - at - LENGTH_BYTES;
  to.writeUInt32BE(Math.floor(length / 0x1_0000_0000), at);
  to.writeUInt32BE(length >>> 0, at + 4);
  return end;
}

/** SHA-256 of `bytes`; by way of text, since node makes a buffer of 32 bytes at three times the cost of a string. */
function sha256(bytes: Uint8Array): Digest {
  return Buffer.from(hash('sha256', bytes, 'hex'), 'hex');
}

/** Both names, over one copy of the payload. */
export function documentNames(type: string, payload: Uint8Array, signatures: readonly Signature[]): DocumentNames {
  const prefix = paePrefix(type, payload);
  let size = SUBMISSION.length + LENGTH_BYTES + prefix.length + payload.length;
  for (const one of signatures) size += 2 * LENGTH_BYTES + one.protected.length + one.signature.length;
  const bytes = size <= scratch.length ? scratch : Buffer.allocUnsafeSlow(size);
  bytes.set(SUBMISSION, 0);
  const from = SUBMISSION.length + LENGTH_BYTES;
  const to = writeCounted(bytes, SUBMISSION.length, prefix, payload);
  let end = to;
  for (const one of signatures) end = writeCounted(bytes, writeCounted(bytes, end, one.protected), one.signature);
  return { documentDigest: sha256(bytes.subarray(from, to)), submissionDigest: sha256(bytes.subarray(0, end)) };
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
