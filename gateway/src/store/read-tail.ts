import { type ChainHead, parseFrontier } from '@selat/sdk/log';
import type { StoreTail } from './plan-writes.js';
import type { ChainHeadTable, LogStateTable } from './schema.js';
import { toBuffer } from './signatures.js';

/** What a writer knows between batches, from its stored rows. @param fence of the writer */
export function toTail(state: LogStateTable, heads: readonly ChainHeadTable[], fence: number): StoreTail {
  const chains = new Map(
    heads.map(({ chain, sequence, leaf_hash }): [string, ChainHead] => [
      chain,
      { chain, sequence, hash: toBuffer(leaf_hash) },
    ]),
  );
  const log = { size: state.size, frontier: parseFrontier(state.frontier), chains };
  const { time_ms: time, next_id: nextId, next_attempt: nextAttempt } = state;
  return { log, time, nextId, nextAttempt, fence };
}
