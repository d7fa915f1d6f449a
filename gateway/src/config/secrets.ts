/** Secrets of a process, in a type of their own that no log, JSON or inspector prints. */
import { readFile, stat } from 'node:fs/promises';
import { inspect } from 'node:util';
import { SelatError } from '@selat/sdk/errors';
import type { DatabaseUrls } from './databases.js';

const REDACTED = '[redacted]';

/** Largest passphrase file, bytes; more is another file given by mistake. */
const MAX_PASSPHRASE_BYTES = 4096;

/** What configuration keeps out of `Config`. */
export class Secrets {
  readonly #keyPassphrase: string;
  readonly #databases: DatabaseUrls;
  /** What the operator should know of where they came from; no secret. */
  readonly warnings: readonly string[];

  constructor(keyPassphrase: string, databases: DatabaseUrls = {}, warnings: readonly string[] = []) {
    this.#keyPassphrase = keyPassphrase;
    this.#databases = databases;
    this.warnings = warnings;
  }

  /** Opens the keystore of the node. */
  get keyPassphrase(): string {
    return this.#keyPassphrase;
  }

  /** Where the data are, where not in SQLite. */
  get databases(): DatabaseUrls {
    return this.#databases;
  }

  /** Everything that must never be printed. */
  get values(): readonly string[] {
    return [this.#keyPassphrase, ...Object.values(this.#databases).flatMap(passwordsOf)];
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return `Secrets ${REDACTED}`;
  }
}

/** The password of a URL as it is and as it is written there. */
function passwordsOf(url: string): string[] {
  const { password, searchParams } = new URL(url);
  const written = [password, searchParams.get('password') ?? ''].filter((text) => text !== '');
  return written.flatMap((text) => [text, text.replaceAll(/(?:%[0-9a-f]{2})+/gi, decoded)]);
}

/** The text of percent-encoded bytes. */
function decoded(encoded: string): string {
  return Buffer.from(encoded.replaceAll('%', ''), 'hex').toString('utf8');
}

/** Where the passphrase of the keys comes from. The value itself is read by `readSecrets` only. */
export type PassphraseSource =
  | { readonly kind: 'value'; readonly secrets: Secrets }
  | { readonly kind: 'file'; readonly path: string };

/** Environment variables by name, as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Finds the one source of the passphrase; undefined where none is named, `both` where two are. */
export function findPassphrase(env: Env, file?: string): PassphraseSource | 'both' | undefined {
  const value = env['SELAT_KEY_PASSPHRASE'] || undefined;
  const path = file ?? (env['SELAT_KEY_PASSPHRASE_FILE'] || undefined);
  if (value !== undefined && path !== undefined) return 'both';
  if (value !== undefined) return { kind: 'value', secrets: new Secrets(value) };
  return path === undefined ? undefined : { kind: 'file', path };
}

/**
 * Reads the passphrase. One line break at the end of a file does not belong to it.
 * @throws SelatError CONFIG_INVALID where the file is not readable, is empty or has more than 4,096 bytes;
 *   KEYSTORE_EXPOSED where other users can change it
 */
export async function readSecrets(source: PassphraseSource): Promise<Secrets> {
  if (source.kind === 'value') return source.secrets;
  const { path } = source;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code ?? 'unreadable';
    throw new SelatError(
      'CONFIG_INVALID',
      `cannot read passphrase file ${path}: ${why}`,
      { file: path, why },
      { cause },
    );
  });
  const passphrase = text.replace(/\r?\n$/, '');
  const why = passphrase === '' ? 'it is empty' : text.length > MAX_PASSPHRASE_BYTES ? 'it is too long' : undefined;
  if (why === undefined) return new Secrets(passphrase, {}, await exposure(path));
  throw new SelatError('CONFIG_INVALID', `cannot use passphrase file ${path}: ${why}`, { file: path, why });
}

const OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o044;

/**
 * Who else reaches a passphrase file. Secrets that container platforms mount are readable by all of the container, so
 * that is told and not refused; whoever can change the file could lock the node out, so that is refused.
 */
async function exposure(path: string): Promise<readonly string[]> {
  const { mode } = await stat(path);
  const command = `chmod 600 '${path}'`;
  const found = (mode & 0o777).toString(8).padStart(3, '0');
  if ((mode & OTHERS_WRITE) !== 0) {
    const message = `cannot use passphrase file ${path}: its mode ${found} lets other users change it; run: ${command}`;
    throw new SelatError('KEYSTORE_EXPOSED', message, { file: path, mode: found, command });
  }
  return (mode & OTHERS_READ) === 0 ? [] : [`other users can read passphrase file ${path}, run: ${command}`];
}
