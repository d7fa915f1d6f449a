/** Looks at the grants in force when another version of a rule pack takes effect: at that instant, and each minute. [GRT-28] */
import { nextStart, reviewGrants } from '../domain/decision/review-grants.js';
import { isOutage } from '../federation/is-outage.js';
import type { Parts } from './parts.js';

const MINUTE_MS = 60_000;

/** Begins to watch. The returned function ends it, after what it is doing. */
export function watchLaw({ input, opened }: Parts): () => Promise<void> {
  const { deps, signals } = opened;
  const { logger } = input;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const look = async (): Promise<void> => {
    if (isStopped) return;
    let wait = MINUTE_MS;
    try {
      const suspended = await reviewGrants(deps);
      if (suspended > 0)
        logger.warn({ grants: suspended }, 'the law has changed: grants that it permits no longer are suspended');
      wait = Math.min(MINUTE_MS, ((await nextStart(deps)) ?? Number.POSITIVE_INFINITY) - deps.clock());
    } catch (err) {
      logger[isOutage(err) ? 'warn' : 'error']({ err }, 'cannot review grants by the law now, will try again');
    }
    clearTimeout(timer);
    timer = setTimeout(wake, wait).unref();
  };
  const wake = (): void => {
    running = running.then(look);
  };
  const stop = signals.onCommit(({ rows = [] }) => {
    if (rows.some(({ table }) => table === 'rule_pack')) wake();
  });
  wake();
  return async () => {
    isStopped = true;
    stop();
    await running;
    clearTimeout(timer);
  };
}
