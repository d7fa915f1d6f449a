import { randomBytes } from 'node:crypto';
import type { Io } from '../../src/cli/io.js';

/** An `Io` that keeps what was printed. */
export interface RecordedIo extends Io {
  readonly stdout: string[];
  readonly stderr: string[];
  readonly exits: number[];
  /** What stands on standard input. */
  input: Uint8Array;
  /** Sends the process a stop signal. */
  stop(): void;
}

/** @param cwd folder of relative paths */
export function recordedIo(cwd: string, env: Record<string, string> = {}, now = Date.UTC(2026, 0, 5, 12)): RecordedIo {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const exits: number[] = [];
  const listeners: (() => void)[] = [];
  const recorded: RecordedIo = {
    stdout,
    stderr,
    exits,
    stop: () => {
      for (const listener of listeners) listener();
    },
    out: (text) => void stdout.push(text),
    err: (text) => void stderr.push(text),
    input: new Uint8Array(),
    readInput: async () => recorded.input,
    env,
    cwd,
    pid: 4711,
    clock: () => now,
    random: (bytes) => randomBytes(bytes),
    hasColours: false,
    onStopSignal: (listener) => void listeners.push(listener),
    exit: (code) => void exits.push(code),
  };
  return recorded;
}

/** The last line of standard output as JSON. */
export function lastJson(io: RecordedIo): Record<string, unknown> {
  return JSON.parse(io.stdout.join('').trimEnd().split('\n').at(-1) ?? '');
}
