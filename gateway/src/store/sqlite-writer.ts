/** Writes batches into SQLite: synchronous, so it runs in a worker thread wherever one can be started. */
import { SelatError } from '@selat/sdk/errors';
import Database from 'better-sqlite3';
import type { Probe } from '../domain/ports.js';
import type { LogContext } from '../log/plan-batch.js';
import { lookupsOf } from './admit.js';
import type { AppliedBatch, ProposedBatch, ReceiptSignatures } from './batch-writer.js';
import { planWrites, type StoreTail, type WritePlan } from './plan-writes.js';
import { toTail } from './read-tail.js';
import type { ChainHeadTable, LogStateTable } from './schema.js';
import { toStoreError } from './sqlite-errors.js';
import type { CompiledStatement, StatementName, Value, Values } from './statements.js';

/** Where and for whom a writer writes. */
export interface SqliteWriterOptions {
  readonly file: string;
  readonly context: LogContext;
  /** Given compiled, so that the thread of the writer need not load the query builder: a fifth of the time to start. */
  readonly statements: Readonly<Record<StatementName, CompiledStatement>>;
  /** Most pages of the database; absent = no limit but the disk. */
  readonly maxPages?: number;
}

/** Pages of the write-ahead log before it is moved into the database: 32 MiB, so that a checkpoint is rare. */
const CHECKPOINT_PAGES = 8000;
/** Page cache of the writer; negative = KiB. */
const CACHE_KIB = -32_768;

/** A connection and its prepared statements; one a store. */
export class SqliteWriter {
  readonly #db: Database.Database;
  readonly #options: SqliteWriterOptions;
  readonly #probe: Probe;
  readonly #statements = new Map<StatementName, { run: Database.Statement; slots: readonly string[] }>();
  /** Undefined after a failed transaction: then the next batch reads it again. */
  #tail: StoreTail | undefined;
  #fence = 0;

  constructor(options: SqliteWriterOptions, probe: Probe) {
    this.#options = options;
    this.#probe = probe;
    this.#db = new Database(options.file, { fileMustExist: true, timeout: 5_000 });
    this.#guard(() => {
      for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) this.#db.pragma(pragma);
      this.#db.pragma(`cache_size = ${CACHE_KIB}`);
      this.#db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      if (options.maxPages !== undefined) this.#db.pragma(`max_page_count = ${options.maxPages}`);
      const compiled = Object.entries(options.statements) as [StatementName, CompiledStatement][];
      for (const [name, { sql, slots }] of compiled) {
        this.#statements.set(name, { run: this.#db.prepare(sql), slots });
      }
      this.#takeFence();
    });
  }

  /** @see BatchWriter.apply */
  apply(batch: ProposedBatch): AppliedBatch {
    const plan = this.#inTransaction(() => this.#write(batch));
    this.#tail = plan.tail;
    return plan.applied;
  }

  /** @see BatchWriter.storeSignatures */
  storeSignatures(receipts: readonly ReceiptSignatures[]): void {
    this.#inTransaction(() => {
      for (const receipt of receipts) this.#run('receipt.sign', { ...receipt });
    });
  }

  /** Sets how many pages the database may have; never fewer than it has. */
  limitPages(maxPages: number): void {
    this.#guard(() => this.#db.pragma(`max_page_count = ${maxPages}`));
  }

  close(): void {
    this.#db.close();
  }

  #write(batch: ProposedBatch): WritePlan {
    const { context } = this.#options;
    const tail = this.#tail ?? this.#readTail();
    const found = new Map<string, Readonly<Record<string, Value>>>();
    for (const [key, { statement, values }] of lookupsOf(batch.changes, context.exchange)) {
      const row = this.#find(statement, values);
      if (row !== undefined) found.set(key, row);
    }
    const plan = planWrites(batch, context, tail, found);
    for (const { statement, values, rows } of plan.steps) {
      const changed = this.#run(statement, values);
      if (rows === undefined || changed === rows) continue;
      if (statement === 'log_state.put') throw this.#superseded();
      throw new Error(`${statement} changed ${changed} rows, not ${rows}`);
    }
    this.#probe.hit('commit:in-tx');
    return plan;
  }

  /** The newest opener writes; an older one that still lives finds its fence gone. */
  #takeFence(): void {
    const db = this.#db;
    const row = db.prepare('update log_state set fence = fence + 1 where id = 1 returning fence').get() as
      | { fence: number }
      | undefined;
    if (row === undefined) throw new Error('the store has no log_state');
    this.#fence = row.fence;
  }

  #readTail(): StoreTail {
    const state = this.#db.prepare('select * from log_state where id = 1').get() as LogStateTable;
    const heads = this.#db.prepare('select * from chain_head').all() as ChainHeadTable[];
    return toTail(state, heads, this.#fence);
  }

  #find(name: StatementName, values: Values): Readonly<Record<string, Value>> | undefined {
    const { run, slots } = this.#statement(name);
    return run.get(slots.map((slot) => values[slot])) as Readonly<Record<string, Value>> | undefined;
  }

  #run(name: StatementName, values: Values): number {
    const { run, slots } = this.#statement(name);
    return run.run(slots.map((slot) => values[slot])).changes;
  }

  #statement(name: StatementName): { run: Database.Statement; slots: readonly string[] } {
    const statement = this.#statements.get(name);
    if (statement === undefined) throw new Error(`the writer has no statement ${name}`);
    return statement;
  }

  #inTransaction<T>(work: () => T): T {
    return this.#guard(() => {
      this.#db.exec('begin immediate');
      try {
        const result = work();
        this.#db.exec('commit');
        return result;
      } catch (error) {
        this.#tail = undefined;
        // A full disk or a failed page ends the transaction by itself.
        if (this.#db.inTransaction) this.#db.exec('rollback');
        throw error;
      }
    });
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, this.#options.file);
    }
  }

  #superseded(): SelatError {
    const { file } = this.#options;
    return new SelatError('STORE_LOCKED', `cannot write store ${file}: another writer has taken it over`, { file });
  }
}
