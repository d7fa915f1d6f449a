import { SelatError } from '@selat/sdk/errors';
import type { Deps } from '../ports.js';

/** Positions in one status list, and the one list that this exchange keeps for its grants. */
const LIST_SIZE = 1_048_576;
const LIST = 'grants-1';
const MAX_TRIES = 64;

/** A status list and a random position in it that no grant has; the row of the Change reserves it. */
export async function reserveStatusIndex({ random, reader }: Deps): Promise<{ list: string; index: number }> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    // 2^32 is a multiple of the list's size: every position is equally likely.
    const index = random(4).readUInt32BE() % LIST_SIZE;
    if (!(await reader.isStatusIndexTaken(LIST, index))) return { list: LIST, index };
  }
  throw new SelatError('LIMIT_EXCEEDED', `cannot find an unused position in status list ${LIST}: it is nearly full`, {
    list: LIST,
  });
}
