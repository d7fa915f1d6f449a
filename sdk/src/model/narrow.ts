/** How one loose wire value becomes a domain value. The gate has checked each field alone before. [DOC-11] */
import { SelatError } from '../errors/index.js';
import type { DigestHex, Instant } from './scalars.js';

/** Returns the error of one field. `path` is as in the .proto file, `why` completes "it ...". */
export function fieldInvalid(type: string, path: string, why: string): SelatError {
  const facts = { type, path, why };
  return new SelatError('DOCUMENT_FIELD_INVALID', `cannot use ${type}: ${path} ${why}`, facts);
}

/** Throws unless the rule holds. @throws SelatError DOCUMENT_FIELD_INVALID */
export function requireField(holds: boolean, type: string, path: string, why: string): void {
  if (!holds) throw fieldInvalid(type, path, why);
}

/** Returns a part that the type requires. @throws SelatError DOCUMENT_FIELD_INVALID */
export function present<T>(value: T | undefined, type: string, path: string): T {
  if (value === undefined) throw fieldInvalid(type, path, 'is missing');
  return value;
}

/** The gate keeps every number within 53 bits. */
export function toNumber(value: bigint): number {
  return Number(value);
}

/** Zero is absent: no act of this protocol happened in 1970. */
export function toInstant(value: bigint): Instant | undefined {
  return value === 0n ? undefined : Number(value);
}

/** Bytes to lower-case hexadecimal digits. */
export function toHex(bytes: Buffer): DigestHex {
  return bytes.toString('hex');
}

/** The same, where empty bytes mean absent. */
export function toHexOrAbsent(bytes: Buffer): DigestHex | undefined {
  return bytes.length === 0 ? undefined : bytes.toString('hex');
}

/** Text, where the empty string means absent. */
export function toTextOrAbsent(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** The fields that are present: an absent field is a missing key, never a key that holds `undefined`. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Returns the first value that stands twice, or undefined where all differ. */
export function findRepeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}
