import {
  consistencyNodes,
  consistencyProof,
  type HashAt,
  inclusionNodes,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '@selat/sdk/log';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipBit, hashAtOf, leafHashes, refusal, sharedVectors } from './fixtures.js';
import { naivePath, naiveProof, naiveRoot } from './naive-tree.js';

const MAX = 70;
const LEAVES = leafHashes(MAX);
const HASH_AT = hashAtOf(LEAVES);
const ROOTS = Array.from({ length: MAX + 1 }, (_, size) => naiveRoot(LEAVES.slice(0, size)));
const INVALID = refusal('LOG_PROOF_INVALID');

const at = <T>(list: readonly T[], i: number): T => {
  const item = list[i];
  if (item === undefined) throw new RangeError(`no item ${i}`);
  return item;
};
const inclusionClaim = (index: number, size: number) => ({
  index,
  size,
  leafHash: at(LEAVES, index),
  root: at(ROOTS, size),
});
const consistencyClaim = (oldSize: number, size: number) => ({
  oldSize,
  oldRoot: at(ROOTS, oldSize),
  size,
  root: at(ROOTS, size),
});
/** Every proof that differs from a valid one in one bit, one element more or one less. */
function* mutations(proof: readonly Buffer[]): Generator<Buffer[]> {
  const more = Buffer.alloc(32, 7);
  for (let i = 0; i <= proof.length; i += 1) yield [...proof.slice(0, i), more, ...proof.slice(i)];
  for (const [i, hash] of proof.entries()) {
    yield proof.toSpliced(i, 1);
    yield proof.toSpliced(i, 1, hash.subarray(0, 31));
    for (let bit = 0; bit < 256; bit += 1) yield proof.toSpliced(i, 1, flipBit(hash, bit));
  }
}

describe('LOG-4: an inclusion proof is that of RFC 6962 section 2.1.1', () => {
  it(`is built and accepted for every leaf of every size to ${MAX}`, () => {
    for (let size = 1; size <= MAX; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(index, size, HASH_AT);
        expect(proof).toEqual(naivePath(index, LEAVES.slice(0, size)));
        verifyInclusion(inclusionClaim(index, size), proof);
      }
    }
  });

  it.each([
    [0, 1],
    [0, 2],
    [4, 5],
    [2, 7],
    [6, 7],
    [33, 64],
    [68, 70],
  ])('is refused with any bit turned, any element added, dropped or cut (leaf %i of %i)', (index, size) => {
    const claim = inclusionClaim(index, size);
    const proof = inclusionProof(index, size, HASH_AT);
    for (const wrong of mutations(proof)) expect(() => verifyInclusion(claim, wrong)).toThrow(INVALID);
    for (let bit = 0; bit < 256; bit += 1) {
      expect(() => verifyInclusion({ ...claim, root: flipBit(claim.root, bit) }, proof)).toThrow(INVALID);
      expect(() => verifyInclusion({ ...claim, leafHash: flipBit(claim.leafHash, bit) }, proof)).toThrow(INVALID);
    }
  });

  it('is refused for every other index and for sizes that change the path', () => {
    for (let index = 0; index < 20; index += 1) {
      const proof = inclusionProof(index, 20, HASH_AT);
      for (let other = -1; other <= 40; other += 1) {
        if (other === index) continue;
        expect(() => verifyInclusion({ ...inclusionClaim(index, 20), index: other }, proof)).toThrow(INVALID);
      }
    }
  });

  it.each([
    [1, 1],
    [0, 0],
    [-1, 4],
    [0.5, 4],
    [Number.NaN, 4],
    [0, 2 ** 53],
    [2 ** 64 - 1, 2 ** 64],
  ])('is refused, and not built, for index %d of size %d', (index, size) => {
    const claim = { index, size, leafHash: at(LEAVES, 0), root: at(LEAVES, 0) };
    expect(() => verifyInclusion(claim, [])).toThrow(INVALID);
    expect(() => inclusionProof(index, size, HASH_AT)).toThrow(refusal('REQUEST_INVALID'));
  });

  it('passes or fails each shared vector as it says', (test) => {
    type Vector = {
      case: string;
      leafIdx: number;
      treeSize: number;
      root: string;
      leafHash: string;
      proof: string[] | null;
      wantErr: boolean;
    };
    const vectors = sharedVectors<{ cases: Vector[] }>('merkle/inclusion.json');
    if (vectors === undefined) return test.skip('../shared/vectors/merkle is absent');
    for (const vector of vectors.cases) {
      const [root, leafHash] = [Buffer.from(vector.root, 'base64'), Buffer.from(vector.leafHash, 'base64')];
      const proof = (vector.proof ?? []).map((hash) => Buffer.from(hash, 'base64'));
      const check = () => verifyInclusion({ index: vector.leafIdx, size: vector.treeSize, root, leafHash }, proof);
      if (vector.wantErr) expect(check, vector.case).toThrow(INVALID);
      else expect(check, vector.case).not.toThrow();
    }
  });
});

