/** One moment of a store, read while others go on writing: for backups and checks. The same reads serve every engine. */
import { SelatError } from '@selat/sdk/errors';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.js';

/** What a column holds, whatever the engine calls it. */
export type ColumnKind = 'text' | 'integer' | 'bytes';

/** A table as the store has it. */
export interface SnapshotTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  /** Columns of the primary key, in order. */
  readonly key: readonly string[];
}

/** A step of the schema that the store has taken. */
export interface SchemaStep {
  readonly number: number;
  readonly name: string;
}

export type SnapshotValue = string | number | Uint8Array | null;
export type SnapshotRow = Readonly<Record<string, SnapshotValue>>;

/** A store as it was when the snapshot was taken, until it is closed. */
export interface StoreSnapshot {
  readonly engine: 'SQLite' | 'PostgreSQL';
  /** Reads of that moment. */
  readonly db: Kysely<Schema>;
  readonly steps: readonly SchemaStep[];
  /** Every table that is no engine's own. */
  readonly tables: readonly SnapshotTable[];
  close(): Promise<void>;
}

/** Rows read at a time: a row may hold a document of 1 MiB. */
const PAGE_ROWS = 128;

/** Reads a table in the order of its primary key, a page at a time. */
export async function* readPages(
  db: Kysely<Schema>,
  { name, columns, key }: SnapshotTable,
  pageRows: number = PAGE_ROWS,
): AsyncGenerator<readonly SnapshotRow[]> {
  const wanted = sql.join(columns.map((column) => sql.ref(column.name)));
  const order = sql.join(key.map((column) => sql.ref(column)));
  let after: readonly SnapshotValue[] | undefined;
  for (;;) {
    const later = after === undefined ? sql`` : sql`where (${order}) > (${sql.join(after)})`;
    const query = sql<SnapshotRow>`select ${wanted} from ${sql.table(name)} ${later} order by ${order} limit ${sql.lit(pageRows)}`;
    const { rows } = await query.execute(db);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = key.map((column) => last[column] ?? null);
  }
}

/** The steps of the schema. */
export async function readSteps(db: Kysely<Schema>): Promise<readonly SchemaStep[]> {
  return db.selectFrom('migration').select(['number', 'name']).orderBy('number').execute();
}

/** Refuses a database that no gateway has opened. @throws SelatError STORE_CORRUPT */
export function requireTables(tables: readonly SnapshotTable[], store: string): void {
  if (tables.some(({ name }) => name === 'log_state')) return;
  const why = 'it has no tables of a gateway';
  throw new SelatError('STORE_CORRUPT', `cannot read store ${store}: ${why}`, { store, why });
}
