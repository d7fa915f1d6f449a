/**
 * Signed notes (C2SP signed-note): a text that ends in a newline, an empty line, then one line for each signature.
 * Normative text: docs/spec/log.md, LOG-5.
 */
import { SelatError } from '../errors/index.js';
import { type Signer, verifySignature } from '../keys/index.js';
import { isKeyName, KEY_ID_BYTES, type NoteKey } from './vkey.js';

/** Largest note that is read at all: a checkpoint with 16 cosignatures has about 3 kB. */
export const MAX_NOTE_BYTES = 65_536;
/** Most signature lines; C2SP asks for at least 16. */
export const MAX_NOTE_SIGNATURES = 100;

const LINE_START = '\u2014 ';
const NEWLINE = 0x0a;
const TIME_BYTES = 8;
const ED25519_BYTES = 64;

/** One signature line, not verified. */
export interface NoteSignature {
  readonly name: string;
  /** First 4 bytes of the decoded line. */
  readonly keyId: Buffer;
  /** The rest: 64 bytes of Ed25519; for cosignature/v1 preceded by 8 bytes of Unix seconds, big-endian. */
  readonly signature: Buffer;
}

/** A note as it was received, not verified. */
export interface Note {
  /** The signed text; ends in a newline. */
  readonly text: string;
  /** In the order of the lines; at least one. */
  readonly signatures: readonly NoteSignature[];
}

/** A known key whose signature holds. */
export interface NoteVerification {
  readonly key: NoteKey;
  /** Unix seconds of a cosignature/v1; where one key has several, the earliest. Absent for Ed25519. */
  readonly timeSeconds?: number;
}

/** A note of which every signature by a known key holds. */
export interface VerifiedNote {
  readonly text: string;
  /** Each known key that signed, once; at least one. */
  readonly verified: readonly NoteVerification[];
}

/** Signs bytes with an Ed25519 key; every `Signer` of the key store that has this algorithm will do. */
export type NoteSigner = Pick<Signer, 'alg' | 'sign'>;

/** Signs `text` as the log or party that `key` names. @throws SelatError NOTE_MALFORMED, KEY_PURPOSE */
export async function signNote(text: string, key: NoteKey, signer: NoteSigner): Promise<NoteSignature> {
  requireFit(key, 'Ed25519', signer);
  return { name: key.name, keyId: key.id, signature: await signer.sign(noteBytes(text)) };
}

/**
 * Cosigns `text` as a witness or mirror: the signature covers the time, so it proves when the text existed.
 * @param timeSeconds Unix seconds
 * @throws SelatError NOTE_MALFORMED, KEY_PURPOSE
 */
export async function cosignNote(
  text: string,
  key: NoteKey,
  signer: NoteSigner,
  timeSeconds: number,
): Promise<NoteSignature> {
  requireFit(key, 'cosignature/v1', signer);
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  const signature = await signer.sign(cosignedBytes(timeSeconds, text));
  return { name: key.name, keyId: key.id, signature: Buffer.concat([time, signature]) };
}

/** The bytes of a note. @throws SelatError NOTE_MALFORMED for a text that no note can carry */
export function toNote(note: Note): string {
  noteBytes(note.text);
  return `${note.text}\n${note.signatures.map(toSignatureLine).join('')}`;
}

