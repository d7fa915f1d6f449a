import { describe, it } from 'vitest';
import { ENGINES, expectRecovery, isBuilt, POINTS } from './crash-lives.js';

/** The smallest number of batches in a life: a round of streamed submissions is one, a call is one. */
const OCCURRENCES = [1, 2, 3, 4, 5, 6];
const NOTHING_IS_LOST = 'RCP-9: a crash at any point, at any of its occurrences, loses and doubles nothing (%s)';

describe.skipIf(!isBuilt).each(ENGINES)(NOTHING_IS_LOST, (engine) => {
  const all = POINTS.flatMap((point) => OCCURRENCES.map((occurrence) => [point, occurrence] as const));
  it.concurrent.each(all)('after kill -9 at %s#%i', (point, occurrence) => expectRecovery(engine, point, occurrence));
});
