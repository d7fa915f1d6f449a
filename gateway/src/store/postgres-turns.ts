/** Turns by a lease in the database, for processes that share it. */
import { SelatError } from '@selat/sdk/errors';
import { toPostgresError } from './postgres-errors.js';
import type { PostgresSession } from './postgres-session.js';
import type { Turns } from './turns.js';

/** Channel on which processes tell each other that they wait for the turn, or that it is free. */
export const TURN_CHANNEL = 'selat_turn';

/** Longest turn without renewal, milliseconds: what others wait for a process that stands still. */
export const TURN_MS = 6_000;
/** How long a turn is kept for the process that it was passed to. */
const PASSED_MS = 1_000;
/** How long a turn stays with acts that are decided again. */
const UNSETTLED_MS = 1_000;
/** After as many batches in a row it passes all the same, so that nobody waits for ever. */
const MAX_UNSETTLED = 8;
const RETRY_MS = 100;
const MAX_TRIES = 300;
/** No fence of a store: what is stored is not known. */
const UNKNOWN = -1;

const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** Takes the turn that is free, over, passed on, left by a process that is gone, or one's own; the fence grows. */
const TAKE = `with taken as (
  update lease set holder = $1, backend = pg_backend_pid(), until_ms = ${NOW} + $2,
    wanted_by = nullif(wanted_by, $1)
  where id = 1 and (holder is null or holder = $1 or until_ms < ${NOW}
    or (backend is not null and not exists (select from pg_stat_activity where pid = lease.backend)))
  returning id)
update log_state set fence = fence + 1 from taken where log_state.id = taken.id returning fence`;

const WANT = 'update lease set wanted_by = $1 where id = 1 and wanted_by is null';

const PASS = `update lease set holder = wanted_by, backend = null, until_ms = ${NOW} + ${PASSED_MS}, wanted_by = null
  where id = 1 and holder = $1`;

const TELL = `select pg_notify('${TURN_CHANNEL}', $1)`;

export interface TurnsOptions {
  readonly session: PostgresSession;
  /** Names this process among those that share the store. */
  readonly holder: string;
  /** Public name of the store. */
  readonly store: string;
  /** Longest turn without renewal, milliseconds. */
  readonly turnMs: number;
}

export class PostgresTurns implements Turns {
  readonly #options: TurnsOptions;
  #fence = UNKNOWN;
  #epoch = 0;
  #isHeld = false;
  #isBusy = false;
  #isWanted = false;
  /** Batches in a row that left acts unsettled. */
  #unsettled = 0;
  #needsRenewal = false;
  #renewal: NodeJS.Timeout | undefined;
  #stay: NodeJS.Timeout | undefined;
  #wake: () => void = () => undefined;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** What a transaction of this turn must find in the store. */
  get fence(): number {
    return this.#fence;
  }

  /** Grows whenever what this process knows of the store may be old. */
  get epoch(): number {
    return this.#epoch;
  }

  async take(): Promise<'kept' | 'fresh'> {
    this.#isBusy = true;
    clearTimeout(this.#stay);
    if (this.#isHeld && !this.#needsRenewal) return 'kept';
    try {
      return this.#taken(await this.#waitForFence());
    } catch (error) {
      this.#isBusy = false;
      throw toPostgresError(error, this.#options.store);
    }
  }

  offer(isUnsettled: boolean): void {
    this.#unsettled = isUnsettled ? this.#unsettled + 1 : 0;
    if (isUnsettled && this.#unsettled <= MAX_UNSETTLED) {
      this.#stay = setTimeout(() => this.#rest(), UNSETTLED_MS).unref();
    } else {
      this.#rest();
    }
  }

  /** Takes notice of another process. */
  hear(payload: string): void {
    const [word, who] = payload.split(' ');
    if (word === 'free') this.#wake();
    if (word !== 'want' || who === this.#options.holder) return;
    this.#isWanted = true;
    if (!this.#isBusy) this.#passIfWanted();
  }

  /** The connection is gone, or nobody knows what it did last: the turn has to be taken anew. */
  lose(): void {
    this.#isHeld = false;
    this.#fence = UNKNOWN;
    this.#wake();
  }

  /** Passes the turn on for good. */
  async close(): Promise<void> {
    clearTimeout(this.#renewal);
    clearTimeout(this.#stay);
    if (this.#isHeld && this.#options.session.isOpen) await this.#pass();
  }

  #taken(fence: number): 'kept' | 'fresh' {
    const isKept = fence === this.#fence + 1;
    if (!isKept) this.#epoch += 1;
    this.#fence = fence;
    this.#isHeld = true;
    this.#needsRenewal = false;
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => {
      this.#needsRenewal = true;
    }, this.#options.turnMs / 2).unref();
    return isKept ? 'kept' : 'fresh';
  }

  async #waitForFence(): Promise<number> {
    const { session, holder, store, turnMs } = this.#options;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      await session.connect();
      const woken = this.#nextChance();
      const [taken] = await session.run([{ name: 'turn.take', text: TAKE, values: [holder, turnMs] }]);
      const fence = taken?.rows[0]?.['fence'];
      if (typeof fence === 'number') return fence;
      await session.run([
        { name: 'turn.want', text: WANT, values: [holder] },
        { name: 'turn.tell', text: TELL, values: [`want ${holder}`] },
      ]);
      await woken;
    }
    const why = 'another process keeps its turn';
    throw new SelatError('STORE_FAILED', `cannot write store ${store}: ${why}`, { store, why });
  }

  #nextChance(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #rest(): void {
    this.#isBusy = false;
    this.#passIfWanted();
  }

  #passIfWanted(): void {
    if (!this.#isWanted || this.#isBusy || !this.#isHeld) return;
    // Where it fails, the turn ends by itself.
    this.#pass().catch(() => undefined);
  }

  async #pass(): Promise<void> {
    const { session, holder } = this.#options;
    this.#isHeld = false;
    this.#isWanted = false;
    this.#unsettled = 0;
    await session.run([
      { name: 'turn.pass', text: PASS, values: [holder] },
      { name: 'turn.tell', text: TELL, values: ['free'] },
    ]);
  }
}
