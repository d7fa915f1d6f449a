/**
 * The one writer: groups decided Changes, makes each batch durable, logged and receipted, then answers.
 * Normative text: docs/spec/receipts.md; docs/spec/log.md, LOG-11.
 */
import { SelatError } from '@selat/sdk/errors';
import type { Change, Committed } from '../domain/change.js';
import type { Clock, Committer, Probe, Random, Reader } from '../domain/ports.js';
import type { AppliedBatch, BatchWriter, Outcome } from '../store/batch-writer.js';
import type { Turns } from '../store/turns.js';
import { requireSound } from './check-change.js';
import type { Finisher, SignedReceipts } from './finisher.js';
import { randomBytesFor } from './plan-batch.js';
import { type Act, Queue } from './queue.js';
import { recentDocuments } from './recent-documents.js';

/** How often a Change may be decided again. [RCP-7] */
export const MAX_DECISIONS_AGAIN = 16;

/** What a committer works with. */
export interface CommitterParts {
  readonly writer: BatchWriter;
  readonly reader: Reader;
  readonly finisher: Finisher;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly random: Random;
  readonly probe: Probe;
  readonly onFresh: () => Promise<void>;
  /** Told of each batch when it is done. */
  readonly observe?: BatchObserver | undefined;
}

/** Told how many acts a batch had and how long it took. */
export interface BatchObserver {
  /** Milliseconds of a clock that only goes forward. */
  readonly ticks: () => number;
  batch(acts: number, ms: number): void;
}

/** A committer that can be closed. */
export interface OpenedCommitter extends Committer {
  /** Refuses new Changes and settles when those that wait are done. */
  close(): Promise<void>;
  /** Acts that are being decided, wait or are being written. */
  waiting(): number;
}

export class GroupCommitter implements OpenedCommitter {
  readonly #parts: CommitterParts;
  readonly #queue: Queue;
  readonly #written = recentDocuments();

  /** Use `openCommitter`. */
  constructor(parts: CommitterParts) {
    this.#parts = parts;
    this.#queue = new Queue((batch) => this.#observed(batch));
  }

  commit(decide: () => Promise<Change>, lane?: string): Promise<Committed> {
    return this.#queue.enter(async () => {
      const change = await decide();
      requireSound(change);
      return change;
    }, lane);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  waiting(): number {
    return this.#queue.length;
  }

  async #observed(batch: readonly Act[]): Promise<void> {
    const { observe } = this.#parts;
    const start = observe?.ticks() ?? 0;
    await this.#inTurn(batch);
    observe?.batch(batch.length, observe.ticks() - start);
  }

  async #inTurn(batch: readonly Act[]): Promise<void> {
    const { turns, finisher, onFresh } = this.#parts;
    try {
      if ((await turns.take()) === 'fresh') {
        finisher.forget();
        await onFresh();
        // Another process may have written any document since these acts were decided, or are being decided.
        this.#written.forget(this.#queue.mark());
      }
    } catch (error) {
      for (const act of batch) act.reject(error);
      return;
    }
    await this.#run(batch);
    turns.offer(batch.some(({ isSettled }) => !isSettled));
  }

  async #run(batch: readonly Act[]): Promise<void> {
    const current = batch.filter((act) => !this.#isOutdated(act));
    for (const act of batch) if (!current.includes(act)) this.#decideAgain(act);
    try {
      await this.#parts.finisher.catchUp();
      if (current.length > 0) await this.#apply(current);
    } catch (error) {
      if (current.length > 1 && !(error instanceof SelatError && error.reason.startsWith('STORE_'))) {
        // One Change that cannot be written must not take the others with it.
        for (const act of current) if (!act.isSettled) await this.#run([act]);
        return;
      }
      for (const act of current) act.reject(error);
    }
  }

  async #apply(acts: readonly Act[]): Promise<void> {
    const { writer, clock, random, probe } = this.#parts;
    const changes = acts.map(({ change }) => change);
    probe.hit('commit:before-tx');
    const applied = await writer.apply({ changes, now: clock(), random: random(randomBytesFor(changes)) });
    probe.hit('commit:after-tx');
    this.#written.note(this.#queue.batches, changes, applied.outcomes);
    const waiting = acts.map((act, i) => ({ act, outcome: applied.outcomes[i] }));
    // These read what is committed now; they need not wait for signatures.
    for (const { act, outcome } of waiting) if (outcome?.kind === 'moved') this.#decideAgain(act);
    await this.#finish(waiting, applied);
  }

  async #finish(waiting: readonly Waiting[], applied: AppliedBatch): Promise<void> {
    const { finisher, probe } = this.#parts;
    const pending = waiting.filter(({ outcome }) => outcome?.kind !== 'moved');
    try {
      const signed = await finisher.finish(applied);
      for (const { act, outcome } of pending) {
        if (outcome?.kind === 'applied') act.resolve(toCommitted(applied.time, outcome, signed));
        else await this.#resolveAnswered(act, applied);
      }
    } catch (error) {
      for (const { act } of pending) act.reject(error);
    }
    probe.hit('commit:resolved');
  }

  /** The submission was answered before: its stored receipt is the answer, byte for byte. [RCP-2] */
  async #resolveAnswered(act: Act, { time }: AppliedBatch): Promise<void> {
    const { answer } = act.change;
    const receipt = answer && (await this.#parts.reader.findAnswer(answer.submitter, answer.submissionDigest));
    if (receipt === undefined) act.reject(new Error('an answered submission has no signed receipt'));
    else act.resolve({ time, leafIndexes: [], receipt });
  }

  /** Whether a document that the Change writes was written since its decision began. */
  #isOutdated({ change, decidedAfter }: Act): boolean {
    return this.#written.isAnyNewer(change, decidedAfter);
  }

  #decideAgain(act: Act): void {
    if (act.decisions <= MAX_DECISIONS_AGAIN) {
      this.#queue.decideAgain(act);
      return;
    }
    const message = `cannot commit the act: what it rests on changed ${act.decisions} times while it was decided`;
    act.reject(new SelatError('DOCUMENT_CHANGED', message, { decisions: String(act.decisions) }));
  }
}

interface Waiting {
  readonly act: Act;
  readonly outcome: Outcome | undefined;
}

function toCommitted(time: number, outcome: Outcome & { kind: 'applied' }, signed: SignedReceipts): Committed {
  const { leafIndexes, receipt: digest } = outcome;
  const receipt = digest === undefined ? undefined : signed.get(digest);
  return { time, leafIndexes, ...(receipt === undefined ? {} : { receipt }) };
}
