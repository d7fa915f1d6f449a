/**
 * The hashing of the log (RFC 6962 section 2.1) and the frontier: what an appender keeps of a tree instead of its leaves.
 * Normative text: docs/spec/log.md, LOG-2.
 */
import { hash } from 'node:crypto';
import { SelatError } from '../errors/index.js';

/** Bytes in every hash of the log. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
const SIZE_BYTES = 8;

/** SHA-256 of `data`, 32 bytes. */
export const sha256 = (data: Uint8Array): Buffer => hash('sha256', data, 'buffer');

/** Root of the tree without leaves: SHA-256 of no bytes. */
export const EMPTY_ROOT: Buffer = sha256(new Uint8Array(0));

/** Hash of a leaf: SHA-256(0x00 || entry). @param entry the entry as it stands in the log, at most 65,535 bytes */
export function leafHash(entry: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(1 + entry.length);
  input[0] = LEAF_PREFIX;
  input.set(entry, 1);
  return sha256(input);
}

/** Hash of an inner node: SHA-256(0x01 || left || right). @param left 32 bytes @param right 32 bytes */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256(input);
}

/**
 * A tree of `size` leaves, reduced to the roots of its complete subtrees, largest (leftmost) first: one hash for each
 * bit set in `size`, so at most 53. Enough to append and to know the root; not enough to prove anything.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Buffer[];
}

/** The frontier of a log that has no leaf yet. */
export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** Returns the frontier with one more leaf; the argument stays as it was. @param hash a leaf hash, 32 bytes */
export const appendLeaf = (frontier: Frontier, hash: Buffer): Frontier => appendLeaves(frontier, [hash]);

/** Returns the frontier with `leafHashes` appended in order, copying the stack once; the argument stays as it was. */
export function appendLeaves(frontier: Frontier, leafHashes: readonly Buffer[]): Frontier {
  const hashes = [...frontier.hashes];
  let size = frontier.size;
  for (const leaf of leafHashes) {
    let node = leaf;
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = hashes.pop();
      if (left === undefined) throw corrupt(`size ${size} needs more hashes`);
      node = nodeHash(left, node);
    }
    hashes.push(node);
    size += 1;
  }
  return { size, hashes };
}

/** Root of the tree that the frontier stands for, 32 bytes. */
export const rootOf = (frontier: Frontier): Buffer => foldRoots(frontier.hashes);

/** Joins the roots of neighbouring complete subtrees, largest first, into the root above them; none gives EMPTY_ROOT. */
export function foldRoots(roots: readonly Buffer[]): Buffer {
  return roots.length === 0 ? EMPTY_ROOT : roots.reduceRight((right, left) => nodeHash(left, right));
}

/** Bytes for a database column: size (unsigned 64-bit, big-endian), then the hashes; 8 + 32 x hashes, at most 1,704. */
export function encodeFrontier(frontier: Frontier): Buffer {
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeBigUInt64BE(BigInt(frontier.size));
  return Buffer.concat([size, ...frontier.hashes]);
}

/** Reads what `encodeFrontier` wrote. @throws SelatError STORE_CORRUPT where the length does not follow from the size */
export function parseFrontier(bytes: Uint8Array): Frontier {
  const data = Buffer.from(bytes);
  if (data.length < SIZE_BYTES) throw corrupt(`${data.length} bytes hold no size`);
  const size = Number(data.readBigUInt64BE());
  if (!Number.isSafeInteger(size)) throw corrupt(`size ${size} is not below 2^53`);
  const count = bitsSet(size);
  if (data.length !== SIZE_BYTES + count * HASH_BYTES) {
    throw corrupt(`size ${size} needs ${count} hashes, ${data.length - SIZE_BYTES} bytes follow`);
  }
  const hashes = Array.from({ length: count }, (_, i) =>
    data.subarray(SIZE_BYTES + i * HASH_BYTES).subarray(0, HASH_BYTES),
  );
  return { size, hashes };
}

function bitsSet(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

function corrupt(why: string): SelatError {
  return new SelatError('STORE_CORRUPT', `cannot read the frontier of the log: ${why}`, { why });
}
