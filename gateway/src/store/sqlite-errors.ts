import { SelatError } from '@selat/sdk/errors';

/** What SQLite's primary result codes mean to whoever asked for a write or a read. */
const REASONS_BY_CODE: readonly (readonly [
  code: string,
  reason: 'STORE_FULL' | 'STORE_CORRUPT' | 'STORE_FAILED',
  why: string,
])[] = [
  ['SQLITE_FULL', 'STORE_FULL', 'the disk or the page limit is exhausted'],
  ['SQLITE_CORRUPT', 'STORE_CORRUPT', 'the database is damaged'],
  ['SQLITE_NOTADB', 'STORE_CORRUPT', 'the file is not a SQLite database'],
  ['SQLITE_IOERR', 'STORE_FAILED', 'the disk failed'],
  ['SQLITE_CANTOPEN', 'STORE_FAILED', 'a file of the database cannot be opened'],
  ['SQLITE_READONLY', 'STORE_FAILED', 'the database cannot be written'],
  ['SQLITE_PERM', 'STORE_FAILED', 'the database cannot be written'],
  ['SQLITE_BUSY', 'STORE_FAILED', 'another process holds the database'],
  ['SQLITE_NOMEM', 'STORE_FAILED', 'memory is exhausted'],
];

/** What file-system error codes mean to whoever writes a file. */
const REASONS_BY_ERRNO: Readonly<Record<string, 'STORE_FULL' | 'STORE_FAILED'>> = {
  ENOSPC: 'STORE_FULL',
  EDQUOT: 'STORE_FULL',
  EIO: 'STORE_FAILED',
  EROFS: 'STORE_FAILED',
  EACCES: 'STORE_FAILED',
  EPERM: 'STORE_FAILED',
  ENOENT: 'STORE_FAILED',
  EMFILE: 'STORE_FAILED',
};

/** Returns the SelatError that an error of SQLite or of the file system stands for; any other error as it is. */
export function toStoreError(error: unknown, file: string): unknown {
  if (error instanceof SelatError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const row = REASONS_BY_CODE.find(([prefix]) => code === prefix || code.startsWith(`${prefix}_`));
  const [, reason, why] = row ?? [code, REASONS_BY_ERRNO[code], error.message];
  if (reason === undefined) return error;
  const verb = reason === 'STORE_CORRUPT' ? 'read' : 'use';
  return new SelatError(
    reason,
    `cannot ${verb} store ${file}: ${why} (${code})`,
    { file, code, why },
    { cause: error },
  );
}
