import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { SQLITE } from './capabilities.js';
import type { LoadTarget } from './load-store.js';
import type { Schema } from './schema.js';
import { toStoreError } from './sqlite-errors.js';

/** A new database in a file that is not there yet; durable once a transaction has ended. @throws SelatError STORE_FAILED */
export function openSqliteLoad(file: string): LoadTarget {
  const toError = (error: unknown) => toStoreError(error, file);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const database = new Database(file);
    // References are checked as a whole by whoever loads.
    database.pragma('foreign_keys = OFF');
    database.pragma('synchronous = FULL');
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
    return { db, capabilities: SQLITE, store: file, toError, close: () => db.destroy() };
  } catch (error) {
    throw toError(error);
  }
}
