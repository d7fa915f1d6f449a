/** Holds each peer to what it may use. Normative text: docs/spec/operations.md, OPS-1 to OPS-4. */
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId, Instant } from '@selat/sdk/model';
import type { PeerLimits } from '../../config/limits.js';
import type { Clock } from '../../domain/ports.js';
import { TokenBucket } from './token-bucket.js';

/** Kind of a call, as far as limits go. */
export type CallKind = 'calls' | 'streams';

/** After this time a peer whose call found no room may find some, milliseconds. */
const ROOM_MS = 1_000;
/** After this time a document that waits for a cure is no longer counted, milliseconds. */
const CURE_MS = 600_000;

interface Account {
  readonly limits: PeerLimits;
  readonly submissions: TokenBucket;
  readonly bytes: TokenBucket;
  readonly open: Record<CallKind, number>;
  /** When each document was last found to wait, by submission digest, oldest first. */
  readonly awaiting: Map<DigestHex, Instant>;
}

/** What every peer has used so far. Only pinned peers get this far, so there are as many accounts as pins. */
export class PeerLimiter {
  readonly #limitsOf: (peer: ExchangeId) => PeerLimits;
  readonly #clock: Clock;
  readonly #accounts = new Map<ExchangeId, Account>();

  constructor(limitsOf: (peer: ExchangeId) => PeerLimits, clock: Clock) {
    this.#limitsOf = limitsOf;
    this.#clock = clock;
  }

  limitsOf(peer: ExchangeId): PeerLimits {
    return this.#account(peer).limits;
  }

  /** Counts one submission before anything is done with it. @throws SelatError PEER_RATE_EXCEEDED */
  admit(peer: ExchangeId, bytes: number): void {
    const { submissions, bytes: volume, limits } = this.#account(peer);
    const now = this.#clock();
    // Both are asked before either is taken from: what is refused costs nothing.
    const [hasTurn, hasVolume] = [submissions.has(1, now), volume.has(bytes, now)];
    if (!hasTurn)
      throw tooFast(peer, 'documents', limits.submissionsPerSecond, submissions.observed(now), submissions.waitMs(1));
    if (!hasVolume) throw tooFast(peer, 'bytes', limits.bytesPerSecond, volume.observed(now), volume.waitMs(bytes));
    submissions.take(1);
    volume.take(bytes);
  }

  /** Counts a call until the returned function is called, once. @throws SelatError PEER_CONCURRENCY_EXCEEDED */
  enter(peer: ExchangeId, kind: CallKind): () => void {
    const { limits, open } = this.#account(peer);
    const [limit, observed] = [limits[kind], open[kind] + 1];
    if (observed > limit) {
      const facts = { peer, kind, limit: String(limit), observed: String(observed), retryAfterMs: String(ROOM_MS) };
      const message = `cannot serve ${peer}: it has ${observed} ${kind} at once, ${limit} are allowed`;
      throw new SelatError('PEER_CONCURRENCY_EXCEEDED', message, facts);
    }
    open[kind] += 1;
    return () => {
      open[kind] -= 1;
    };
  }

  /** Open calls of every peer that was ever here. */
  *openCalls(): Iterable<readonly [ExchangeId, Readonly<Record<CallKind, number>>]> {
    for (const [peer, { open }] of this.#accounts) yield [peer, open];
  }

  /** Notes a document that lacks what cures it. @throws SelatError PEER_BACKLOG_EXCEEDED where too many wait already */
  noteAwaiting(peer: ExchangeId, submission: DigestHex): void {
    const { awaiting, limits } = this.#account(peer);
    const now = this.#clock();
    awaiting.delete(submission);
    for (const [oldest, at] of awaiting) {
      if (now - at < CURE_MS) break;
      awaiting.delete(oldest);
    }
    if (awaiting.size >= limits.awaitingCure) {
      const [limit, observed] = [String(limits.awaitingCure), String(awaiting.size + 1)];
      const message = `cannot take a document of ${peer} that lacks another one: ${observed} would wait, ${limit} may`;
      const facts = { peer, limit, observed, retryAfterMs: String(ROOM_MS) };
      throw new SelatError('PEER_BACKLOG_EXCEEDED', message, facts);
    }
    awaiting.set(submission, now);
  }

  /** Whether any document of the peer waits: only then is it worth naming one that does not any more. */
  hasAwaiting(peer: ExchangeId): boolean {
    return this.#account(peer).awaiting.size > 0;
  }

  /** A document that waited has its answer. */
  noteCured(peer: ExchangeId, submission: DigestHex): void {
    this.#account(peer).awaiting.delete(submission);
  }

  #account(peer: ExchangeId): Account {
    const known = this.#accounts.get(peer);
    if (known !== undefined) return known;
    const [limits, now] = [this.#limitsOf(peer), this.#clock()];
    const made: Account = {
      limits,
      submissions: new TokenBucket(twice(limits.submissionsPerSecond), now),
      bytes: new TokenBucket(twice(limits.bytesPerSecond), now),
      open: { calls: 0, streams: 0 },
      awaiting: new Map(),
    };
    this.#accounts.set(peer, made);
    return made;
  }
}

/** What a peer saved up in silence it may use at once, two seconds of it. */
function twice(perSecond: number): { perSecond: number; size: number } {
  return { perSecond, size: perSecond * 2 };
}

function tooFast(peer: ExchangeId, unit: string, limit: number, observed: number, retryAfterMs: number): SelatError {
  const facts = { peer, unit, limit: String(limit), observed: String(observed), retryAfterMs: String(retryAfterMs) };
  const message = `cannot take more of ${peer}: it sent ${observed} ${unit} within a second, ${limit} are allowed`;
  return new SelatError('PEER_RATE_EXCEEDED', message, facts);
}