describe('LOG-4: a consistency proof is that of RFC 6962 section 2.1.2', () => {
  it(`is built and accepted between every two sizes to ${MAX}`, () => {
    for (let size = 1; size <= MAX; size += 1) {
      for (let oldSize = 1; oldSize <= size; oldSize += 1) {
        const proof = consistencyProof(oldSize, size, HASH_AT);
        expect(proof).toEqual(naiveProof(oldSize, LEAVES.slice(0, size)));
        verifyConsistency(consistencyClaim(oldSize, size), proof);
      }
    }
  });

  it.each([
    [1, 2],
    [4, 8],
    [3, 7],
    [6, 8],
    [7, 7],
    [33, 64],
    [64, 70],
    [67, 70],
  ])('is refused with any bit turned, any element added, dropped or cut (%i to %i)', (oldSize, size) => {
    const claim = consistencyClaim(oldSize, size);
    const proof = consistencyProof(oldSize, size, HASH_AT);
    for (const wrong of mutations(proof)) expect(() => verifyConsistency(claim, wrong)).toThrow(INVALID);
    for (let bit = 0; bit < 256; bit += 1) {
      expect(() => verifyConsistency({ ...claim, root: flipBit(claim.root, bit) }, proof)).toThrow(INVALID);
      expect(() => verifyConsistency({ ...claim, oldRoot: flipBit(claim.oldRoot, bit) }, proof)).toThrow(INVALID);
    }
  });

  it('is refused for a history in which any earlier leaf was changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: MAX }), fc.nat(), fc.nat(), (size, m, n) => {
        const oldSize = 1 + (m % (size - 1));
        const forged = LEAVES.slice(0, size).with(n % oldSize, Buffer.alloc(32, 9));
        const claim = { ...consistencyClaim(oldSize, size), root: naiveRoot(forged) };
        expect(() => verifyConsistency(claim, naiveProof(oldSize, forged))).toThrow(INVALID);
      }),
    );
  });

  it('is refused from size 0, which is consistent with everything, and is built empty from there', () => {
    expect(() => verifyConsistency(consistencyClaim(0, 8), [])).toThrow(INVALID);
    expect(() => verifyConsistency(consistencyClaim(0, 0), [])).toThrow(INVALID);
    expect(consistencyProof(0, 8, HASH_AT)).toEqual([]);
  });

  it('is refused, and not built, from a larger size to a smaller', () => {
    expect(() => verifyConsistency(consistencyClaim(9, 8), [])).toThrow(INVALID);
    expect(() => consistencyProof(9, 8, HASH_AT)).toThrow(refusal('REQUEST_INVALID'));
  });
});

describe('LOG-4: the node lists name exactly what the builders ask for', () => {
  const recorder = (): { asked: string[]; hashAt: HashAt } => {
    const asked: string[] = [];
    return { asked, hashAt: (level, index) => [asked.push(`${level}/${index}`), HASH_AT(level, index)][1] as Buffer };
  };
  const names = (refs: readonly { level: number; index: number }[]) =>
    refs.map(({ level, index }) => `${level}/${index}`);

  it('for inclusion and for consistency, complete subtrees only', () => {
    for (let size = 1; size <= MAX; size += 1) {
      for (let from = 0; from < size; from += 1) {
        const [inclusion, consistency] = [recorder(), recorder()];
        inclusionProof(from, size, inclusion.hashAt);
        consistencyProof(from, size, consistency.hashAt);
        expect(inclusion.asked).toEqual(names(inclusionNodes(from, size)));
        expect(consistency.asked).toEqual(names(consistencyNodes(from, size)));
        for (const { level, index } of inclusionNodes(from, size))
          expect((index + 1) * 2 ** level).toBeLessThanOrEqual(size);
      }
    }
  });

  it('at sizes that need more than 32 bits', () => {
    const size = 2 ** 52 + 2 ** 33 + 1;
    expect(inclusionNodes(size - 1, size)).toEqual([
      { level: 33, index: 2 ** 19 },
      { level: 52, index: 0 },
    ]);
    expect(consistencyNodes(2 ** 52, size)).toEqual([
      { level: 33, index: 2 ** 19 },
      { level: 0, index: size - 1 },
    ]);
  });
});
