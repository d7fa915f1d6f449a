/** The passphrase of keys that a command opens or makes. It never stands on the command line, where others could read it. */
import { resolve } from 'node:path';
import { findPassphrase, readSecrets } from '../config/secrets.js';
import { usage } from './given.js';
import type { Io } from './io.js';

/** @param path value of --passphrase-file; absent = the environment says @throws SelatError USAGE, CONFIG_INVALID */
export async function readPassphrase(path: string | undefined, io: Io): Promise<string> {
  const file = path === undefined ? undefined : resolve(io.cwd, path);
  const found = findPassphrase(file === undefined ? io.env : {}, file);
  if (found === 'both') throw usage(['SELAT_KEY_PASSPHRASE and SELAT_KEY_PASSPHRASE_FILE are both set']);
  if (found === undefined) {
    throw usage([
      'no passphrase for the keys: set SELAT_KEY_PASSPHRASE or SELAT_KEY_PASSPHRASE_FILE, or give --passphrase-file',
    ]);
  }
  const { keyPassphrase, warnings } = await readSecrets(found);
  for (const warning of warnings) io.err(`selat: ${warning}\n`);
  return keyPassphrase;
}
