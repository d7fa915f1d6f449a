/** SignedDocument <-> General JWS JSON (RFC 7515, 7.2.1): the same bytes in another wrapping, lossless both ways. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import { parseBase64url, toBase64url } from './base64url.js';
import { MAX_SIGNATURES, parseHeader } from './header.js';

/** General JWS JSON without unprotected headers; the document type is `typ` of every protected header. */
export interface JwsJson {
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

function malformed(why: string): SelatError {
  return new SelatError('JWS_MALFORMED', `cannot read JWS JSON: ${why}`, { why });
}

/** @throws SelatError JWS_MALFORMED where `typ` of a header is not the document's type, HEADER_MALFORMED */
export function toJwsJson(doc: SignedDocument): JwsJson {
  if (doc.signatures.length === 0) throw malformed('it has no signature');
  const signatures = doc.signatures.map(({ protected: header, signature }) => {
    if (parseHeader(header).typ !== doc.type) throw malformed(`a header does not say typ ${doc.type}`);
    return { protected: toBase64url(header), signature: toBase64url(signature) };
  });
  return { payload: toBase64url(doc.payload), signatures };
}

function membersOf(value: unknown, what: string, names: readonly string[]): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(`${what} is no object`);
  const members = new Map<string, unknown>(Object.entries(value));
  for (const name of members.keys()) {
    if (!names.includes(name)) throw malformed(`${what} has member ${JSON.stringify(name.slice(0, 32))}`);
  }
  return members;
}

function bytesOf(members: ReadonlyMap<string, unknown>, name: string): Buffer {
  const text = members.get(name);
  if (typeof text !== 'string') throw malformed(`${name} is no text`);
  return parseBase64url(text, name);
}

/**
 * Reads a document from parsed JSON. Exactly `payload` and `signatures` of `protected` and `signature`: an unprotected
 * `header` is refused, since nobody signed it.
 *
 * @throws SelatError JWS_MALFORMED [DOC-17], BASE64URL_MALFORMED, HEADER_MALFORMED [DOC-5]
 */
export function parseJwsJson(value: unknown): SignedDocument {
  const jws = membersOf(value, 'the value', ['payload', 'signatures']);
  const list = jws.get('signatures');
  if (!Array.isArray(list) || list.length < 1 || list.length > MAX_SIGNATURES) {
    throw malformed(`signatures is no list of 1 to ${MAX_SIGNATURES}`);
  }
  const signatures = list.map((item: unknown) => {
    const members = membersOf(item, 'a signature', ['protected', 'signature']);
    return { protected: bytesOf(members, 'protected'), signature: bytesOf(members, 'signature') };
  });
  const types = new Set(signatures.map((signature) => parseHeader(signature.protected).typ));
  const [type] = types;
  if (type === undefined || types.size !== 1) throw malformed('its headers name more than one typ');
  return { type, payload: bytesOf(jws, 'payload'), signatures };
}

/**
 * Reads a document from JSON text of any layout. A member that stands twice is refused, though JSON.parse keeps the last.
 * @throws SelatError as `parseJwsJson`
 */
export function parseJwsText(text: string): SignedDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SelatError('JWS_MALFORMED', 'cannot read JWS JSON: it is no JSON', {}, { cause });
  }
  const doc = parseJwsJson(value);
  // No string of a valid object holds a quote, so quotes count its strings: 3 of the object and 4 of each signature.
  const quotes = text.split('"').length - 1;
  if (quotes !== 2 * (3 + 4 * doc.signatures.length)) throw malformed('a member stands twice');
  return doc;
}
