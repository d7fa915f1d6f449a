export type {
  AppliedBatch,
  BatchWriter,
  Outcome,
  ProposedBatch,
  ReceiptSignatures,
  UnsignedReceipt,
} from './batch-writer.js';
export { dumpState, type StateDump } from './dump-state.js';
export { MIGRATIONS, type Migration, migrate } from './migrations.js';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './open-sqlite.js';
export { MAX_ATTEMPTS } from './plan-writes.js';
export type { LogReader, LogState, StoredLeaf } from './read-log.js';
export type { DumpedTables, StateReader } from './read-state.js';
export type { Schema } from './schema.js';
export type { Store } from './store.js';
export type { Turns } from './turns.js';
