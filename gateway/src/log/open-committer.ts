import type { Clock, Probe, Random } from '../domain/ports.js';
import type { Store } from '../store/store.js';
import { type BatchObserver, GroupCommitter, type OpenedCommitter } from './committer.js';
import { Finisher, type LogSigning } from './finisher.js';
import type { LogContext } from './plan-batch.js';

/** What a committer is opened with. */
export interface CommitterOptions extends LogSigning {
  readonly store: Pick<Store, 'reader' | 'log' | 'writer' | 'heads' | 'turns'>;
  readonly context: LogContext;
  readonly clock: Clock;
  readonly random: Random;
  readonly probe: Probe;
  /** Called where another process may have written: own keys may be others now. */
  readonly onFresh?: () => Promise<void>;
  readonly observe?: BatchObserver | undefined;
}

/**
 * Opens the one writer of a store: compares data with the signed head, and completes what a crash left unfinished.
 *
 * @throws SelatError LOG_HEAD_AHEAD where the data lack entries that the head covers, or have others;
 *   NOTE_MALFORMED, CHECKPOINT_MALFORMED, NOTE_UNVERIFIED for a damaged head; STORE_FULL, STORE_FAILED
 */
export async function openCommitter(options: CommitterOptions): Promise<OpenedCommitter> {
  const { store, context, clock, random, probe, observe, onFresh = async () => undefined } = options;
  const { reader, log, writer, heads, turns } = store;
  const finisher = new Finisher({ context, writer, log, heads, signing: options, probe });
  await turns.take();
  try {
    await finisher.catchUp();
  } finally {
    turns.offer(false);
  }
  return new GroupCommitter({ writer, reader, finisher, turns, clock, random, probe, onFresh, observe });
}