/** One signature line with its newline, as a witness answers it. */
export function toSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `${LINE_START}${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
}

/**
 * Reads a note without verifying it, splitting at the last empty line.
 * @param note at most 65,536 bytes, 1 to 100 signature lines
 * @throws SelatError NOTE_MALFORMED
 */
export function parseNote(note: Uint8Array | string): Note {
  const whole = decode(note);
  const split = whole.lastIndexOf('\n\n');
  if (split === -1) throw malformed('no empty line stands before its signatures');
  const text = whole.slice(0, split + 1);
  return { text, signatures: parseSignatureLines(whole.slice(split + 2)) };
}

/** Reads signature lines, each with its newline, as they end a note and as a witness answers. @throws SelatError NOTE_MALFORMED */
export function parseSignatureLines(lines: string): NoteSignature[] {
  if (!lines.endsWith('\n')) throw malformed('its last line is not a whole signature line');
  const split = lines.slice(0, -1).split('\n');
  if (split.length > MAX_NOTE_SIGNATURES)
    throw malformed(`it has ${split.length} signatures, more than ${MAX_NOTE_SIGNATURES}`);
  return split.map(parseSignatureLine);
}

/**
 * Reads a note and verifies every signature by a known key. Unknown keys are ignored; one bad signature by a known key
 * rejects the whole note.
 * @returns the text, and each known key that signed it, once
 * @throws SelatError NOTE_MALFORMED, NOTE_UNVERIFIED (also where no known key signed)
 */
export async function verifyNote(note: Uint8Array | string, keys: readonly NoteKey[]): Promise<VerifiedNote> {
  const { text, signatures } = parseNote(note);
  const verified = new Map<NoteKey, NoteVerification>();
  for (const signature of signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id.equals(signature.keyId));
    if (key === undefined) continue;
    const found = await verifyLine(text, signature, key);
    const earlier = verified.get(key);
    if (earlier === undefined || (found.timeSeconds ?? 0) < (earlier.timeSeconds ?? 0)) verified.set(key, found);
  }
  if (verified.size === 0) throw unverified('no known key signed it', {});
  return { text, verified: [...verified.values()] };
}

async function verifyLine(text: string, { signature }: NoteSignature, key: NoteKey): Promise<NoteVerification> {
  const refuse = (why: string) => unverified(`the signature of ${key.name} ${why}`, { name: key.name });
  const isCosignature = key.type === 'cosignature/v1';
  const at = isCosignature ? TIME_BYTES : 0;
  if (signature.length !== at + ED25519_BYTES) throw refuse(`has ${signature.length} bytes`);
  const timeSeconds = isCosignature ? Number(signature.readBigUInt64BE()) : 0;
  if (!Number.isSafeInteger(timeSeconds)) throw refuse('has a time past 2^53 seconds');
  const signed = isCosignature ? cosignedBytes(timeSeconds, text) : Buffer.from(text, 'utf8');
  const publicKey = { alg: 'Ed25519', raw: key.publicKey } as const;
  if (!(await verifySignature(publicKey, signed, signature.subarray(at)))) throw refuse('does not verify');
  return isCosignature ? { key, timeSeconds } : { key };
}

function parseSignatureLine(line: string): NoteSignature {
  const [name, base64, ...more] = line.startsWith(LINE_START) ? line.slice(LINE_START.length).split(' ') : [];
  if (name === undefined || base64 === undefined || more.length > 0)
    throw malformed('a line after the empty line is no signature');
  if (!isKeyName(name)) throw malformed('a signature line bears no valid key name');
  const bytes = Buffer.from(base64, 'base64');
  // The decoder skips what it does not know; encoding again shows whether anything was skipped.
  if (bytes.toString('base64') !== base64) throw malformed(`the signature of ${name} is not plain base64`);
  if (bytes.length <= KEY_ID_BYTES) throw malformed(`the signature of ${name} is empty`);
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

const cosignedBytes = (timeSeconds: number, text: string): Buffer =>
  Buffer.concat([Buffer.from(`cosignature/v1\ntime ${timeSeconds}\n`, 'ascii'), noteBytes(text)]);

/** The text's bytes. @throws SelatError NOTE_MALFORMED for a text that no note can carry */
function noteBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (!text.endsWith('\n')) throw malformed('its text does not end in a newline');
  if (decode(bytes) !== text) throw malformed('its text is not well-formed Unicode');
  return bytes;
}

function decode(note: Uint8Array | string): string {
  const bytes = Buffer.from(note);
  if (bytes.length > MAX_NOTE_BYTES) throw malformed(`it has ${bytes.length} bytes, more than ${MAX_NOTE_BYTES}`);
  // In UTF-8 a byte below 0x20 is a control character and never part of another.
  if (bytes.some((byte) => byte < 0x20 && byte !== NEWLINE)) throw malformed('it has a control character');
  const text = bytes.toString('utf8');
  // Bad UTF-8 decodes to U+FFFD, so it does not encode to the same bytes again.
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw malformed('it is not UTF-8');
  return text;
}

function requireFit(key: NoteKey, type: NoteKey['type'], signer: NoteSigner): void {
  if (key.type === type && signer.alg === 'Ed25519') return;
  const facts = { name: key.name, type: key.type, alg: signer.alg };
  throw new SelatError(
    'KEY_PURPOSE',
    `cannot sign a note as ${key.name}: its key is ${key.type} and the signer ${signer.alg}`,
    facts,
  );
}

const malformed = (why: string): SelatError =>
  new SelatError('NOTE_MALFORMED', `cannot read the note: ${why}`, { why });

const unverified = (why: string, facts: Record<string, string>): SelatError =>
  new SelatError('NOTE_UNVERIFIED', `cannot trust the note: ${why}`, { why, ...facts });
