import type { Change, Committed } from '../domain/change.js';
import type { Committer, Waiter } from '../domain/ports.js';

/** Tells of every Change once it is durable. */
export class CommitSignals implements Waiter {
  readonly #listeners = new Set<(change: Change, committed: Committed) => void>();
  readonly #othersListeners = new Set<() => void>();

  /** The returned function ends the subscription. */
  onCommit(listener: (change: Change, committed: Committed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when another process may have committed something; the returned function ends the subscription. */
  onOthersCommit(listener: () => void): () => void {
    this.#othersListeners.add(listener);
    return () => this.#othersListeners.delete(listener);
  }

  /** Says that another process may have committed something. */
  tellOfOthers(): void {
    for (const listener of this.#othersListeners) listener();
  }

  /** The same committer, which also tells. */
  wrap(inner: Committer): Committer {
    return {
      commit: async (decide, lane) => {
        let decided: Change = {};
        const committed: Committed = await inner.commit(async () => {
          decided = await decide();
          return decided;
        }, lane);
        for (const listener of this.#listeners) listener(decided, committed);
        return committed;
      },
    };
  }

  async until<T>(
    check: () => Promise<T | undefined>,
    waitMs: number,
    concerns: (change: Change) => boolean = () => true,
  ): Promise<T | undefined> {
    // Subscribed before the first look, so that a commit between the two is not missed.
    let wake: () => void = () => undefined;
    let isOver = false;
    const look = (change: Change) => {
      if (concerns(change)) wake();
    };
    const stops = [this.onCommit(look), this.onOthersCommit(() => wake())];
    const timer = setTimeout(() => {
      isOver = true;
      wake();
    }, waitMs);
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const found = await check();
        if (found !== undefined || isOver) return found;
        await woken;
      }
    } finally {
      clearTimeout(timer);
      for (const stop of stops) stop();
    }
  }
}
