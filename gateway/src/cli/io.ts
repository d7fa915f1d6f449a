import type { Clock, Random } from '@selat/sdk/keys';

/** Everything outside of the process that a command touches, so that a test can stand in for it. */
export interface Io {
  /** Writes to standard output: the answer. */
  out(text: string): void;
  /** Writes to standard error: progress, logs and errors. */
  err(text: string): void;
  /** Everything on standard input, to its end. */
  readInput(): Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path that relative paths start at. */
  readonly cwd: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Whether standard output is a terminal that shows colours. */
  readonly hasColours: boolean;
  /** Calls `listener` on SIGINT and SIGTERM, each time. */
  onStopSignal(listener: () => void): void;
  /** Ends the process at once. */
  exit(code: number): void;
}
