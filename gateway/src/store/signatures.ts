import { type Signature, SignedDocument } from '@selat/proto/selat/v1/document.js';

const NO_BYTES = Buffer.alloc(0);

/** The bytes of a `signatures` column: a SignedDocument with nothing but its signatures. */
export function encodeSignatures(signatures: readonly Signature[]): Buffer {
  const bare = { type: '', payload: NO_BYTES, signatures: [...signatures] };
  return Buffer.from(SignedDocument.encode(bare).finish());
}

/** Puts a document together again; payload and signatures are the stored bytes. */
export function toSignedDocument(row: {
  readonly type: string;
  readonly payload: Uint8Array;
  readonly signatures: Uint8Array;
}): SignedDocument {
  const { signatures } = SignedDocument.decode(row.signatures);
  return { type: row.type, payload: toBuffer(row.payload), signatures };
}

/** The same bytes as a Buffer, without a copy. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
