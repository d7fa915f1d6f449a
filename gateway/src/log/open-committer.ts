import type { Signer } from '@selat/sdk/keys';
import type { Clock, Probe, Random } from '../domain/ports.js';
import type { Store } from '../store/store.js';
import { type BatchObserver, GroupCommitter, type OpenedCommitter } from './committer.js';
import { Finisher, type LogKey } from './finisher.js';
import type { LogContext } from './plan-batch.js';

/** What a committer is opened with. */
export interface CommitterOptions {
  readonly store: Pick<Store, 'reader' | 'log' | 'writer' | 'heads' | 'turns'>;
  readonly context: LogContext;
  readonly logKey: LogKey;
  /** Receipt keys of the exchange, in the order of the signers list. */
  readonly receiptSigners: readonly Signer[];
  readonly clock: Clock;
  readonly random: Random;
  readonly probe: Probe;
  readonly observe?: BatchObserver | undefined;
}

/**
 * Opens the one writer of a store: compares data with the signed head, and completes what a crash left unfinished.
 *
 * @throws SelatError LOG_HEAD_AHEAD where the data lack entries that the head covers, or have others;
 *   NOTE_MALFORMED, CHECKPOINT_MALFORMED, NOTE_UNVERIFIED for a damaged head; STORE_FULL, STORE_FAILED
 */
export async function openCommitter(options: CommitterOptions): Promise<OpenedCommitter> {
  const { store, context, logKey, receiptSigners, clock, random, probe, observe } = options;
  const { reader, log, writer, heads, turns } = store;
  const finisher = new Finisher({ context, writer, log, heads, logKey, receiptSigners, probe });
  await turns.take();
  try {
    await finisher.catchUp();
  } finally {
    turns.offer(false);
  }
  return new GroupCommitter({ writer, reader, finisher, turns, clock, random, probe, observe });
}
