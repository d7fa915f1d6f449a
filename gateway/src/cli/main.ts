/** Edge of the process for the `selat` command: the only file of the command that touches process, clock and randomness. */
import { randomBytes } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { withFileVariables } from '../config/file-variables.js';
import { toErrorText } from './output/error-text.js';
import { PLAIN } from './output/style.js';
import { runCli } from './run-cli.js';

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  // A reader such as `head` may close the pipe early; that is no failure of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const env = await withFileVariables(process.env).catch((error: unknown) => {
    if (!(error instanceof SelatError)) throw error;
    process.stderr.write(toErrorText(error, PLAIN));
    return undefined;
  });
  if (env === undefined) {
    process.exitCode = 2;
    return;
  }
  process.exitCode = await runCli(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readInput: async () => Buffer.concat(await process.stdin.toArray()),
    env,
    cwd: process.cwd(),
    pid: process.pid,
    clock: () => Date.now(),
    random: (bytes) => randomBytes(bytes),
    hasColours: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    onStopSignal: (listener) => {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
    },
    exit: (code) => process.exit(code),
  });
}
