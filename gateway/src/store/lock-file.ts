import { SelatError } from '@selat/sdk/errors';
import Database from 'better-sqlite3';
import { toStoreError } from './sqlite-errors.js';

/** A lock of the operating system; it ends with the process, however that ends. */
export interface FileLock {
  release(): void;
}

/**
 * Takes `<file>.lock` for the life of this process: an empty SQLite database in an exclusive transaction, so a crash
 * leaves nothing to clean up.
 * @throws SelatError STORE_LOCKED where another process, or this one, has it
 */
export function lockFile(file: string): FileLock {
  const path = `${file}.lock`;
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    // The journal stays in memory: an exclusive transaction that writes nothing leaves no file behind.
    db.pragma('journal_mode = MEMORY');
    db.exec('begin exclusive');
  } catch (error) {
    db?.close();
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('SQLITE_BUSY')) {
      throw toStoreError(error, path);
    }
    const message = `cannot open store ${file}: another process uses it`;
    throw new SelatError('STORE_LOCKED', message, { file }, { cause: error });
  }
  const held = db;
  return { release: () => void held.close() };
}
