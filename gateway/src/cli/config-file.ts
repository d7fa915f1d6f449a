import { resolve } from 'node:path';
import type { Call } from './command.js';
import { usage } from './given.js';

/** The configuration that a command names, else that of SELAT_CONFIG. @throws SelatError USAGE */
export function configFileOf(named: string | undefined, { io }: Call): string {
  const file = named ?? (io.env['SELAT_CONFIG'] || undefined);
  if (file === undefined) throw usage(['no configuration is named: give --config FILE or set SELAT_CONFIG']);
  return resolve(io.cwd, file);
}
