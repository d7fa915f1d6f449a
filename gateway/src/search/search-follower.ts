import { isVisible, type Mark, type SearchIndex, type SearchReader } from '../domain/search/ports.js';
import { BEGINNING, type SearchEngine } from './engine.js';
import { searchIndex } from './search-index.js';

export interface FollowerOptions {
  readonly engine: SearchEngine;
  readonly reader: SearchReader;
  readonly exchange: string;
  /** A failure that a later try may cure. */
  readonly onFailure: (error: unknown) => void;
}

/** Commits of so many milliseconds are indexed together. */
const GATHER_MS = 100;
/** The same for commits that change no listing: the index has only to know that it has seen them. */
const PASS_BY_MS = 1_000;
/** How soon it looks again after a failure; and, where another process leads, whether that one is gone. */
const RETRY_MS = 1_000;

const isSame = (a: Mark, b: Mark): boolean => a.next === b.next && a.after === b.after;

/**
 * Reads the log behind the committer, and indexes what it changed: in pieces, outside of every act. Where it stopped is
 * stored with the pieces themselves, so that it goes on from there; to index twice does no harm. [SRC-10]
 */
export class SearchFollower {
  readonly index: SearchIndex;
  readonly #options: FollowerOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds that the timer was set to. */
  #wait = 0;
  #running: Promise<void> | undefined;
  /** How soon a commit since the last look wants the next, milliseconds. */
  #asked: number | undefined;
  #isChecked = false;
  #isStopped = false;
  /** Where the index was when another process led. */
  #seen: Mark | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.index = searchIndex(options.engine, options.reader);
  }

  /** Says that something may have been committed. @param isListed whether it changes a listing or the name of a provider */
  wake(isListed = true): void {
    const wait = isListed ? GATHER_MS : PASS_BY_MS;
    this.#asked = Math.min(this.#asked ?? wait, wait);
    this.#schedule(wait);
  }

  /** Indexes everything that is committed; for tests and benchmarks, which do not wait. */
  async catchUp(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    await this.#run();
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#options.engine.close();
  }

  #schedule(ms: number): void {
    if (this.#isStopped || this.#running !== undefined) return;
    if (this.#timer !== undefined && this.#wait <= ms) return;
    clearTimeout(this.#timer);
    this.#wait = ms;
    this.#timer = setTimeout(() => void this.#run(), ms);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#asked = undefined;
    let next: number | undefined;
    this.#running = this.#follow()
      .then((isLeader) => {
        if (!isLeader) next = RETRY_MS;
      })
      .catch((error: unknown) => {
        this.#isChecked = false;
        next = RETRY_MS;
        this.#options.onFailure(error);
      })
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
    const soon = this.#asked ?? next;
    if (soon !== undefined) this.#schedule(soon);
  }

  /** Reads on to the end of the log; false where another process does. */
  async #follow(): Promise<boolean> {
    const { engine, reader } = this.#options;
    const isLeader = await engine.lead();
    if (!isLeader && !(await this.#isLeft())) return false;
    let mark = await this.#begin();
    for (let isMore = true; isMore && !this.#isStopped; ) {
      const changes = await reader.readSearchChanges(mark);
      if (isSame(changes.mark, mark)) break;
      const contents = changes.contents.filter(({ row }) => isVisible(row, this.#options.exchange));
      await engine.write(mark, { ...changes, contents });
      ({ mark, isMore } = changes);
    }
    return isLeader;
  }

  /** Whether the process that leads stands still: there is work, and none of it was done since this one last looked. */
  async #isLeft(): Promise<boolean> {
    const before = this.#seen;
    this.#seen = await this.#options.engine.progress();
    return before !== undefined && isSame(before, this.#seen) && (await this.index.behind()) > 0;
  }

  /** Where to read on. An index of another log, or of a future that a restored store has not, begins anew. */
  async #begin(): Promise<Mark> {
    const { engine, reader } = this.#options;
    const mark = await engine.progress();
    if (this.#isChecked) return mark;
    const end = await reader.findLogEnd(mark);
    this.#isChecked = true;
    if (end.hash === mark.hash) return mark;
    await engine.reset();
    return BEGINNING;
  }
}
