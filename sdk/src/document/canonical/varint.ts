/** Base-128 varints in their one canonical form: no spare bytes, at most 64 bits. */

/** A place in bytes, and the two halves of the varint read last. */
export interface Cursor {
  at: number;
  /** Lower 32 bits, unsigned. */
  low: number;
  /** Upper 32 bits, unsigned. */
  high: number;
}

/**
 * Reads one varint that ends before `end` into `cursor` and moves past it.
 * Returns what is wrong with it, or undefined.
 */
export function readVarint(bytes: Uint8Array, end: number, cursor: Cursor): string | undefined {
  const start = cursor.at;
  if (start >= end) return 'ends inside a number';
  const first = bytes[start] as number;
  cursor.low = first;
  cursor.high = 0;
  cursor.at = start + 1;
  return first < 0x80 ? undefined : readLong(bytes, end, cursor);
}

/** `cursor` is past the first byte, whose value with its continuation bit is in `low`. */
function readLong(bytes: Uint8Array, end: number, cursor: Cursor): string | undefined {
  let low = cursor.low & 0x7f;
  let high = 0;
  for (let index = 1; index < 10; index += 1) {
    if (cursor.at >= end) return 'ends inside a number';
    const byte = bytes[cursor.at] as number;
    cursor.at += 1;
    const group = byte & 0x7f;
    if (index < 4) low |= group << (7 * index);
    else if (index === 4) {
      low |= group << 28;
      high = group >>> 4;
    } else if (index < 9) high |= group << (7 * index - 32);
    else if (byte > 1) return 'has a number of more than 64 bits';
    else high |= group << 31;
    if (byte >= 0x80) continue;
    if (byte === 0) return 'has a number with spare bytes';
    cursor.low = low >>> 0;
    cursor.high = high >>> 0;
    return undefined;
  }
  return 'has a number of more than 64 bits';
}

const TWO_32 = 0x1_0000_0000;

/** The 64 bits as a signed integer; inexact beyond 2^53, which callers refuse. */
export function signed({ low, high }: Cursor): number {
  return (high | 0) * TWO_32 + low;
}

/** The 64 bits as an unsigned integer; inexact beyond 2^53, which callers refuse. */
export function unsigned({ low, high }: Cursor): number {
  return high * TWO_32 + low;
}
