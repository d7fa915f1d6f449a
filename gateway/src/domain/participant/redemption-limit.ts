import { SelatError } from '@selat/sdk/errors';
import type { Clock } from '../ports.js';

/** Redemptions that one process looks at in a minute, whoever sends them: a code needs one. */
const MOST = 60;
const WINDOW_MS = 60_000;

/** Counts redemptions; the returned function throws LIMIT_EXCEEDED where there are too many. [IDN-25] */
export function redemptionLimit(clock: Clock): () => void {
  let times: number[] = [];
  return () => {
    const now = clock();
    times = times.filter((at) => now - at < WINDOW_MS);
    if (times.length >= MOST) {
      const retryAfterMs = String((times[0] ?? now) + WINDOW_MS - now);
      const message = `cannot look at another enrolment code: ${MOST} came within a minute`;
      throw new SelatError('LIMIT_EXCEEDED', message, { limit: String(MOST), retryAfterMs });
    }
    times.push(now);
  };
}
