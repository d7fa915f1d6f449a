/** A snapshot of a PostgreSQL store: one repeatable-read transaction of a connection of its own. */
import { type Kysely, sql } from 'kysely';
import { publicName } from './postgres-client.js';
import { toPostgresError } from './postgres-errors.js';
import { openSingleConnection, type SingleConnection } from './postgres-single.js';
import type { Schema } from './schema.js';
import { type ColumnKind, readSteps, requireTables, type SnapshotTable, type StoreSnapshot } from './snapshot.js';
import { KEPT_TABLES } from './table-roles.js';

const KINDS: Readonly<Record<string, ColumnKind>> = {
  text: 'text',
  bigint: 'integer',
  integer: 'integer',
  bytea: 'bytes',
};

interface ColumnInfo {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
  /** Place in the primary key, from 1; null outside of it. */
  readonly place: number | null;
}

/** Columns that are stored as they are given, in order, with their places in the primary keys. */
const COLUMNS = sql<ColumnInfo>`
  select c.table_name, c.column_name, c.data_type, k.ordinal_position as place
  from information_schema.columns c
  left join information_schema.table_constraints t on t.table_schema = c.table_schema
    and t.table_name = c.table_name and t.constraint_type = 'PRIMARY KEY'
  left join information_schema.key_column_usage k on k.constraint_schema = t.constraint_schema
    and k.constraint_name = t.constraint_name and k.table_name = c.table_name and k.column_name = c.column_name
  where c.table_schema = current_schema() and c.is_generated = 'NEVER'
  order by c.table_name, c.ordinal_position`;

/** @throws SelatError STORE_FAILED */
export async function openPostgresSnapshot(url: string): Promise<StoreSnapshot> {
  const store = publicName(url);
  const connection = await openSingleConnection(url, store);
  try {
    return await begin(connection, store);
  } catch (error) {
    await connection.close();
    throw toPostgresError(error, store);
  }
}

async function begin({ db, client, close }: SingleConnection, store: string): Promise<StoreSnapshot> {
  await client.query('begin isolation level repeatable read read only');
  const tables = await describe(db);
  requireTables(tables, store);
  return { engine: 'PostgreSQL', db, steps: await readSteps(db), tables, close };
}

async function describe(db: Kysely<Schema>): Promise<readonly SnapshotTable[]> {
  const { rows } = await COLUMNS.execute(db);
  return KEPT_TABLES.flatMap((name): SnapshotTable[] => {
    const infos = rows.filter((row) => row.table_name === name);
    if (infos.length === 0) return [];
    const columns = infos.map((info) => {
      const kind = KINDS[info.data_type];
      if (kind === undefined) throw new Error(`column ${info.column_name} of ${name} is of type ${info.data_type}`);
      return { name: info.column_name, kind };
    });
    const key = infos.filter(({ place }) => place !== null).sort((a, b) => Number(a.place) - Number(b.place));
    return [{ name, columns, key: key.map((info) => info.column_name) }];
  });
}
