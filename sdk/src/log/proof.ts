/**
 * Inclusion and consistency proofs of RFC 6962, checked with the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
 * Sizes and indexes are 53-bit integers, so halving is done by division and not by 32-bit shifts.
 * Normative text: docs/spec/log.md, LOG-4.
 */
import { SelatError } from '../errors/index.js';
import { foldRoots, HASH_BYTES, nodeHash } from './tree.js';

/** A complete subtree: the 2^level leaves from leaf index x 2^level on. Level 0 is a leaf. */
export interface SubtreeRef {
  readonly level: number;
  readonly index: number;
}

/** Hash of a complete subtree, 32 bytes: a leaf hash at level 0. Asked only for what the node lists name. */
export type HashAt = (level: number, index: number) => Buffer;

/** Half-open range of leaves whose hash is one element of a proof. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** What an inclusion proof is checked against. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
}

/** What a consistency proof is checked against. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Returns where `proof` shows that the leaf stands at `index` of the tree with `size` leaves and that root.
 * @throws SelatError LOG_PROOF_INVALID
 */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): void {
  const { index, size } = claim;
  const refuse = (why: string) => invalid(`inclusion of leaf ${index} in size ${size}`, why);
  if (!isCount(index) || !isCount(size) || index >= size) throw refuse('the index is not below the size');
  if (![claim.leafHash, claim.root, ...proof].every(isHash)) throw refuse('a hash is not 32 bytes long');
  let position = index;
  let last = size - 1;
  let hash = claim.leafHash;
  for (const sibling of proof) {
    if (last === 0) throw refuse('the proof is too long');
    if (isOdd(position) || position === last) {
      hash = nodeHash(sibling, hash);
      // A right edge without a sibling at this level: climb to the level where it has one.
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  if (last !== 0) throw refuse('the proof is too short');
  if (!isEqual(hash, claim.root)) throw refuse('it leads to another root');
}

/**
 * Returns where `proof` shows that the tree of `size` leaves continues the tree of `oldSize` leaves.
 * A witness that has seen nothing needs no proof: size 0 is its rule, and is refused here.
 * @throws SelatError LOG_PROOF_INVALID
 */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Uint8Array[]): void {
  const { oldSize, size } = claim;
  const refuse = (why: string) => invalid(`consistency of size ${oldSize} with size ${size}`, why);
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) throw refuse('the old size is above the new size');
  if (oldSize === 0) throw refuse('size 0 is consistent with every tree and proves nothing');
  if (![claim.oldRoot, claim.root, ...proof].every(isHash)) throw refuse('a hash is not 32 bytes long');
  if (oldSize === size) {
    if (proof.length > 0) throw refuse('the proof is too long');
    if (!isEqual(claim.oldRoot, claim.root)) throw refuse('one size has two roots');
    return;
  }
  const roots = climb(claim, proof, refuse);
  if (!isEqual(roots.old, claim.oldRoot)) throw refuse('it leads to another old root');
  if (!isEqual(roots.new, claim.root)) throw refuse('it leads to another new root');
}

/** RFC 9162 section 2.1.4.2, steps 1 to 6: the two roots that the proof leads to. */
function climb(
  { oldSize, oldRoot, size }: ConsistencyClaim,
  proof: readonly Uint8Array[],
  refuse: (why: string) => SelatError,
) {
  let position = oldSize - 1;
  let last = size - 1;
  while (isOdd(position)) [position, last] = [half(position), half(last)];
  // An old size that is a power of two is itself a node of the new tree, so the proof leaves its root out.
  const [first, ...rest] = position === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) throw refuse('the proof is too short');
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) throw refuse('the proof is too long');
    if (isOdd(position) || position === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  if (last !== 0) throw refuse('the proof is too short');
  return { old: oldHash, new: newHash };
}

/** The proof that leaf `index` is in the tree of `size` leaves, from the leaf upwards. @throws SelatError REQUEST_INVALID */
export function inclusionProof(index: number, size: number, hashAt: HashAt): Buffer[] {
  return inclusionRanges(index, size).map((range) => rangeHash(range, hashAt));
}

/** The subtrees whose hashes `inclusionProof` asks for, so that a store can load them first. @throws SelatError REQUEST_INVALID */
export function inclusionNodes(index: number, size: number): SubtreeRef[] {
  return inclusionRanges(index, size).flatMap(completeSubtrees);
}

/**
 * The proof that the tree of `size` leaves continues the tree of `oldSize` leaves; empty from 0 and between equals.
 * @throws SelatError REQUEST_INVALID
 */
export function consistencyProof(oldSize: number, size: number, hashAt: HashAt): Buffer[] {
  return consistencyRanges(oldSize, size).map((range) => rangeHash(range, hashAt));
}

/** The subtrees whose hashes `consistencyProof` asks for, so that a store can load them first. @throws SelatError REQUEST_INVALID */
export function consistencyNodes(oldSize: number, size: number): SubtreeRef[] {
  return consistencyRanges(oldSize, size).flatMap(completeSubtrees);
}

/** A `HashAt` that hashes upwards from leaf hashes, without a cache: for short logs and for evidence packs. */
export function hashAtOver(leafHashAt: (index: number) => Buffer): HashAt {
  const hashAt: HashAt = (level, index) =>
    level === 0 ? leafHashAt(index) : nodeHash(hashAt(level - 1, 2 * index), hashAt(level - 1, 2 * index + 1));
  return hashAt;
}

function inclusionRanges(index: number, size: number): Range[] {
  if (!isCount(index) || !isCount(size) || index >= size) {
    throw outOfRange(`inclusion of leaf ${index} in size ${size}`, 'the index is not below the size');
  }
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerUpTo(to - from - 1);
    const goesLeft = index < middle;
    ranges.push(goesLeft ? { from: middle, to } : { from, to: middle });
    [from, to] = goesLeft ? [from, middle] : [middle, to];
  }
  return ranges.reverse();
}

function consistencyRanges(oldSize: number, size: number): Range[] {
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) {
    throw outOfRange(`consistency of size ${oldSize} with size ${size}`, 'the old size is above the new size');
  }
  if (oldSize === 0) return [];
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to !== oldSize) {
    const middle = from + largestPowerUpTo(to - from - 1);
    const goesLeft = oldSize <= middle;
    ranges.push(goesLeft ? { from: middle, to } : { from, to: middle });
    [from, to] = goesLeft ? [from, middle] : [middle, to];
  }
  if (from > 0) ranges.push({ from, to });
  return ranges.reverse();
}

/** Splits a range of a proof, whose start is aligned by construction, into complete subtrees, largest first. */
function completeSubtrees({ from, to }: Range): SubtreeRef[] {
  const refs: SubtreeRef[] = [];
  for (let start = from; start < to; ) {
    const leaves = largestPowerUpTo(to - start);
    // Exact: the logarithm of a power of two.
    refs.push({ level: Math.log2(leaves), index: start / leaves });
    start += leaves;
  }
  return refs;
}

const rangeHash = (range: Range, hashAt: HashAt): Buffer =>
  foldRoots(completeSubtrees(range).map(({ level, index }) => hashAt(level, index)));

/** Largest power of two that is at most `count`, for a count of at least 1. */
function largestPowerUpTo(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (value: Uint8Array): boolean => value.length === HASH_BYTES;
const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const invalid = (what: string, why: string): SelatError =>
  new SelatError('LOG_PROOF_INVALID', `cannot accept the proof of ${what}: ${why}`, { what, why });

const outOfRange = (what: string, why: string): SelatError =>
  new SelatError('REQUEST_INVALID', `cannot prove ${what}: ${why}`, { what, why });
