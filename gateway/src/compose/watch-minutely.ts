/** Looks after something at start, each minute, and when a commit touches a table; looks follow each other. */
import { isOutage } from '../federation/is-outage.js';
import type { Parts } from './parts.js';

const MINUTE_MS = 60_000;

/** What is looked after. */
export interface Watched {
  /** Commits that write this table wake it; absent = time alone. */
  readonly table?: string;
  /** Told when a look fails: what cannot be done now. */
  readonly failure: string;
  /** @returns milliseconds until the next look, where it is due before a minute has passed */
  readonly look: () => Promise<number | undefined>;
}

/** Begins to watch. The returned function ends it, after what it is doing. */
export function watchMinutely({ input, opened }: Parts, { table, failure, look }: Watched): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isQueued = false;
  let isStopped = false;
  const run = async (): Promise<void> => {
    isQueued = false;
    if (isStopped) return;
    let wait = MINUTE_MS;
    try {
      wait = Math.min(wait, (await look()) ?? wait);
    } catch (err) {
      input.logger[isOutage(err) ? 'warn' : 'error']({ err }, `${failure} now, will try again`);
    }
    clearTimeout(timer);
    timer = setTimeout(wake, wait).unref();
  };
  const wake = (): void => {
    if (isQueued || isStopped) return;
    isQueued = true;
    running = running.then(run);
  };
  const stop = opened.signals.onCommit(({ rows = [] }) => {
    if (rows.some((row) => row.table === table)) wake();
  });
  wake();
  return async () => {
    isStopped = true;
    stop();
    await running;
    clearTimeout(timer);
  };
}
