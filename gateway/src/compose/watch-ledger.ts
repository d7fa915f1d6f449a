/** Writes each minute what became of reservations: those of offers that lapsed are free again. [LGR-5] */
import { settleLedger } from '../domain/ledger/settle.js';
import { isOutage } from '../federation/is-outage.js';
import type { Parts } from './parts.js';

const MINUTE_MS = 60_000;

/** Begins to watch. The returned function ends it, after what it is doing. */
export function watchLedger({ input, opened }: Parts): () => Promise<void> {
  const { logger } = input;
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      await settleLedger(opened.deps);
    } catch (err) {
      logger[isOutage(err) ? 'warn' : 'error']({ err }, 'cannot settle the ledger of persons now, will try again');
    }
  };
  const wake = (): void => {
    running = running.then(look);
  };
  const timer = setInterval(wake, MINUTE_MS).unref();
  wake();
  return () => {
    clearInterval(timer);
    return running;
  };
}
