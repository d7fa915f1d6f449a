/**
 * Gives a batch of acts their places: index in the log, sequence in the chain, the tail after them. Reads no clock and
 * no randomness, so the same tail and requests give the same leaves. Normative text: docs/spec/log.md, LOG-1 to LOG-3.
 */
import { SelatError } from '../errors/index.js';
import { type ChainHead, nextInChain } from './chain.js';
import { type SealedLeaf, sealLeaf } from './leaf.js';
import { appendLeaves, EMPTY_FRONTIER, type Frontier } from './tree.js';

/** All that an appender has to know of a log. */
export interface LogTail {
  /** Leaves in the log; equal to the frontier's size. */
  readonly size: number;
  readonly frontier: Frontier;
  /** Head of each chain by its name; at least of every chain that the batch continues. */
  readonly chains: ReadonlyMap<string, ChainHead>;
}

/** One act that wants a leaf. */
export interface LeafRequest {
  /** Full message name, or `local/<verb>`. */
  readonly act: string;
  readonly direction: 'in' | 'out' | 'local';
  /** `SANDBOX` or `LIVE`. */
  readonly env: string;
  /** When the act was sequenced, milliseconds since 1970. */
  readonly timeMs: number;
  /** 32 random bytes, never used before. */
  readonly salt: Buffer;
  /** 32 bytes; absent for local acts without a document. */
  readonly documentDigest?: Buffer;
  /** 32 bytes; absent for local acts without a document. */
  readonly submissionDigest?: Buffer;
  /** Exchange id of the peer, `*` for broadcast, `-` for local acts. */
  readonly chain: string;
}

/** A sealed leaf and its places. */
export interface PlannedLeaf extends SealedLeaf {
  /** From 0. */
  readonly index: number;
  readonly chain: string;
  /** From 1. */
  readonly chainSequence: number;
}

/** Leaves in the order of the requests, and the tail after them. */
export interface BatchPlan {
  readonly leaves: readonly PlannedLeaf[];
  readonly tail: LogTail;
}

/** The tail of a log that has no leaf yet. */
export const EMPTY_TAIL: LogTail = { size: 0, frontier: EMPTY_FRONTIER, chains: new Map() };

/**
 * Plans a batch; the arguments stay as they were.
 * @throws SelatError LEAF_MALFORMED for a request outside the limits; STORE_CORRUPT where size and frontier disagree
 */
export function planBatch(tail: LogTail, requests: readonly LeafRequest[]): BatchPlan {
  const { size, frontier } = tail;
  if (size !== frontier.size) {
    const facts = { size: String(size), frontier: String(frontier.size) };
    throw new SelatError(
      'STORE_CORRUPT',
      `cannot append to the log: it has ${size} leaves and its frontier ${frontier.size}`,
      facts,
    );
  }
  const chains = new Map(tail.chains);
  const leaves = requests.map((request, i): PlannedLeaf => {
    const { chain } = request;
    const { sequence, previousHash } = nextInChain(chains.get(chain));
    const sealed = seal(request, sequence, previousHash);
    chains.set(chain, { chain, sequence, hash: sealed.leafHash });
    return { ...sealed, index: size + i, chain, chainSequence: sequence };
  });
  const next = appendLeaves(
    frontier,
    leaves.map(({ leafHash }) => leafHash),
  );
  return { leaves, tail: { size: next.size, frontier: next, chains } };
}

function seal(request: LeafRequest, sequence: number, previousHash: Buffer): SealedLeaf {
  const { salt, act, direction, env, timeMs, documentDigest, submissionDigest, chain } = request;
  if (!Number.isSafeInteger(timeMs))
    throw new SelatError('LEAF_MALFORMED', 'cannot use the leaf: its time is no integer', {});
  return sealLeaf({
    salt,
    act,
    direction,
    env,
    timeMs: BigInt(timeMs),
    documentDigest: documentDigest ?? Buffer.alloc(0),
    submissionDigest: submissionDigest ?? Buffer.alloc(0),
    chain,
    chainSequence: BigInt(sequence),
    previousLeafHash: previousHash,
  });
}
