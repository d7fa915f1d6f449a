import { SelatError } from '../errors/index.js';

/** The same memory as a Buffer; what is one already, as nearly all bytes here are, is given back. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** RFC 4648, section 5, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64url');
}

/**
 * Decodes base64url that has exactly one form: no padding, no spaces, no characters of plain base64, no spare bits.
 * Encoding the result again and comparing refuses all of these at once, since node ignores what it does not know.
 *
 * @param what names the text in the error, such as `payload`
 * @throws SelatError BASE64URL_MALFORMED [DOC-5]
 */
export function parseBase64url(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') === text) return bytes;
  const message = `cannot read ${what}: it is not base64url without padding, spaces or spare bits`;
  throw new SelatError('BASE64URL_MALFORMED', message, { what });
}
