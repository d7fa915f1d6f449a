/** Edge of the process for `selat-conformance`: the only file of the package that touches process, clock and randomness. */
import { randomBytes } from 'node:crypto';
import type { Io } from './io.js';
import { runCli } from './run-cli.js';

/** What this process gives to a command. */
export function processIo(): Io {
  // A reader such as `head` may close the pipe early; that is no failure of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    cwd: process.cwd(),
    clock: () => Date.now(),
    random: (bytes) => randomBytes(bytes),
    isTerminal: process.stderr.isTTY === true,
    onStopSignal: (listener) => {
      process.once('SIGINT', listener);
      process.once('SIGTERM', listener);
    },
  };
}

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), processIo());
}
