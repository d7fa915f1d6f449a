/**
 * Texts that had a closed form when they were met last, found by their bytes: the same ids, languages and countries
 * stand in every document of an exchange, and to compare a few bytes costs a tenth of a string and its regular expression.
 */
import { isAt } from './codes.js';

/** One text each: what falls into the same slot takes its place, so that strangers can neither fill memory nor slow others. */
const SLOTS = 512;
/** Longer texts hardly come again. */
const MAX_BYTES = 64;
const NONE = Buffer.alloc(0);

/** Texts of one form; all are ASCII without control characters. */
export class KnownTexts {
  readonly #slots: Buffer[] = new Array<Buffer>(SLOTS).fill(NONE);

  /** Whether the bytes from `from` to `to` were noted. */
  has(bytes: Buffer, from: number, to: number): boolean {
    const length = to - from;
    if (length === 0 || length > MAX_BYTES) return false;
    const known = this.#slots[slotOf(bytes, from, to)] as Buffer;
    return known.length === length && isAt(known, bytes, from);
  }

  /** Keeps a copy of a text that has the form. */
  note(bytes: Buffer, from: number, to: number): void {
    if (to - from <= MAX_BYTES) this.#slots[slotOf(bytes, from, to)] = Buffer.from(bytes.subarray(from, to));
  }
}

function slotOf(bytes: Buffer, from: number, to: number): number {
  let sum = to - from;
  for (let at = from; at < to; at += 1) sum = (Math.imul(sum, 31) + (bytes[at] as number)) | 0;
  return (sum ^ (sum >>> 9)) & (SLOTS - 1);
}
