import { describe, it } from 'vitest';
import { expectRecovery, isBuilt, POINTS } from './crash-lives.js';

/** The smallest number of batches in a life: a round of streamed submissions is one, a call is one. */
const OCCURRENCES = [1, 2, 3, 4, 5, 6];

describe.skipIf(!isBuilt)('RCP-9: a crash at any point, at any of its occurrences, loses and doubles nothing', () => {
  const all = POINTS.flatMap((point) => OCCURRENCES.map((occurrence) => [point, occurrence] as const));
  it.concurrent.each(all)('after kill -9 at %s#%i', (point, occurrence) => expectRecovery(point, occurrence));
});
