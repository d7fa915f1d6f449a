/** Looks after what stands on attestations: at once when one is withdrawn or superseded, and when a last day is over. */
import { suspendLapsed } from '../domain/attestation/suspend-lapsed.js';
import { isOutage } from '../federation/is-outage.js';
import type { Parts } from './parts.js';

const MINUTE_MS = 60_000;

/** Begins to watch. The returned function ends it, after what it is doing. */
export async function watchAttestations({ input, opened }: Parts): Promise<() => Promise<void>> {
  const { deps, signals } = opened;
  const { logger } = input;
  let running: Promise<void> = Promise.resolve();
  let isQueued = false;
  let isStopped = false;
  const look = async (): Promise<void> => {
    isQueued = false;
    if (isStopped) return;
    try {
      const suspended = await suspendLapsed(deps);
      if (suspended > 0)
        logger.warn({ grants: suspended }, 'attestations have lapsed: the grants that stood on them are suspended');
    } catch (err) {
      logger[isOutage(err) ? 'warn' : 'error']({ err }, 'cannot look after lapsed attestations now, will try again');
    }
  };
  const wake = (): void => {
    if (isQueued || isStopped) return;
    isQueued = true;
    running = running.then(look);
  };
  const timer = setInterval(wake, MINUTE_MS).unref();
  const stops = [
    signals.onCommit(({ rows = [] }) => {
      if (rows.some(({ table }) => table === 'attestation')) wake();
    }),
  ];
  wake();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    for (const stop of stops) stop();
    await running;
  };
}
