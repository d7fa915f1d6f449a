/**
 * Lets submissions of all peers into verification and the committer by turns: deficit round robin over their bytes, so
 * that a peer which sends much waits for itself alone. Acts of the own officers do not pass here. [OPS-5]
 */
import type { ExchangeId } from '@selat/sdk/model';

/** Submissions of all peers that are worked on at once: four batches of the committer. */
export const DEFAULT_SLOTS = 256;
/** Bytes that each turn adds to what a peer may send in: about one listing. */
const QUANTUM_BYTES = 4_096;
/** Least cost of one submission: a small document is verified and logged like a large one. */
const LEAST_BYTES = 1_024;

interface Waiting {
  readonly cost: number;
  readonly start: () => void;
}

interface Lane {
  readonly waiting: Waiting[];
  credit: number;
}

export class FairGate {
  readonly #slots: number;
  /** Lanes of peers that wait, in the order of their turns. */
  readonly #lanes = new Map<ExchangeId, Lane>();
  #inWork = 0;

  constructor(slots = DEFAULT_SLOTS) {
    this.#slots = slots;
  }

  /** Submissions being worked on. */
  get inWork(): number {
    return this.#inWork;
  }

  /** Submissions that wait for their turn. */
  get waiting(): number {
    let sum = 0;
    for (const lane of this.#lanes.values()) sum += lane.waiting.length;
    return sum;
  }

  /**
   * Runs `work` when it is the peer's turn, in the order of its calls. Work must not wait for other work of the gate.
   * @param bytes size of the submission
   */
  async inTurn<T>(peer: ExchangeId, bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#inWork < this.#slots && this.#lanes.size === 0) this.#inWork += 1;
    else await new Promise<void>((start) => this.#wait(peer, { cost: Math.max(LEAST_BYTES, bytes), start }));
    try {
      return await work();
    } finally {
      this.#inWork -= 1;
      this.#fill();
    }
  }

  #wait(peer: ExchangeId, waiting: Waiting): void {
    const lane = this.#lanes.get(peer) ?? { waiting: [], credit: 0 };
    this.#lanes.set(peer, lane);
    lane.waiting.push(waiting);
  }

  #fill(): void {
    while (this.#inWork < this.#slots) {
      const next = this.#next();
      if (next === undefined) return;
      this.#inWork += 1;
      next.start();
    }
  }

  /** The submission whose turn it is. A lane goes to the end of the round once its credit is used up. */
  #next(): Waiting | undefined {
    for (;;) {
      const [first] = this.#lanes;
      if (first === undefined) return undefined;
      const [peer, lane] = first;
      const head = lane.waiting[0];
      if (head !== undefined && lane.credit >= head.cost) {
        lane.credit -= head.cost;
        lane.waiting.shift();
        // An empty lane keeps no credit: who was silent may not save up for a flood.
        if (lane.waiting.length === 0) this.#lanes.delete(peer);
        return head;
      }
      this.#lanes.delete(peer);
      if (head === undefined) continue;
      lane.credit += QUANTUM_BYTES;
      this.#lanes.set(peer, lane);
    }
  }
}
