import {
  appendLeaves,
  type ChainHead,
  EMPTY_FRONTIER,
  EMPTY_TAIL,
  followChain,
  inclusionProof,
  type LeafRequest,
  type LogTail,
  nextInChain,
  openLeaf,
  type PlannedLeaf,
  planBatch,
  rootOf,
  verifyInclusion,
} from '@selat/sdk/log';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, hashAtOf, leafHashes, leafRequest, refusal } from './fixtures.js';
import { naiveRoot } from './naive-tree.js';

const BROKEN = refusal('CHAIN_BROKEN');
const requestOf = (i: number, chain: string): LeafRequest =>
  chain === '-'
    ? leafRequest({ act: 'local/approve-listing', direction: 'local', chain, salt: bytesOf(`salt ${i}`) })
    : leafRequest({ chain, salt: bytesOf(`salt ${i}`) });
const follow = (head: ChainHead | undefined, leaf: PlannedLeaf): ChainHead =>
  followChain(head, openLeaf(leaf.entry, leaf.openingBytes), leaf.leafHash);
const followAll = (leaves: readonly PlannedLeaf[]) => leaves.reduce<ChainHead | undefined>(follow, undefined);
const anyChains = fc.array(fc.constantFrom('my.example', 'szdex.example', '*', '-'), { maxLength: 40 });

describe('LOG-1: every act of a batch gets the next index', () => {
  it('in the order of the requests, from the size of the log on', () => {
    const { tail } = planBatch(EMPTY_TAIL, [requestOf(0, '*'), requestOf(1, '*')]);
    const { leaves } = planBatch(tail, [requestOf(2, 'my.example'), requestOf(3, '*')]);
    expect(leaves.map(({ index, chain, chainSequence }) => [index, chain, chainSequence])).toEqual([
      [2, 'my.example', 1],
      [3, '*', 3],
    ]);
  });

  it('reaches one tail, with the recursive root, however the requests are cut into batches', () => {
    fc.assert(
      fc.property(anyChains, fc.integer({ min: 1, max: 7 }), (chains, batchSize) => {
        const requests = chains.map((chain, i) => requestOf(i, chain));
        const whole = planBatch(EMPTY_TAIL, requests);
        let tail: LogTail = EMPTY_TAIL;
        for (let i = 0; i < requests.length; i += batchSize)
          tail = planBatch(tail, requests.slice(i, i + batchSize)).tail;
        expect(tail).toEqual(whole.tail);
        expect(rootOf(tail.frontier)).toEqual(naiveRoot(whole.leaves.map(({ leafHash }) => leafHash)));
        expect(EMPTY_TAIL).toEqual({ size: 0, frontier: EMPTY_FRONTIER, chains: new Map() });
      }),
    );
  });

  it('and can be proven under the root of the tail', () => {
    const { leaves, tail } = planBatch(
      EMPTY_TAIL,
      Array.from({ length: 13 }, (_, i) => requestOf(i, 'my.example')),
    );
    const hashAt = hashAtOf(leaves.map(({ leafHash }) => leafHash));
    for (const { index, leafHash } of leaves) {
      const claim = { index, size: tail.size, leafHash, root: rootOf(tail.frontier) };
      verifyInclusion(claim, inclusionProof(index, tail.size, hashAt));
    }
  });

  it('or none, where the tail contradicts itself or the time is no integer', () => {
    const frontier = appendLeaves(EMPTY_FRONTIER, leafHashes(3));
    expect(() => planBatch({ size: 2, frontier, chains: new Map() }, [])).toThrow(refusal('STORE_CORRUPT'));
    expect(() => planBatch(EMPTY_TAIL, [leafRequest({ timeMs: 0.5 })])).toThrow(refusal('LEAF_MALFORMED'));
  });
});

describe('LOG-3: the leaves of a chain number and name each other', () => {
  it('starts at 1 after 32 zero bytes, and goes on from the head', () => {
    expect(nextInChain(undefined)).toEqual({ sequence: 1, previousHash: Buffer.alloc(32) });
    const hash = bytesOf('newest');
    expect(nextInChain({ chain: '*', sequence: 7, hash })).toEqual({ sequence: 8, previousHash: hash });
  });

  it('lets the peer follow its own leaves through any mixture of chains to the head that the log keeps', () => {
    fc.assert(
      fc.property(anyChains, (chains) => {
        const { leaves, tail } = planBatch(
          EMPTY_TAIL,
          chains.map((chain, i) => requestOf(i, chain)),
        );
        for (const name of new Set(chains)) {
          expect(followAll(leaves.filter(({ chain }) => chain === name))).toEqual(tail.chains.get(name));
        }
      }),
    );
  });

  it('shows a leaf that is missing, doubled or out of order', () => {
    const { leaves } = planBatch(
      EMPTY_TAIL,
      Array.from({ length: 8 }, (_, i) => requestOf(i, 'my.example')),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([...leaves, ...leaves], { minLength: 1 }), (received) => {
        const isInOrder = received.every((leaf, i) => leaf.index === i);
        if (isInOrder) expect(followAll(received)?.sequence).toBe(received.length);
        else expect(() => followAll(received)).toThrow(BROKEN);
      }),
    );
    expect(() => followAll(leaves.toSpliced(3, 1))).toThrow('cannot follow chain my.example to leaf 5: leaf 4 is due');
    expect(() => followAll(leaves.slice(1))).toThrow(BROKEN);
  });

  it('shows a leaf that was replaced by another with the same number', () => {
    const [ours, theirs] = ['a', 'b'].map(
      (salt) =>
        planBatch(EMPTY_TAIL, [leafRequest({ salt: bytesOf(salt) }), leafRequest({ salt: bytesOf('next') })]).leaves,
    );
    expect(() => followAll([...(ours ?? []).slice(0, 1), ...(theirs ?? []).slice(1)])).toThrow(
      'it names another leaf before it',
    );
  });

  it('refuses a leaf of another chain', () => {
    const { leaves } = planBatch(EMPTY_TAIL, [requestOf(0, 'my.example'), requestOf(1, '*')]);
    expect(() => followAll(leaves)).toThrow(BROKEN);
  });
});
