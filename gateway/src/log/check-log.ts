/**
 * Reads a whole log again and proves every part of it against every other: entries against openings, leaf hashes,
 * chains, frontier and signed head. Normative text: docs/spec/log.md, LOG-1 to LOG-3 and LOG-8.
 */
import { SelatError } from '@selat/sdk/errors';
import {
  appendLeaves,
  type ChainHead,
  EMPTY_FRONTIER,
  type Frontier,
  followChain,
  leafHash,
  openLeaf,
  rootOf,
} from '@selat/sdk/log';
import type { LogReader, StoredLeaf } from '../store/read-log.js';
import type { HeadStore } from './head-store.js';

/** What a check found. */
export interface LogCheck {
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  /** Entries whose opening is erased: their place is proven, their content is not. */
  readonly erased: number;
  /** One line for each fault, at most 100; empty = sound. */
  readonly problems: readonly string[];
}

const READ_LEAVES = 1024;
const MAX_PROBLEMS = 100;

/** Checks a log; reads everything, writes nothing. @param onRead is told how many entries were read so far */
export async function checkLog(
  log: LogReader,
  heads: Pick<HeadStore, 'load'>,
  onRead: (count: number) => void = () => undefined,
): Promise<LogCheck> {
  const problems: string[] = [];
  const chains = new Map<string, ChainHead>();
  const roots = new Map<number, Buffer>();
  const head = await heads.load();
  const state = await log.readState();
  let frontier: Frontier = EMPTY_FRONTIER;
  let erased = 0;
  for (;;) {
    const leaves = await log.listLeaves(frontier.size, READ_LEAVES);
    if (leaves.length === 0) break;
    for (const leaf of leaves) {
      const wrong = checkLeaf(leaf, frontier.size, chains);
      if (problems.length < MAX_PROBLEMS) problems.push(...wrong);
      // Not the stored hash, which may be what is wrong.
      frontier = appendLeaves(frontier, [leafHash(leaf.entry)]);
      if (leaf.opening === undefined) erased += 1;
      if (frontier.size === head?.checkpoint.size) roots.set(frontier.size, rootOf(frontier));
    }
    onRead(frontier.size);
  }
  const root = rootOf(frontier);
  if (!rootOf(state.frontier).equals(root))
    problems.push(`the stored frontier of ${state.frontier.size} entries differs`);
  problems.push(...(await checkChains(log, chains)));
  if (head !== undefined && !roots.get(head.checkpoint.size)?.equals(head.checkpoint.root)) {
    problems.push(`the signed head of ${head.checkpoint.size} entries does not fit the entries`);
  }
  return { size: frontier.size, root: root.toString('hex'), erased, problems: problems.slice(0, MAX_PROBLEMS) };
}

function checkLeaf(leaf: StoredLeaf, expectedIndex: number, chains: Map<string, ChainHead>): string[] {
  const { index, entry, opening, chain, chainSequence } = leaf;
  if (index !== expectedIndex) return [`entry ${expectedIndex} is missing`];
  if (!leafHash(entry).equals(leaf.leafHash)) return [`entry ${index} does not have its leaf hash`];
  if (opening === undefined) {
    // Its successor still names its hash, so the chain stays checkable.
    chains.set(chain, { chain, sequence: chainSequence, hash: leaf.leafHash });
    return [];
  }
  try {
    const opened = openLeaf(entry, opening);
    if (opened.chain !== chain) return [`entry ${index} is filed under chain ${chain}, and is of ${opened.chain}`];
    chains.set(chain, followChain(chains.get(chain), opened, leaf.leafHash));
    return [];
  } catch (error) {
    if (error instanceof SelatError) return [`entry ${index}: ${error.message}`];
    throw error;
  }
}

async function checkChains(log: LogReader, chains: ReadonlyMap<string, ChainHead>): Promise<string[]> {
  const stored = await log.listChainHeads();
  const isSame = ({ chain, sequence, hash }: ChainHead) => {
    const own = chains.get(chain);
    return own?.sequence === sequence && own.hash.equals(hash);
  };
  const wrong = stored.filter((head) => !isSame(head)).map(({ chain }) => `the stored head of chain ${chain} differs`);
  if (stored.length !== chains.size) wrong.push(`${stored.length} chain heads are stored, ${chains.size} chains exist`);
  return wrong;
}
