import type { Instant } from '@selat/sdk/model';

/** Time over which the observed rate is told where nothing else is said, milliseconds. */
const WINDOW_MS = 1_000;

/** How fast a bucket fills and how much it holds. */
export interface Rate {
  readonly perSecond: number;
  readonly size: number;
  /** Time over which the observed rate is told, milliseconds; absent = a second. */
  readonly windowMs?: number;
}

/** A rate as a bucket that fills with `perSecond` tokens a second, holds `size` of them, and starts full. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #size: number;
  readonly #windowMs: number;
  #tokens: number;
  #filledAt: Instant;
  #window = { start: 0, asked: 0, before: 0 };

  constructor({ perSecond, size, windowMs = WINDOW_MS }: Rate, now: Instant) {
    this.#windowMs = windowMs;
    this.#perSecond = perSecond;
    this.#size = size;
    this.#tokens = this.#size;
    this.#filledAt = now;
  }

  /** Notes that `cost` was asked for, and says whether the bucket has it; nothing is taken yet. */
  has(cost: number, now: Instant): boolean {
    this.#note(cost, now);
    // A clock that goes back fills nothing.
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(this.#size, this.#tokens + (elapsed * this.#perSecond) / 1_000);
    return this.#tokens >= Math.min(cost, this.#size);
  }

  /** Takes what `has` found. */
  take(cost: number): void {
    this.#tokens -= Math.min(cost, this.#size);
  }

  /** Milliseconds until the bucket has `cost` and is a quarter full, so that whoever waited may send more than one thing. */
  waitMs(cost: number): number {
    const wanted = Math.min(this.#size, Math.max(cost, this.#size / 4));
    return Math.max(1, Math.ceil(((wanted - this.#tokens) * 1_000) / this.#perSecond));
  }

  /** What was asked for within the window that ends now, taken or not. */
  observed(now: Instant): number {
    const share = 1 - Math.min(1, Math.max(0, now - this.#window.start) / this.#windowMs);
    return Math.ceil(this.#window.asked + this.#window.before * share);
  }

  #note(cost: number, now: Instant): void {
    const { start, asked } = this.#window;
    const age = now - start;
    const span = this.#windowMs;
    if (age >= span || age < 0) this.#window = { start: now, asked: 0, before: age < 2 * span ? asked : 0 };
    this.#window.asked += cost;
  }
}
