import { describe, it } from 'vitest';
import { ENGINES, expectRecovery, isBuilt, POINTS } from './crash-lives.js';

/** First, middle and last of the fewest batches in a life; `gateway/test/crash` ends two gateways at every occurrence. */
const OCCURRENCES = [1, 3, 6];
const NOTHING_IS_LOST = 'RCP-9: a crash at any point, early or late, loses and doubles nothing (%s)';

describe.skipIf(!isBuilt).each(ENGINES)(NOTHING_IS_LOST, (engine) => {
  const all = POINTS.flatMap((point) => OCCURRENCES.map((occurrence) => [point, occurrence] as const));
  it.concurrent.each(all)('after kill -9 at %s#%i', (point, occurrence) => expectRecovery(engine, point, occurrence));
});
