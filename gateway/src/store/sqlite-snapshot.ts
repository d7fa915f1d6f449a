/** A snapshot of a SQLite store: one read transaction of a connection of its own, beside which the writer goes on. */
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { preparedOnce } from './prepared-once.js';
import type { Schema } from './schema.js';
import { type ColumnKind, readSteps, requireTables, type SnapshotTable, type StoreSnapshot } from './snapshot.js';
import { toStoreError } from './sqlite-errors.js';
import { KEPT_TABLES } from './table-roles.js';

const KINDS: Readonly<Record<string, ColumnKind>> = { TEXT: 'text', INTEGER: 'integer', BLOB: 'bytes' };

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  /** Place in the primary key, from 1; 0 outside of it. */
  readonly pk: number;
}

/** @throws SelatError STORE_CORRUPT, STORE_FAILED */
export async function openSqliteSnapshot(file: string): Promise<StoreSnapshot> {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    database.exec('begin');
    // The moment of a transaction is that of its first read.
    const tables = KEPT_TABLES.flatMap((name) => describe(held(database), name));
    requireTables(tables, file);
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: preparedOnce(database) }) });
    return { engine: 'SQLite', db, steps: await readSteps(db), tables, close: () => db.destroy() };
  } catch (error) {
    database?.close();
    throw toStoreError(error, file);
  }
}

function held(database: Database.Database | undefined): Database.Database {
  if (database === undefined) throw new Error('there is no connection');
  return database;
}

function describe(database: Database.Database, name: string): SnapshotTable[] {
  const infos = database.pragma(`table_info("${name}")`) as ColumnInfo[];
  if (infos.length === 0) return [];
  const columns = infos.map((info) => {
    const kind = KINDS[info.type.toUpperCase()];
    if (kind === undefined) throw new Error(`column ${info.name} of ${name} is of type ${info.type}`);
    return { name: info.name, kind };
  });
  const key = infos.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return [{ name, columns, key: key.map((info) => info.name) }];
}
