import { toBase64url } from './base64url.js';

/**
 * Returns the bytes that one signature covers: ASCII(BASE64URL(protected) || `.` || BASE64URL(payload)).
 *
 * @param encodedPayload `toBase64url(payload)`, made once for all signatures of a document
 * @see RFC 7515, section 5.1; docs/spec/documents.md, DOC-4
 */
export function signingInput(protectedHeader: Uint8Array, encodedPayload: string): Buffer {
  return Buffer.from(`${toBase64url(protectedHeader)}.${encodedPayload}`, 'latin1');
}
