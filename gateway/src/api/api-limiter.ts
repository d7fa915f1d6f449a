/** What officers and strangers may ask of the REST edge. Normative text: docs/spec/operations.md, OPS-6 and OPS-7. */
import { SelatError } from '@selat/sdk/errors';
import type { Clock } from '@selat/sdk/keys';
import type { ApiLimits } from '../config/index.js';
import { TokenBucket } from '../federation/limits/index.js';

/** Most addresses and officers whose use is remembered; the ones that came first are forgotten. */
const MAX_REMEMBERED = 10_000;
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
    const bucket = this.#addresses.get(address);
    if (bucket === undefined || this.#good.has(tokenHash)) return;
    const now = this.#clock();
    if (!bucket.has(1, now)) {
      const limit = this.#limits.wrongTokensPerMinute;
      throw tooMany('the address sent unknown tokens', `${limit} a minute are`, limit, bucket.observed(now), bucket);
    }
  }

  /** A token was unknown. */
  noteWrong(address: string): void {
    const perMinute = this.#limits.wrongTokensPerMinute;
    bucketOf(this.#addresses, address, { perSecond: perMinute / 60, size: perMinute }, this.#clock()).take(1);
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
}

type Rate = ConstructorParameters<typeof TokenBucket>[0];

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
