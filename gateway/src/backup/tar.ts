/** The one form of POSIX ustar headers that a backup has, so that `tar` lists it and a changed byte in a header shows. */

export const BLOCK_BYTES = 512;

/** Largest entry, bytes: a part of a table with the largest document in it is far below. */
export const MAX_ENTRY_BYTES = 64 * 1024 * 1024;

const NAME_BYTES = 100;
const NAME = /^[\x21-\x7e]+$/;

/** Returns the header of a file. @param name visible ASCII, at most 100 characters @param size bytes */
export function tarHeader(name: string, size: number): Buffer {
  if (!NAME.test(name) || name.length > NAME_BYTES) throw new RangeError(`no name for a file of a backup: ${name}`);
  if (size > MAX_ENTRY_BYTES) throw new RangeError(`${name} has ${size} bytes`);
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  header.write(name, 0, 'ascii');
  header.write(`${octal(0o600, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100, 'ascii');
  header.write(`${octal(size, 11)}\0${octal(0, 11)}\0`, 124, 'ascii');
  // The checksum is taken over the header with spaces in its own place.
  header.write('        0', 148, 'ascii');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'ascii');
  return header;
}

/** Reads a header; undefined where it is not byte for byte what `tarHeader` writes. */
export function parseTarHeader(header: Buffer): { readonly name: string; readonly size: number } | undefined {
  const name = header.toString('latin1', 0, NAME_BYTES).replace(/\0.*$/s, '');
  const digits = header.toString('latin1', 124, 135);
  if (!NAME.test(name) || !/^[0-7]{11}$/.test(digits)) return undefined;
  const size = Number.parseInt(digits, 8);
  return size <= MAX_ENTRY_BYTES && tarHeader(name, size).equals(header) ? { name, size } : undefined;
}

/** Bytes that follow a content up to the next block. */
export const paddingOf = (size: number): number => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
