import type { Io } from '../io.js';

/** How often a line of progress is printed, in things read. */
const EVERY = 10_000;

/** Prints progress of long checks to standard error; nothing for short ones and for scripts. */
export function progressTo(io: Io, isScript: boolean): (step: string, count: number) => void {
  const told = new Map<string, number>();
  return (step, count) => {
    const due = (told.get(step) ?? 0) + EVERY;
    if (isScript || count < due) return;
    told.set(step, count);
    io.err(`${step}: ${count} read\n`);
  };
}
