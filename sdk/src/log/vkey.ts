/**
 * Names and keys of those who sign notes, and their text form (C2SP signed-note: `<name>+<key id>+<key>`).
 * Normative text: docs/spec/log.md, LOG-5.
 */
import { SelatError } from '../errors/index.js';
import { parsePublicKey } from '../keys/index.js';
import { sha256 } from './tree.js';

/** What a key signs: the note's text (Ed25519), or text and time (cosignature/v1, a witness or mirror). */
export type NoteKeyType = 'Ed25519' | 'cosignature/v1';

/** The byte that stands for the type in a vkey and under the key id. */
export const KEY_TYPE_BYTES = { Ed25519: 0x01, 'cosignature/v1': 0x04 } as const satisfies Record<NoteKeyType, number>;

export const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;

/** A public key under the name that its notes bear. */
export interface NoteKey {
  /** Not empty, without white space and without `+`; a log's key bears the origin of the log. */
  readonly name: string;
  readonly type: NoteKeyType;
  /** 4 bytes, see `noteKeyId`. */
  readonly id: Buffer;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Buffer;
}

/** First 4 bytes of SHA-256(name || 0x0A || type || public key): a hint by which a note finds its key. */
export function noteKeyId(name: string, type: NoteKeyType, publicKey: Uint8Array): Buffer {
  const typed = Buffer.from([0x0a, KEY_TYPE_BYTES[type]]);
  return sha256(Buffer.concat([Buffer.from(name, 'utf8'), typed, publicKey])).subarray(0, KEY_ID_BYTES);
}

/** Joins name and key. @throws SelatError NOTE_MALFORMED for a name that no note can bear; KEY_MALFORMED */
export function toNoteKey(name: string, type: NoteKeyType, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw malformed('the name is empty or has white space or +');
  const { raw } = parsePublicKey('Ed25519', publicKey);
  return { name, type, id: noteKeyId(name, type, raw), publicKey: raw };
}

/** `<name>+<8 hex digits>+<base64 of type and key>`, as configuration and descriptors carry it. */
export function toVkey({ name, type, id, publicKey }: NoteKey): string {
  const typed = Buffer.concat([Buffer.from([KEY_TYPE_BYTES[type]]), publicKey]);
  return `${name}+${id.toString('hex')}+${typed.toString('base64')}`;
}

/** Reads a vkey; accepts exactly what `toVkey` prints. @throws SelatError NOTE_MALFORMED, KEY_MALFORMED */
export function parseVkey(vkey: string): NoteKey {
  const [, name, id, base64] = /^([^+]*)\+([^+]*)\+(.*)$/su.exec(vkey) ?? [];
  if (name === undefined || base64 === undefined) throw malformed('it is not of the form name+id+key');
  const typed = Buffer.from(base64, 'base64');
  const type = typed[0] === KEY_TYPE_BYTES.Ed25519 ? 'Ed25519' : 'cosignature/v1';
  if (typed[0] !== KEY_TYPE_BYTES[type]) throw malformed('its key type is neither Ed25519 nor cosignature/v1');
  if (typed.length !== 1 + PUBLIC_KEY_BYTES) throw malformed(`the key has ${typed.length - 1} bytes, not 32`);
  const key = toNoteKey(name, type, typed.subarray(1));
  if (key.id.toString('hex') !== id) throw malformed('the key id does not belong to name and key');
  // The base64 decoder skips what it does not know; printing again shows whether anything was skipped.
  if (toVkey(key) !== vkey) throw malformed('the key is not plain base64');
  return key;
}

/** Whether a note can bear the name: not empty, well-formed Unicode, no white space, no control character, no `+`. */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}\p{Cs}]+$/u.test(name);
}

const malformed = (why: string): SelatError =>
  new SelatError('NOTE_MALFORMED', `cannot use the note key: ${why}`, { why });
