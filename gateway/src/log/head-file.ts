/**
 * A head in a file: `<dir>/<origin with _ for />` holds the signed note. Synchronous, because it runs beside the
 * database's writer in a thread whose file operations do not queue behind signature checks.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import type { Probe } from '../domain/ports.js';
import { toStoreError } from '../store/sqlite-errors.js';
import { toHead } from './head-store.js';

export interface HeadFileOptions {
  /** Folder of the heads; best on another disk than the database. Made where it is missing. */
  readonly dir: string;
  readonly origin: string;
  /** Names this process where several write to the folder, so that they never write one temporary file. */
  readonly writer?: string;
}

export class HeadFile {
  readonly #dir: string;
  readonly #file: string;
  readonly #temporary: string;
  readonly #probe: Probe;

  constructor({ dir, origin, writer }: HeadFileOptions, probe: Probe) {
    this.#dir = dir;
    this.#file = join(dir, origin.replaceAll('/', '_'));
    this.#temporary = `${this.#file}${writer === undefined ? '' : `.${writer}`}.tmp`;
    this.#probe = probe;
  }

  /** The stored note, or undefined before the first. */
  load(): string | undefined {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw toStoreError(error, this.#file);
    }
  }

  /**
   * Writes beside, flushes, renames, flushes the folder: after a crash the file holds the old head or the new one.
   * @throws SelatError LOG_HEAD_AHEAD, STORE_FULL, STORE_FAILED
   */
  swap(expectedSize: number, note: string): void {
    const stored = this.load();
    const size = stored === undefined ? 0 : toHead(stored).checkpoint.size;
    if (size !== expectedSize) throw this.#ahead(size, expectedSize);
    this.#probe.hit('head:before-temp');
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
      flushed(this.#temporary, 'w', (file) => writeSync(file, note));
      this.#probe.hit('head:after-temp');
      renameSync(this.#temporary, this.#file);
      this.#probe.hit('head:after-rename');
      flushed(this.#dir, 'r', () => undefined);
    } catch (error) {
      throw toStoreError(error, this.#file);
    }
    this.#probe.hit('head:after-dir-sync');
  }

  #ahead(size: number, expected: number): SelatError {
    const facts = { file: this.#file, size: String(size), expected: String(expected) };
    const message = `cannot replace head ${this.#file}: it covers ${size} entries, not ${expected}`;
    return new SelatError('LOG_HEAD_AHEAD', message, facts);
  }
}

function flushed(path: string, flags: string, use: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    use(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
