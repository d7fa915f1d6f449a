/** Writes batches into PostgreSQL, each in one transaction of three round trips, inside a turn. */
import { SelatError } from '@selat/sdk/errors';
import type { QueryResult } from 'pg';
import type { Probe } from '../domain/ports.js';
import type { LogContext } from '../log/plan-batch.js';
import { type Lookup, lookupsOf, type Snapshot } from './admit.js';
import type { AppliedBatch, BatchWriter, ProposedBatch, ReceiptSignatures } from './batch-writer.js';
import { planWrites, type StoreTail, type WritePlan } from './plan-writes.js';
import { toParameters } from './postgres-client.js';
import { postgresCompiler } from './postgres-compiler.js';
import { toPostgresError } from './postgres-errors.js';
import type { PostgresSession, SessionQuery } from './postgres-session.js';
import type { PostgresTurns } from './postgres-turns.js';
import { toTail } from './read-tail.js';
import type { ChainHeadTable, LogStateTable } from './schema.js';
import { compileStatements, type StatementName, type Value, type Values } from './statements.js';
import type { Step } from './step.js';

/** Channel on which a process tells the others that it has committed; the payload names the process. */
export const COMMIT_CHANNEL = 'selat_commit';

export interface PostgresWriterOptions {
  readonly session: PostgresSession;
  readonly turns: PostgresTurns;
  readonly context: LogContext;
  /** Names this process among those that share the store. */
  readonly holder: string;
  /** Public name of the store. */
  readonly store: string;
  readonly probe: Probe;
}

const BEGIN: SessionQuery = { text: 'begin' };
const STATE: SessionQuery = { name: 'log_state.all', text: 'select * from log_state where id = 1' };
const HEADS: SessionQuery = { name: 'chain_head.all', text: 'select * from chain_head' };
/** Nobody can take the turn until the transaction ends. */
const FENCE: SessionQuery = {
  name: 'log_state.hold',
  text: 'select fence from log_state where id = 1 for no key update',
};
const COMMIT: SessionQuery = { text: 'commit' };

export class PostgresWriter implements BatchWriter {
  readonly #options: PostgresWriterOptions;
  readonly #statements = compileStatements(postgresCompiler());
  /** Undefined after a failed transaction: then the next batch reads it again. */
  #tail: StoreTail | undefined;
  #epoch = 0;

  constructor(options: PostgresWriterOptions) {
    this.#options = options;
  }

  async apply(batch: ProposedBatch): Promise<AppliedBatch> {
    const plan = await this.#inTransaction(() => this.#write(batch));
    this.#tail = plan.tail;
    return plan.applied;
  }

  async storeSignatures(receipts: readonly ReceiptSignatures[]): Promise<void> {
    const { session } = this.#options;
    await this.#inTransaction(async () => {
      const signed = receipts.map((receipt) => this.#query('receipt.sign', { ...receipt }));
      const [, held] = await session.run([BEGIN, FENCE, ...signed]);
      this.#requireTurn(held);
    });
  }

  async #write(batch: ProposedBatch): Promise<WritePlan> {
    const { session, context, probe, holder } = this.#options;
    const lookups = [...lookupsOf(batch.changes, context.exchange)];
    const { tail, found } = await this.#read(lookups);
    const plan = planWrites(batch, context, tail, found);
    if (plan.steps.length > 0) {
      const told = { name: 'commit.tell', text: `select pg_notify('${COMMIT_CHANNEL}', $1)`, values: [holder] };
      const steps = plan.steps.map(({ statement, values }) => this.#query(statement, values));
      const results = await session.run([...steps, told]);
      for (const [i, step] of plan.steps.entries()) this.#check(step, results[i]?.rowCount ?? 0);
    }
    probe.hit('commit:in-tx');
    return plan;
  }

  /** Begins the transaction and reads all that the batch rests on, in one round trip. */
  async #read(lookups: readonly (readonly [key: string, lookup: Lookup])[]): Promise<Base> {
    const { session, turns } = this.#options;
    const known = turns.epoch === this.#epoch ? this.#tail : undefined;
    this.#epoch = turns.epoch;
    const finds = lookups.map(([, { statement, values }]) => this.#query(statement, values));
    const tail = known === undefined ? [STATE, HEADS] : [];
    const [, held, ...results] = await session.run([BEGIN, FENCE, ...finds, ...tail]);
    this.#requireTurn(held);
    const found = new Map<string, Row>();
    for (const [i, [key]] of lookups.entries()) {
      const row = results[i]?.rows[0];
      if (row !== undefined) found.set(key, row as Row);
    }
    if (known !== undefined) return { found, tail: { ...known, fence: turns.fence } };
    const [state, heads] = results.slice(lookups.length);
    const [row] = (state?.rows ?? []) as unknown as readonly LogStateTable[];
    if (row === undefined) throw new Error('the store has no log_state');
    return { found, tail: toTail(row, (heads?.rows ?? []) as unknown as readonly ChainHeadTable[], turns.fence) };
  }

  #query(statement: StatementName, values: Values): SessionQuery {
    const { sql, slots } = this.#statements[statement];
    return { name: statement, text: sql, values: toParameters(slots, values) };
  }

  /** Before anything is written: what a process plans on an old state fails in ways that say nothing. */
  #requireTurn(held: QueryResult<Record<string, unknown>> | undefined): void {
    if (held?.rows[0]?.['fence'] !== this.#options.turns.fence) throw this.#superseded();
  }

  #check({ statement, rows }: Step, changed: number): void {
    if (rows === undefined || changed === rows) return;
    if (statement === 'log_state.put') throw this.#superseded();
    throw new Error(`${statement} changed ${changed} rows, not ${rows}`);
  }

  async #inTransaction<T>(work: () => Promise<T>): Promise<T> {
    const { session, turns, store } = this.#options;
    let isCommitting = false;
    try {
      const result = await work();
      isCommitting = true;
      const [done] = await session.run([COMMIT]);
      if (done?.command !== 'COMMIT') throw new Error('the server rolled back what was to be committed');
      return result;
    } catch (error) {
      this.#tail = undefined;
      // Whether it is committed is known only after a new look at the store.
      if (isCommitting) session.drop();
      else await session.run([{ text: 'rollback' }]).catch(() => session.drop());
      if (!session.isOpen) turns.lose();
      throw toPostgresError(error, store);
    }
  }

  /** Somebody else has the turn: whoever asked may ask again. */
  #superseded(): SelatError {
    const { store, turns } = this.#options;
    turns.lose();
    const why = 'another process has taken the turn';
    return new SelatError('STORE_FAILED', `cannot write store ${store}: ${why}`, { store, why });
  }
}

type Row = Readonly<Record<string, Value>>;

/** What a batch is planned from. */
interface Base {
  readonly tail: StoreTail;
  readonly found: Snapshot;
}
