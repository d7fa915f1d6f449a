/**
 * Chains: the leaves for one peer (or for all, `*`; or local, `-`) number and name each other, so that the peer sees
 * a gap or another order without seeing the other leaves. Normative text: docs/spec/log.md, LOG-3.
 */
import { SelatError } from '../errors/index.js';
import type { LeafOpening } from './leaf.js';
import { HASH_BYTES } from './tree.js';

/** The newest leaf of a chain. */
export interface ChainHead {
  /** Exchange id of the peer, `*` or `-`. */
  readonly chain: string;
  /** Leaves in the chain; at least 1. */
  readonly sequence: number;
  /** Leaf hash of its newest leaf, 32 bytes. */
  readonly hash: Buffer;
}

/** What the next leaf of a chain has to say: sequence from 1, and 32 zero bytes where no leaf came before. */
export function nextInChain(head: ChainHead | undefined): { sequence: number; previousHash: Buffer } {
  if (head === undefined) return { sequence: 1, previousHash: Buffer.alloc(HASH_BYTES) };
  return { sequence: head.sequence + 1, previousHash: head.hash };
}

/**
 * Returns the head after one more leaf of the chain.
 * @param head the newest leaf known; undefined before the first of that chain
 * @param leafHash hash of the leaf whose opening is given, 32 bytes
 * @throws SelatError CHAIN_BROKEN where the leaf does not follow the head: a gap, another order, or another chain
 */
export function followChain(head: ChainHead | undefined, opening: LeafOpening, leafHash: Buffer): ChainHead {
  const { chain } = opening;
  const next = nextInChain(head);
  const sequence = Number(opening.chainSequence);
  if (head !== undefined && head.chain !== chain)
    throw broken(chain, sequence, `the leaf before is of chain ${head.chain}`);
  if (sequence !== next.sequence) throw broken(chain, sequence, `leaf ${next.sequence} is due`);
  if (!next.previousHash.equals(opening.previousLeafHash))
    throw broken(chain, sequence, 'it names another leaf before it');
  return { chain, sequence, hash: leafHash };
}

function broken(chain: string, sequence: number, why: string): SelatError {
  const facts = { chain, sequence: String(sequence), why };
  return new SelatError('CHAIN_BROKEN', `cannot follow chain ${chain} to leaf ${sequence}: ${why}`, facts);
}
