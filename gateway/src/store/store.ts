import type { Reader } from '../domain/ports.js';
import type { HeadStore } from '../log/head-store.js';
import type { BatchWriter } from './batch-writer.js';
import type { LogReader } from './read-log.js';
import type { StateReader } from './read-state.js';
import type { StoreSnapshot } from './snapshot.js';
import type { Turns } from './turns.js';

/** What one gateway keeps, whatever the engine. */
export interface Store {
  readonly reader: Reader;
  /** The log as recovery and checks read it. */
  readonly log: LogReader;
  /** Everything, for the canonical dump of a harness. */
  readonly state: StateReader;
  readonly writer: BatchWriter;
  readonly heads: HeadStore;
  /** Every write happens inside a turn. */
  readonly turns: Turns;
  /**
   * Calls `listener` when another process may have committed something; the returned function ends that. Never called
   * for a store that one process has to itself.
   */
  onOthersCommit(listener: () => void): () => void;
  /** Everything as it is now, to read while others write; close it soon. @throws SelatError STORE_FAILED, STORE_CORRUPT */
  snapshot(): Promise<StoreSnapshot>;
  /** Ends all work; the store cannot be used afterwards. */
  close(): Promise<void>;
}
