import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DemoIo } from './commands.js';

/** What the person asked for. */
export interface DemoOptions {
  readonly json: boolean;
  /** Stay up until SIGINT and leave the folders. */
  readonly keep: boolean;
  readonly printCommands: boolean;
  /** Folder of data.gov.my files that stands in for the Malaysian example catalogue. */
  readonly catalogue: string | undefined;
}

export const DEMO_HELP = `npm run demo -- [options]
  --catalogue DIR    every file of DIR (data.gov.my form) as the Malaysian catalogue
  --json             print one JSON value, the last line
  --print-commands   print every selat command that the demo runs
  --keep             stay up until Ctrl-C and leave the folders
`;

/** @returns the options, or what is wrong with them */
export function parseDemoOptions({ argv, cwd }: DemoIo): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        'print-commands': { type: 'boolean', default: false },
        catalogue: { type: 'string' },
      },
    });
    const { json, keep, catalogue } = values;
    const folder = catalogue === undefined ? undefined : resolve(cwd, catalogue);
    return { json, keep, printCommands: values['print-commands'], catalogue: folder };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}
