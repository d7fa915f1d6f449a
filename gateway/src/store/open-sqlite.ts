/** The store of one gateway in one SQLite file. The only file beside the writer that knows SQLite's driver. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Probe } from '../domain/ports.js';
import { toHead } from '../log/head-store.js';
import type { LogContext } from '../log/plan-batch.js';
import { beginLog } from './begin-log.js';
import { SQLITE } from './capabilities.js';
import { readDirectly } from './compiled-read.js';
import { lockFile } from './lock-file.js';
import { migrate } from './migrations.js';
import { openReader } from './open-reader.js';
import { preparedOnce } from './prepared-once.js';
import { rememberedReads } from './remembered-reads.js';
import type { Schema } from './schema.js';
import { sqliteCompiler } from './sqlite-compiler.js';
import { toStoreError } from './sqlite-errors.js';
import { openSqliteSnapshot } from './sqlite-snapshot.js';
import { type AskDurable, startDurable } from './start-durable.js';
import { compileStatements } from './statements.js';
import type { Store } from './store.js';
import { SOLE_TURNS } from './turns.js';

/** Where a node keeps what it knows. */
export interface SqliteStoreOptions {
  /** The database; its folder is made where it is missing. */
  readonly file: string;
  /** Folder of the signed head; best on another disk. */
  readonly headDir: string;
  readonly context: LogContext;
  readonly probe: Probe;
  /** Most pages (4 KiB) of the database; absent = no limit but the disk. */
  readonly maxPages?: number;
}

/** A store in SQLite. */
export interface SqliteStore extends Store {
  /** Sets how many pages the database may have; never fewer than it has. */
  limitPages(maxPages: number): Promise<void>;
}

const HEADER = 'SQLite format 3\0';

/**
 * Opens the store for this process alone, checks it and brings it to the newest schema.
 *
 * @throws SelatError STORE_LOCKED, STORE_CORRUPT naming the file, STORE_TOO_NEW, STORE_FULL, STORE_FAILED;
 *   CONFIG_INVALID where the store holds another log
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { file, context, headDir, maxPages, probe } = options;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lock = lockFile(file);
  try {
    // After the lock: closing a file drops every lock that this process has on it.
    requireDatabase(file);
    await prepare(file, context);
    const statements = compileStatements(sqliteCompiler());
    const writer = { file, context, statements, ...(maxPages === undefined ? {} : { maxPages }) };
    const ask = await startDurable({ writer, head: { dir: headDir, origin: context.origin } }, probe);
    return joinStore(options, ask, () => lock.release());
  } catch (error) {
    lock.release();
    throw toStoreError(error, file);
  }
}

/** Joins the reading connection and the durable side. */
function joinStore({ file, context }: SqliteStoreOptions, ask: AskDurable, release: () => void): SqliteStore {
  const reading = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  const database = preparedOnce(reading);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  readDirectly(db, (sql, parameters) => database.prepare(sql).all(parameters));
  const reads = openReader(db, {
    capabilities: SQLITE,
    self: context.exchange,
    toError: (error) => toStoreError(error, file),
  });
  const { reader, forget } = rememberedReads(reads.reader);
  return {
    ...reads,
    reader,
    writer: {
      // Where it fails nobody knows what it wrote.
      apply: (batch) => ask('apply', batch).finally(() => forget(batch.changes)),
      storeSignatures: (receipts) => ask('storeSignatures', receipts),
    },
    heads: {
      load: async () => {
        const note = await ask('loadHead', undefined);
        return note === undefined ? undefined : toHead(note);
      },
      swap: (expectedSize, { note }) => ask('swapHead', { expectedSize, note }),
    },
    turns: SOLE_TURNS,
    onOthersCommit: () => () => undefined,
    snapshot: () => openSqliteSnapshot(file),
    limitPages: (maxPages) => ask('limitPages', maxPages),
    close: async () => {
      await db.destroy();
      await ask('close', undefined);
      release();
    },
  };
}

/** Refuses what is plainly no database before SQLite touches it. */
function requireDatabase(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const header = Buffer.alloc(HEADER.length);
  const handle = openSync(file, 'r');
  readSync(handle, header, 0, header.length, 0);
  closeSync(handle);
  if (header.toString('latin1') !== HEADER) throw corrupt(file, 'it is not a SQLite database');
}

async function prepare(file: string, context: LogContext): Promise<void> {
  const database = new Database(file, { timeout: 5_000 });
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  try {
    const check = database.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw corrupt(file, String(check).replaceAll('\n', ' '));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    await migrate(db, SQLITE, file);
    await beginLog(db, context, file);
  } catch (error) {
    throw toStoreError(error, file);
  } finally {
    await db.destroy();
  }
}

function corrupt(file: string, why: string): SelatError {
  return new SelatError('STORE_CORRUPT', `cannot open store ${file}: ${why}`, { file, why });
}
