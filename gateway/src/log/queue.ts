/** Groups acts into batches, one batch at a time. Knows nothing of what a batch does. */
import { SelatError } from '@selat/sdk/errors';
import type { Change, Committed } from '../domain/change.js';
import { Lanes } from './lanes.js';

/** Most Changes in one transaction. */
export const MAX_BATCH = 256;
/** Longest that a decided Change waits for others that are still being decided. */
const LINGER_MS = 2;
/** A batch of so many says that more is coming. */
const MANY = 16;
/**
 * How long the next batch then waits, also while nothing is being decided: each batch costs flushes and signatures of its
 * own, so that many small ones would take the processor from what is to be verified and decided.
 */
const GATHER_MS = 10;

/** A Change on its way, with the promise of whoever waits for it. */
export interface Act {
  readonly change: Change;
  /** Place in the order of arrival. */
  readonly order: number;
  /** Times it was decided, from 1. */
  readonly decisions: number;
  /** Batches that had been started, and marks made, when its decision began. */
  readonly decidedAfter: number;
  readonly isSettled: boolean;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
}

interface Ticket extends Act {
  readonly decide: () => Promise<Change>;
  change: Change;
  decisions: number;
  decidedAfter: number;
  isSettled: boolean;
}

export class Queue {
  readonly #run: (batch: readonly Act[]) => Promise<void>;
  readonly #decided: Ticket[] = [];
  /** By order, from entry to answer. */
  readonly #tickets = new Map<number, Ticket>();
  readonly #idle: (() => void)[] = [];
  readonly #lanes = new Lanes();
  #order = 0;
  #deciding = 0;
  #batches = 0;
  #isRunning = false;
  #isBusy = false;
  #isClosed = false;
  #linger: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  /** @param run settles when a batch is done; it never rejects, and each act is settled or decided again */
  constructor(run: (batch: readonly Act[]) => Promise<void>) {
    this.#run = run;
  }

  /** Batches started and marks made so far. */
  get batches(): number {
    return this.#batches;
  }

  /** Acts between entry and answer. */
  get length(): number {
    return this.#tickets.size;
  }

  /** Counts like a batch that has been started: every decision that began before has a lower number. */
  mark(): number {
    this.#batches += 1;
    return this.#batches;
  }

  /** Takes an act in and decides it, when its lane is free. @throws SelatError of `decide`; BUSY once the queue is closed */
  enter(decide: () => Promise<Change>, lane?: string): Promise<Committed> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new SelatError('BUSY', 'cannot commit the act: the gateway is shutting down', {}));
        return;
      }
      const ticket: Ticket = {
        decide,
        change: {},
        order: this.#order++,
        decisions: 0,
        decidedAfter: 0,
        isSettled: false,
        resolve: (committed) => this.#settle(ticket, () => resolve(committed), lane),
        reject: (error) => this.#settle(ticket, () => reject(error), lane),
      };
      this.#tickets.set(ticket.order, ticket);
      if (lane === undefined) this.#decide(ticket);
      else this.#lanes.enter(lane, () => this.#decide(ticket));
    });
  }

  /** Decides an act of a batch again. */
  decideAgain({ order }: Act): void {
    const ticket = this.#tickets.get(order);
    if (ticket !== undefined) this.#decide(ticket);
  }

  /** Refuses new acts and settles when all are done. */
  close(): Promise<void> {
    this.#isClosed = true;
    if (this.#tickets.size === 0 && !this.#isRunning) return Promise.resolve();
    return new Promise((resolve) => void this.#idle.push(resolve));
  }

  #decide(ticket: Ticket): void {
    ticket.decisions += 1;
    ticket.decidedAfter = this.#batches;
    this.#deciding += 1;
    ticket
      .decide()
      .then(
        (change) => {
          ticket.change = change;
          this.#decided.push(ticket);
        },
        (error: unknown) => ticket.reject(error),
      )
      .finally(() => {
        this.#deciding -= 1;
        this.#wake();
      });
  }

  #settle(ticket: Ticket, settle: () => void, lane: string | undefined): void {
    ticket.isSettled = true;
    this.#tickets.delete(ticket.order);
    settle();
    if (lane !== undefined) this.#lanes.leave(lane);
    this.#tellIdle();
  }

  #tellIdle(): void {
    if (this.#tickets.size > 0 || this.#isRunning) return;
    for (const tell of this.#idle.splice(0)) tell();
  }

  /**
   * Starts when a batch is full, when the first has waited long enough, or, unless the last batch was one of many, when
   * nothing more is being decided.
   */
  #wake(): void {
    if (this.#isRunning || this.#decided.length === 0) return;
    if (this.#decided.length >= MAX_BATCH) {
      this.#start();
      return;
    }
    this.#linger ??= setTimeout(() => this.#start(), this.#isBusy ? GATHER_MS : LINGER_MS);
    if (this.#isBusy || this.#deciding > 0) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      if (this.#deciding === 0) this.#start();
    });
  }

  #start(): void {
    clearTimeout(this.#linger);
    clearImmediate(this.#turn);
    this.#linger = undefined;
    this.#turn = undefined;
    if (this.#isRunning || this.#decided.length === 0) return;
    // The oldest first, so that an act that is decided again is not overtaken for ever.
    this.#decided.sort((a, b) => a.order - b.order);
    const batch = this.#decided.splice(0, MAX_BATCH);
    this.#batches += 1;
    this.#isBusy = batch.length >= MANY;
    this.#isRunning = true;
    void this.#run(batch).finally(() => {
      this.#isRunning = false;
      this.#tellIdle();
      this.#wake();
    });
  }
}
