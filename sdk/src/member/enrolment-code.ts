/**
 * The one-time code with which a member proves to its exchange that an officer invited it. The code never travels: as in
 * SCRAM (RFC 5802) the exchange keeps a hash from which the code cannot be found, and the proof shows that the sender has
 * the code, and binds what it sends to it. [IDN-25]
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SelatError } from '../errors/index.js';
import type { Random } from '../keys/index.js';

/** Crockford's base 32: no letter that is read as a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_BYTES = 20;
const CODE_CHARS = 32;
const NUMBER_CHARS = 8;
const PURPOSE = 'selat-enrolment/v1';

/** A code in its two parts. */
export interface EnrolmentCode {
  /** Eight characters that name the enrolment; not secret. */
  readonly number: string;
  /** 24 characters, 120 bits. */
  readonly secret: string;
}

function toText(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let at = 0; at < CODE_CHARS; at++) {
    text = (ALPHABET[Number(value % 32n)] ?? '') + text;
    value /= 32n;
  }
  return text;
}

/** Makes a code from 160 random bits. */
export function newEnrolmentCode(random: Random): EnrolmentCode {
  const text = toText(random(CODE_BYTES));
  return { number: text.slice(0, NUMBER_CHARS), secret: text.slice(NUMBER_CHARS) };
}

/** The code as people read and type it: eight groups of four. */
export function printEnrolmentCode({ number, secret }: EnrolmentCode): string {
  return (number + secret).match(/.{4}/g)?.join('-') ?? '';
}

/**
 * Reads a code as people type it: small letters, O for 0, I or L for 1, spaces and hyphens anywhere.
 * @throws SelatError USAGE, without the code in it
 */
export function parseEnrolmentCode(text: string): EnrolmentCode {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (plain.length === CODE_CHARS && [...plain].every((character) => ALPHABET.includes(character))) {
    return { number: plain.slice(0, NUMBER_CHARS), secret: plain.slice(NUMBER_CHARS) };
  }
  throw new SelatError('USAGE', 'cannot read the enrolment code: it is not eight groups of four letters and digits');
}

function memberKey({ number, secret }: EnrolmentCode): Buffer {
  return createHmac('sha256', secret).update(`${PURPOSE} ${number}`).digest();
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** What the exchange keeps of a code, 32 bytes. It can check a proof and cannot make one. */
export function enrolmentVerifier(code: EnrolmentCode): Buffer {
  return sha256(memberKey(code));
}

function mask(verifier: Buffer, transcript: Buffer): Buffer {
  return createHmac('sha256', verifier).update(transcript).digest();
}

function exclusiveOr(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)));
}

/** Proves possession of the code over the bytes that are sent with it; 32 bytes. */
export function proveEnrolment(code: EnrolmentCode, transcript: Buffer): Buffer {
  return exclusiveOr(memberKey(code), mask(enrolmentVerifier(code), transcript));
}

/** Whether a proof was made with the code of the verifier over the transcript; takes the same time for every proof. */
export function isEnrolmentProof(verifier: Buffer, transcript: Buffer, proof: Buffer): boolean {
  const key = exclusiveOr(Buffer.concat([proof, Buffer.alloc(32)], 32), mask(verifier, transcript));
  return timingSafeEqual(sha256(key), verifier);
}
