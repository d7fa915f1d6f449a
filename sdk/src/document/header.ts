/** The protected header of one signature: RFC 8785 bytes of exactly seven members, so each header has one form. */
import { SelatError } from '../errors/index.js';
import { type Algorithm, isAlgorithm } from '../keys/index.js';
import { asBuffer } from './base64url.js';
import { FORMATS } from './canonical/index.js';
import { isSigningParty } from './parties.js';

/** Most bytes of a protected header. [DOC-5] */
export const MAX_HEADER_BYTES = 4096;
/** Most signatures of a document, and entries of `signers`. [DOC-8] */
export const MAX_SIGNATURES = 16;
/** Largest `iat` whose milliseconds are an exact number. */
const MAX_IAT = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

/** What one signature says of itself. */
export interface ProtectedHeader {
  readonly alg: Algorithm;
  /** Seconds since 1970: when this party signed. */
  readonly iat: number;
  /** Party that signs. */
  readonly iss: string;
  /** RFC 7638 thumbprint of the key. */
  readonly kid: string;
  readonly role: string;
  /** `<id>#<role>#<alg>` of every signature that the complete document has, in their order; 1 to 16. */
  readonly signers: readonly string[];
  /** Full message name of the payload. */
  readonly typ: string;
}

/** One entry of `signers`, read. */
export interface SignerEntry {
  readonly id: string;
  readonly role: string;
  readonly alg: Algorithm;
}

const MEMBERS: readonly string[] = ['alg', 'iat', 'iss', 'kid', 'role', 'signers', 'typ'];
const ROLE = /^[a-z]{1,32}$/;
const TYPE = /^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9]*)*\.[A-Z][A-Za-z0-9]*$/;

export function toSignerEntry({ id, role, alg }: SignerEntry): string {
  return `${id}#${role}#${alg}`;
}

function malformed(why: string): SelatError {
  return new SelatError('HEADER_MALFORMED', `cannot read protected header: ${why}`, { why });
}

/** Entries read before. The parties of a gateway are few and sign again and again; a flood of strangers empties it. */
const MAX_KNOWN_ENTRIES = 8192;
const knownEntries = new Map<string, SignerEntry>();

/** @throws SelatError HEADER_MALFORMED */
export function parseSignerEntry(text: string): SignerEntry {
  const known = knownEntries.get(text);
  if (known !== undefined) return known;
  const [id = '', role = '', alg, ...rest] = text.split('#');
  if (rest.length > 0 || !isAlgorithm(alg) || !ROLE.test(role) || !isSigningParty(id)) {
    throw malformed('an entry of signers is not <party id>#<role>#<algorithm>');
  }
  if (knownEntries.size >= MAX_KNOWN_ENTRIES) knownEntries.clear();
  const entry = { id, role, alg };
  knownEntries.set(text, entry);
  return entry;
}

/** The members in the order of RFC 8785. Their values are ASCII without escapes, so JSON.stringify writes its form. */
function toHeaderText({ alg, iat, iss, kid, role, signers, typ }: ProtectedHeader): string {
  return JSON.stringify({ alg, iat, iss, kid, role, signers, typ });
}

/** @throws SelatError HEADER_MALFORMED where the header could not be read back */
export function toHeaderBytes(header: ProtectedHeader): Buffer {
  const bytes = Buffer.from(toHeaderText(header), 'utf8');
  parseHeader(bytes);
  return bytes;
}

function parseMembers(text: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SelatError('HEADER_MALFORMED', 'cannot read protected header: it is no JSON', {}, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('it is no JSON object');
  const members = new Map<string, unknown>(Object.entries(value));
  for (const name of members.keys()) {
    if (!MEMBERS.includes(name)) throw malformed(`member ${JSON.stringify(name.slice(0, 32))} is not allowed`);
  }
  return members;
}

function text(members: ReadonlyMap<string, unknown>, name: string, isGood: (value: string) => boolean): string {
  const value = members.get(name);
  if (typeof value === 'string' && isGood(value)) return value;
  throw malformed(value === undefined ? `member ${name} is missing` : `member ${name} has a wrong form`);
}

function parseIat(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_IAT) return value;
  throw malformed('member iat is not whole seconds since 1970');
}

function parseSigners(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > MAX_SIGNATURES) {
    throw malformed(`member signers is not a list of 1 to ${MAX_SIGNATURES} entries`);
  }
  for (const entry of value) {
    if (typeof entry !== 'string') throw malformed('an entry of signers is no text');
    parseSignerEntry(entry);
  }
  // Documents share the list of a header that was read before.
  return Object.freeze(value);
}

function readHeader(source: string): ProtectedHeader {
  const members = parseMembers(source);
  const alg = members.get('alg');
  if (!isAlgorithm(alg)) throw malformed('member alg names no known algorithm');
  const header: ProtectedHeader = {
    alg,
    iat: parseIat(members.get('iat')),
    iss: text(members, 'iss', isSigningParty),
    kid: text(members, 'kid', (value) => FORMATS['kid']?.matches(value) === true),
    role: text(members, 'role', (value) => ROLE.test(value)),
    signers: parseSigners(members.get('signers')),
    typ: text(members, 'typ', (value) => value.length <= 64 && TYPE.test(value)),
  };
  if (toHeaderText(header) !== source) throw malformed('its bytes are not the RFC 8785 form of its members');
  return header;
}

/** Headers read before, each without its `iat`: a party signs document after document, and only the second differs. */
const MAX_KNOWN_HEADERS = 1024;
const knownHeaders = new Map<string, ProtectedHeader>();
const IAT = ',"iat":';

/**
 * Splits a header into its seconds, written as JSON writes them, and the rest. No value of a good header holds a quote, so
 * the first `"iat"` is the member.
 */
function splitAtIat(source: string): { readonly rest: string; readonly iat: number } | undefined {
  const from = source.indexOf(IAT) + IAT.length;
  const to = source.indexOf(',', from);
  const digits = source.slice(from, to);
  if (from < IAT.length || !/^(?:0|[1-9][0-9]{0,12})$/.test(digits) || Number(digits) > MAX_IAT) return undefined;
  return { rest: source.slice(0, from) + source.slice(to), iat: Number(digits) };
}

/**
 * Reads a protected header. Exactly alg, iat, iss, kid, role, signers and typ, each once, in RFC 8785 form: what
 * passes is the only encoding of what it says. `crit`, `b64`, `jwk`, `jku`, `x5u`, `zip` and every other member are refused.
 *
 * @throws SelatError HEADER_MALFORMED [DOC-5]
 */
export function parseHeader(bytes: Uint8Array): ProtectedHeader {
  if (bytes.length > MAX_HEADER_BYTES) {
    throw malformed(`it has ${bytes.length} bytes, the limit is ${MAX_HEADER_BYTES}`);
  }
  // Latin-1 maps every byte to one character, so equal texts are equal bytes; the forms above allow ASCII only.
  const source = asBuffer(bytes).toString('latin1');
  const split = splitAtIat(source);
  if (split === undefined) return readHeader(source);
  const known = knownHeaders.get(split.rest);
  if (known !== undefined) return { ...known, iat: split.iat };
  const header = readHeader(source);
  if (knownHeaders.size >= MAX_KNOWN_HEADERS) knownHeaders.clear();
  knownHeaders.set(split.rest, header);
  return header;
}
