/** Reads the log and the receipts that wait for their signing: for recovery, checks and, later, tiles. */
import type { ChainHead } from '@selat/sdk/log';
import { type Frontier, parseFrontier } from '@selat/sdk/log';
import type { Instant } from '@selat/sdk/model';
import type { Kysely } from 'kysely';
import type { UnsignedReceipt } from './batch-writer.js';
import type { Schema } from './schema.js';
import { toBuffer } from './signatures.js';

/** Where the stored log stands. */
export interface LogState {
  readonly origin: string;
  readonly frontier: Frontier;
  /** Before the newest batch. */
  readonly previousFrontier: Frontier;
  readonly time: Instant;
}

/** One stored entry; its opening is absent once it is erased. */
export interface StoredLeaf {
  readonly index: number;
  readonly entry: Buffer;
  readonly leafHash: Buffer;
  readonly chain: string;
  readonly chainSequence: number;
  readonly opening?: Buffer;
}

/** Reads of the log. */
export interface LogReader {
  readState(): Promise<LogState>;
  /** Entries from index `from`, at most `limit`, in order. */
  listLeaves(from: number, limit: number): Promise<readonly StoredLeaf[]>;
  listChainHeads(): Promise<readonly ChainHead[]>;
  /** Receipts that are stored and not signed, in the order of their digests. */
  listUnsigned(): Promise<readonly UnsignedReceipt[]>;
}

export function logReads(db: Kysely<Schema>): LogReader {
  return {
    async readState() {
      const row = await db.selectFrom('log_state').selectAll().where('id', '=', 1).executeTakeFirstOrThrow();
      const { origin, time_ms: time } = row;
      const previousFrontier = parseFrontier(row.previous_frontier);
      return { origin, time, frontier: parseFrontier(row.frontier), previousFrontier };
    },
    listLeaves: (from, limit) => leavesFrom(db, from, limit),
    async listChainHeads() {
      const rows = await db.selectFrom('chain_head').selectAll().orderBy('chain').execute();
      return rows.map(({ chain, sequence, leaf_hash }) => ({ chain, sequence, hash: toBuffer(leaf_hash) }));
    },
    async listUnsigned() {
      const rows = await db
        .selectFrom('receipt')
        .select(['digest', 'type', 'payload'])
        .where('signatures', 'is', null)
        .orderBy('digest')
        .execute();
      return rows.map(({ digest, type, payload }) => ({ digest, type, payload: toBuffer(payload) }));
    },
  };
}

async function leavesFrom(db: Kysely<Schema>, from: number, limit: number): Promise<StoredLeaf[]> {
  const rows = await db
    .selectFrom('leaf')
    .leftJoin('opening', 'opening.idx', 'leaf.idx')
    .select(['leaf.idx', 'leaf.entry', 'leaf.leaf_hash', 'leaf.chain', 'leaf.chain_sequence', 'opening.opening'])
    .where('leaf.idx', '>=', from)
    .orderBy('leaf.idx')
    .limit(limit)
    .execute();
  return rows.map(({ idx, entry, leaf_hash, chain, chain_sequence, opening }) => ({
    index: idx,
    entry: toBuffer(entry),
    leafHash: toBuffer(leaf_hash),
    chain,
    chainSequence: chain_sequence,
    ...(opening === null ? {} : { opening: toBuffer(opening) }),
  }));
}
