/** What officers and strangers may ask of the REST edge. Normative text: docs/spec/operations.md, OPS-6 and OPS-7. */
import { SelatError } from '@selat/sdk/errors';
import type { Clock } from '@selat/sdk/keys';
import type { ApiLimits } from '../config/index.js';
import { type Rate, TokenBucket } from '../federation/limits/index.js';

/** Most addresses and officers whose use is remembered; the ones that came first are forgotten. */
const MAX_REMEMBERED = 10_000;
const MINUTE_MS = 60_000;
/** Most tokens that are remembered as good. */
const MAX_GOOD = 1_000;

export class ApiLimiter {
  readonly #limits: ApiLimits;
  readonly #clock: Clock;
  readonly #officers = new Map<string, TokenBucket>();
  readonly #addresses = new Map<string, TokenBucket>();
  /** Hashes of tokens that have been right: who is at work is not locked out by guesses from the same address. */
  readonly #good = new Set<string>();

  constructor(limits: ApiLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Before a token is looked up. @throws SelatError API_RATE_EXCEEDED where the address has guessed too often [OPS-7] */
  requireMayGuess(address: string, tokenHash: string): void {
    if (this.#good.has(tokenHash)) return;
    const [bucket, now] = [this.#guessesOf(address), this.#clock()];
    if (bucket.has(1, now)) return;
    const [limit, observed] = [this.#limits.wrongTokensPerMinute, bucket.observed(now)];
    const what = `the address sent ${observed} unknown tokens within a minute`;
    throw tooMany(what, `${limit} are`, limit, observed, bucket);
  }

  /** A token was unknown. */
  noteWrong(address: string): void {
    this.#guessesOf(address).take(1);
  }

  /** A token was right. @throws SelatError API_RATE_EXCEEDED where its officer asks too much [OPS-6] */
  admit(officer: string, tokenHash: string): void {
    if (this.#good.size >= MAX_GOOD) this.#good.clear();
    this.#good.add(tokenHash);
    const [limit, now] = [this.#limits.requestsPerSecond, this.#clock()];
    const bucket = bucketOf(this.#officers, officer, { perSecond: limit, size: limit * 2 }, now);
    if (!bucket.has(1, now)) {
      const observed = bucket.observed(now);
      throw tooMany(`${officer} made ${observed} requests within a second`, `${limit} are`, limit, observed, bucket);
    }
    bucket.take(1);
  }

  #guessesOf(address: string): TokenBucket {
    const size = this.#limits.wrongTokensPerMinute;
    const rate = { perSecond: size / 60, size, windowMs: MINUTE_MS };
    return bucketOf(this.#addresses, address, rate, this.#clock());
  }
}

function bucketOf(buckets: Map<string, TokenBucket>, name: string, rate: Rate, now: number): TokenBucket {
  const known = buckets.get(name);
  if (known !== undefined) return known;
  const [oldest] = buckets.keys();
  if (buckets.size >= MAX_REMEMBERED && oldest !== undefined) buckets.delete(oldest);
  const made = new TokenBucket(rate, now);
  buckets.set(name, made);
  return made;
}

function tooMany(what: string, allowed: string, limit: number, observed: number, bucket: TokenBucket): SelatError {
  const facts = { limit: String(limit), observed: String(observed), retryAfterMs: String(bucket.waitMs(1)) };
  return new SelatError('API_RATE_EXCEEDED', `cannot accept the request: ${what}, ${allowed} allowed`, facts);
}
