import { add, NOBODY, type Persons } from './amounts.js';
import type { EntrySum } from './ports.js';

/** What reservations hold that may yet be released. */
export function heldIn(sums: readonly EntrySum[]): Persons {
  return sumOf(sums, ({ state }) => state === 'HELD');
}

/** Adds up the entries of some kinds and states. */
export function sumOf(sums: readonly EntrySum[], isMeant: (sum: EntrySum) => boolean): Persons {
  return sums.filter(isMeant).reduce<Persons>((total, sum) => add(total, sum), NOBODY);
}
