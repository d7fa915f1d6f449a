/** Fills an empty store with rows from elsewhere, whatever engine they come from: all of them in one transaction, or none. */
import { SelatError } from '@selat/sdk/errors';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { MIGRATIONS, migrate } from './migrations.js';
import type { Schema } from './schema.js';
import type { SchemaStep, SnapshotRow } from './snapshot.js';
import { KEPT_TABLES } from './table-roles.js';

/** An empty store, open for one writer. */
export interface LoadTarget {
  readonly db: Kysely<Schema>;
  readonly capabilities: Capabilities;
  /** Names the store in errors. */
  readonly store: string;
  /** Error of the engine as one of the table. */
  readonly toError: (error: unknown) => unknown;
  close(): Promise<void>;
}

/** What is loaded. */
export interface LoadInput {
  /** Steps of the schema that the rows are in; later ones follow at the next start. */
  readonly steps: readonly SchemaStep[];
  readonly tables: readonly { readonly name: string; rows(): AsyncIterable<readonly SnapshotRow[]> }[];
  /** Looks at the loaded rows before they count; what it throws takes them back. */
  readonly check: (db: Kysely<Schema>) => Promise<void>;
}

/** Most values of one statement. */
const MAX_VALUES = 8_000;

/**
 * @throws SelatError NODE_EXISTS where the store holds a log; STORE_TOO_NEW where a newer build made the rows; STORE_FULL,
 *   STORE_FAILED; what `check` throws
 */
export async function loadStore(target: LoadTarget, { steps, tables, check }: LoadInput): Promise<void> {
  const { db, capabilities, store } = target;
  requireKnown(steps, store);
  const taken = new Set(steps.map(({ number }) => number));
  try {
    await migrate(
      db,
      capabilities,
      store,
      MIGRATIONS.filter(({ number }) => taken.has(number)),
    );
    await db.transaction().execute(async (transaction) => {
      await requireEmpty(transaction, store);
      // A step of the schema may have written rows; those of the backup hold them.
      for (const name of [...KEPT_TABLES].reverse()) await sql`delete from ${sql.table(name)}`.execute(transaction);
      for (const name of KEPT_TABLES) {
        const table = tables.find((each) => each.name === name);
        for await (const rows of table?.rows() ?? []) await insert(transaction, name, rows);
      }
      await check(transaction);
    });
  } catch (error) {
    throw target.toError(error);
  }
}

/** Refuses a database of a gateway; one whose log has not begun may be left from a restore that did not end. */
async function requireEmpty(db: Transaction<Schema>, store: string): Promise<void> {
  const held = await db.selectFrom('log_state').select('origin').executeTakeFirst();
  if (held !== undefined) {
    const message = `cannot restore into store ${store}: it holds log ${held.origin}`;
    throw new SelatError('NODE_EXISTS', message, { store, origin: held.origin });
  }
}

async function insert(db: Transaction<Schema>, table: string, rows: readonly SnapshotRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const size = Math.max(1, Math.floor(MAX_VALUES / Math.max(1, columns.length)));
  for (let at = 0; at < rows.length; at += size) {
    const values = rows
      .slice(at, at + size)
      .map((row) => sql`(${sql.join(columns.map((column) => row[column] ?? null))})`);
    const names = sql.join(columns.map((column) => sql.ref(column)));
    await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(db);
  }
}

function requireKnown(steps: readonly SchemaStep[], store: string): void {
  const unknown = steps.find(
    (step) => !MIGRATIONS.some(({ number, name }) => number === step.number && name === step.name),
  );
  if (unknown === undefined) return;
  const { number, name } = unknown;
  const message = `cannot restore into store ${store}: the rows are of schema ${number} (${name}), which this build does not have`;
  throw new SelatError('STORE_TOO_NEW', message, { store, found: String(number), name });
}
