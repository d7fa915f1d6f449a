/** What the suite remembers of a subject between runs: the agreements, which both sides signed once. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Remembered agreements; digests in hex. */
export interface RunState {
  /** Fingerprint of the subject that they are with, hex. */
  readonly subject: string;
  readonly good: string;
  readonly rogue: string;
}

function fileOf(dir: string): string {
  return join(dir, 'state.json');
}

function isState(value: unknown): value is RunState {
  if (typeof value !== 'object' || value === null) return false;
  const members = Object.fromEntries(Object.entries(value));
  return ['subject', 'good', 'rogue'].every((name) => typeof members[name] === 'string');
}

/** Reads what is remembered of this subject; undefined = nothing, or of another one. */
export function readState(dir: string, subject: string): RunState | undefined {
  const file = fileOf(dir);
  if (!existsSync(file)) return undefined;
  const state: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isState(state) && state.subject === subject ? state : undefined;
}

/** Keeps it for the next run. */
export function writeState(dir: string, state: RunState): void {
  writeFileSync(fileOf(dir), `${JSON.stringify(state, null, 2)}\n`);
}

/** Forgets it, since the subject was brought back to a fresh state. */
export function forgetState(dir: string): void {
  rmSync(fileOf(dir), { force: true });
}
