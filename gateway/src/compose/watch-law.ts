/** Looks at the grants in force when another version of a rule pack takes effect: at once, and each minute. [CMP-30] */
import { reviewGrants } from '../domain/decision/review-grants.js';
import { isOutage } from '../federation/is-outage.js';
import type { Parts } from './parts.js';

const MINUTE_MS = 60_000;

/** Begins to watch. The returned function ends it, after what it is doing. */
export function watchLaw({ input, opened }: Parts): () => Promise<void> {
  const { deps, signals } = opened;
  const { logger } = input;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const look = async (): Promise<void> => {
    if (isStopped) return;
    try {
      const suspended = await reviewGrants(deps);
      if (suspended > 0)
        logger.warn({ grants: suspended }, 'the law has changed: grants that it permits no longer are suspended');
    } catch (err) {
      logger[isOutage(err) ? 'warn' : 'error']({ err }, 'cannot review grants by the law now, will try again');
    }
  };
  const wake = (): void => {
    running = running.then(look);
  };
  const timer = setInterval(wake, MINUTE_MS).unref();
  const stop = signals.onCommit(({ rows = [] }) => {
    if (rows.some(({ table }) => table === 'rule_pack')) wake();
  });
  wake();
  return () => {
    isStopped = true;
    clearInterval(timer);
    stop();
    return running;
  };
}
