import type { Random } from '../domain/ports.js';

const FIRST_MS = 200;
const LONGEST_MS = 60_000;

/**
 * Wait before try `attempt` (from 1): doubles from 200 ms to one minute, and half of it is random, so that peers that
 * lost the same link do not come back in step.
 */
export function backoffMs(attempt: number, random: Random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling / 2 + (random(4).readUInt32BE() / 2 ** 32) * (ceiling / 2));
}
