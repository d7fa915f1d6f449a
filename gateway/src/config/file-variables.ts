/** Variables whose value is a secret and may lie in a file instead: `<NAME>_FILE` names it. */
import { readFile } from 'node:fs/promises';
import { configInvalid } from './issues.js';
import type { Env } from './secrets.js';

/** The passphrase has a rule of its own; it may be larger. */
const PAIRS = [
  ['SELAT_DATABASE_URL', 'SELAT_DATABASE_URL_FILE'],
  ['SELAT_HEAD_DATABASE_URL', 'SELAT_HEAD_DATABASE_URL_FILE'],
] as const;

/** A URL is one line. */
const MAX_BYTES = 4096;

/**
 * Returns the environment with the values of such files.
 * @throws SelatError CONFIG_INVALID where a file cannot be read, or value and file are both named
 */
export async function withFileVariables(env: Env): Promise<Env> {
  const found: Record<string, string> = {};
  for (const [name, key] of PAIRS) {
    const file = env[key];
    if (!file) continue;
    if (env[name]) {
      const problem = `is set, and ${name} too`;
      throw configInvalid('the environment', [{ key, problem, fix: 'unset one of the two' }]);
    }
    found[name] = await readLine(key, file);
  }
  return { ...env, ...found };
}

async function readLine(key: string, file: string): Promise<string> {
  const problem = (why: string) => [
    { key, problem: `names ${file}, which ${why}`, fix: 'name a file with the URL in one line' },
  ];
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw configInvalid('the environment', problem(`cannot be read: ${cause.code ?? 'unreadable'}`), cause);
  });
  const line = text.replace(/\r?\n$/, '');
  if (line !== '' && line.length <= MAX_BYTES && !line.includes('\n')) return line;
  throw configInvalid('the environment', problem('is empty, too long, or of several lines'));
}
