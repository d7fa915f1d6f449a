/** Puts a backup into a file: under its name only once it is whole and on the disk. [OPS-31] */
import { createHash } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';
import { fileSource } from './archive-reader.js';
import type { Manifest } from './manifest.js';
import { openBackup } from './open-backup.js';

/** A backup on disk. */
export interface SavedBackup {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly manifest: Manifest;
}

/**
 * Writes beside, reads all of it again, flushes, renames, flushes the folder. Mode 0600.
 * @throws SelatError STORE_FULL, STORE_FAILED naming the file; NODE_EXISTS where there is one; BACKUP_INVALID where the
 *   bytes ended early; then nothing is left under the name
 */
export async function saveBackup(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  random: Random,
): Promise<SavedBackup> {
  await requireAbsent(file);
  const temporary = join(dirname(file), `.${basename(file)}.${random(6).toString('hex')}.tmp`);
  try {
    const sha256 = await writeAll(temporary, chunks);
    const handle = await open(temporary, 'r');
    const source = await fileSource(file, handle);
    const { manifest } = await openBackup(source).finally(() => handle.close());
    await rename(temporary, file);
    const folder = await open(dirname(file), 'r');
    await folder.sync().finally(() => folder.close());
    return { file, size: source.size, sha256, manifest };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toWriteError(file, error);
  }
}

async function requireAbsent(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return;
  throw new SelatError('NODE_EXISTS', `cannot write backup ${file}: a file of that name is there`, { file });
}

async function writeAll(file: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function toWriteError(file: string, error: unknown): unknown {
  if (error instanceof SelatError || !(error instanceof Error)) return error;
  if (!('code' in error) || !('syscall' in error)) {
    // The connection broke, or the gateway could not go on.
    const cut = `cannot write backup ${file}: the gateway stopped sending it`;
    return new SelatError('GATEWAY_FAILED', cut, { file }, { cause: error });
  }
  const code = String(error.code);
  const reason = FULL.includes(code) ? 'STORE_FULL' : 'STORE_FAILED';
  const message = `cannot write backup ${file}: the system says ${code}`;
  return new SelatError(reason, message, { file, code }, { cause: error });
}
