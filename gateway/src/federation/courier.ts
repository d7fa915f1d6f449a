import { Metadata } from '@grpc/grpc-js';
import { FederationServiceClient } from '@selat/proto/selat/v1/federation_service.js';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { nameDocument } from '../domain/acts/own-act.js';
import type { OutboxFailure } from '../domain/change.js';
import type { Deps, OutboxEntry } from '../domain/ports.js';
import { applyReceipt, readReceipt } from '../domain/receipt/apply-receipt.js';
import { printTraceParent, TRACEPARENT, type TraceBook, type TracedRun, type Tracing } from '../telemetry/index.js';
import { askedMs, requireAnswer } from './answers.js';
import { backoffMs } from './backoff.js';
import { isOutage } from './is-outage.js';
import { type StreamAnswer, SubmissionStream } from './submission-stream.js';
import type { PeerChannel } from './transport/index.js';

const BATCH = 256;
/** How soon a call of the peer makes one look for what another process left, milliseconds. */
const LOOK_SOON_MS = 1_000;
/** Longest sleep of a timer, milliseconds; then it looks again. */
const LONGEST_SLEEP_MS = 86_400_000;

/** What the courier of one peer needs. */
export interface CourierOptions {
  readonly deps: Deps;
  readonly peer: ExchangeId;
  readonly channel: PeerChannel;
  /** Why the peer cannot be called at all as things stand; absent = it can. */
  readonly refusal: SelatError | undefined;
  readonly tracing: Tracing;
  readonly traces: TraceBook;
  /** Called with each peer that answered. */
  readonly onAnswered: (peer: ExchangeId) => void;
  /** Called with failures that are not the peer's answer, for the operator's log. */
  readonly onFailure: (peer: ExchangeId, error: SelatError) => void;
  /** A failure that is a bug or a broken store: the gateway cannot go on. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Delivers the outbox of one peer over SubmitStream, in order, and files the receipts. Woken by commits, by calls of the
 * peer and by its own timer; what it has not got a receipt for survives a restart in the store.
 */
export class Courier {
  readonly #options: CourierOptions;
  readonly #stream: SubmissionStream;
  /** Receipts that came over the stream that is open, and the submissions that they answer. */
  readonly #taken = new Set<DigestHex>();
  readonly #answered = new Set<DigestHex>();
  #running: Promise<void> | undefined;
  #wokenAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** The peer asked for nothing before this instant. [OPS-2] */
  #pausedUntil = 0;
  #isStopped = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#stream = new SubmissionStream(options.peer, options.deps.clock);
  }

  /** Delivers what is due now. `isReachable` says that the peer has just been heard of: waits of an outage end. */
  wake(isReachable = false): void {
    if (this.#isStopped) return;
    if (isReachable) {
      // The channel has a pause of its own, up to ten seconds.
      this.#options.channel.endPause();
      if (this.#failures === 0) {
        this.#lookSoon();
        return;
      }
      this.#failures = 0;
    }
    if (this.#timer !== undefined && (this.#failures > 0 || this.#isPaused())) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running !== undefined) {
      this.#wokenAgain = true;
      return;
    }
    this.#running = this.#drain()
      .catch((error: unknown) => {
        if (isOutage(error)) this.#putOff(error);
        else this.#options.onFault(error);
      })
      .finally(() => {
        this.#running = undefined;
        if (!this.#wokenAgain) return;
        this.#wokenAgain = false;
        this.wake();
      });
  }

  /** Ends the connection; an answer that is under way is asked for again after the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#options.channel.close();
    await this.#running;
    this.#stream.close();
  }

  /** Without an outage nothing waits for the peer to be back, but for what another process queued and left. */
  #lookSoon(): void {
    if (this.#timer === undefined && this.#running === undefined) this.#sleep(LOOK_SOON_MS);
  }

  async #drain(): Promise<void> {
    const { deps, peer } = this.#options;
    for (let isMore = true; ; ) {
      if (this.#isPaused()) return this.#sleep(this.#pausedUntil - deps.clock());
      const due: readonly OutboxEntry[] =
        this.#isStopped || !isMore ? [] : await deps.reader.listDue(peer, deps.clock(), BATCH);
      if (due.length === 0) return this.#sleepUntilDue();
      // What is queued from here on wakes this courier again.
      isMore = due.length === BATCH;
      try {
        for (const run of this.#options.traces.runsOf(due)) {
          if (!this.#isPaused()) await this.#deliver(run);
        }
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof SelatError)) throw error;
        deps.probe.hit('send:failed');
        return this.#putOff(error);
      }
    }
  }

  #putOff(error: SelatError): void {
    if (this.#isStopped) return;
    const { deps, peer, onFailure } = this.#options;
    this.#failures += 1;
    onFailure(peer, error);
    if (error.fault === 'exhausted') this.#pause(error.facts['retryAfterMs']);
    this.#sleep(Math.max(backoffMs(this.#failures, deps.random), this.#pausedUntil - deps.clock()));
  }

  #isPaused(): boolean {
    return !this.#isStopped && this.#pausedUntil > this.#options.deps.clock();
  }

  /** Sends nothing for as long as the peer asked, an hour at most: a wrong number must not end deliveries for ever. */
  #pause(retryAfterMs: string | bigint | undefined): void {
    if (retryAfterMs !== undefined) this.#pausedUntil = this.#options.deps.clock() + askedMs(retryAfterMs);
  }

  async #sleepUntilDue(): Promise<void> {
    const { deps, peer } = this.#options;
    const next = this.#isStopped ? undefined : await deps.reader.findNextDue(peer);
    if (next !== undefined) this.#sleep(Math.max(1, next - deps.clock()));
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.wake();
      },
      Math.min(ms, LONGEST_SLEEP_MS),
    );
    this.#timer.unref();
  }

  /** Delivers what belongs to one trace, or to none. */
  async #deliver({ parent, entries }: TracedRun): Promise<void> {
    const { peer, refusal, tracing } = this.#options;
    if (refusal !== undefined) throw refusal;
    const attributes = { 'rpc.system': 'grpc', 'selat.peer': peer, 'selat.documents': entries.length };
    await tracing.span({ name: 'deliver', kind: 'client', attributes, parent }, () => this.#send(entries));
  }

  async #send(entries: readonly OutboxEntry[]): Promise<void> {
    const { deps, peer, channel, tracing, onAnswered } = this.#options;
    const waiting = new Map<DigestHex, OutboxEntry>(entries.map((entry) => [entry.submissionDigest, entry]));
    const client = channel.client(FederationServiceClient);
    deps.probe.hit('send:before-stream');
    await this.#stream.deliver({
      open: () => {
        this.#taken.clear();
        this.#answered.clear();
        return client.submitStream(traceMetadata(tracing));
      },
      // The trace of one delivery is not that of the next.
      isKept: tracing.current() === undefined,
      // A peer answers each signed batch once on a stream: what is sent anew after its answer needs another stream.
      isAgain: entries.some(({ submissionDigest }) => this.#answered.has(submissionDigest)),
      entries,
      onAnswer: async (answer) => {
        onAnswered(peer);
        await this.#take(answer, entries, waiting);
        return waiting.size;
      },
    });
    deps.probe.hit('send:after-stream');
  }

  async #take(
    answer: StreamAnswer,
    entries: readonly OutboxEntry[],
    waiting: Map<DigestHex, OutboxEntry>,
  ): Promise<void> {
    const { deps, peer } = this.#options;
    if (answer.$case === 'receipts') {
      const { digest } = nameDocument(answer.value);
      // The same receipt again answers what an earlier delivery asked.
      if (this.#taken.has(digest)) return;
      this.#taken.add(digest);
      deps.probe.hit('send:answered');
      const got = await readReceipt(deps, peer, answer.value);
      requireAnswer(peer, got.receipt.items, waiting);
      await deps.committer.commit(() => applyReceipt(deps, got));
      for (const { submissionDigest } of got.receipt.items) {
        waiting.delete(submissionDigest);
        this.#answered.add(submissionDigest);
      }
      deps.probe.hit('send:settled');
      return;
    }
    const { ordinal, reason, message, retryAfterMs } = answer.value;
    const entry = entries[Number(ordinal) - 1];
    if (entry === undefined || !waiting.has(entry.submissionDigest)) return;
    waiting.delete(entry.submissionDigest);
    if (reason === 'PEER_RATE_EXCEEDED' && retryAfterMs !== undefined) {
      // Nothing is wrong with the document: it and all others wait as long as the peer asked, and stay as they are.
      if (!this.#isPaused()) this.#options.onFailure(peer, new SelatError(reason, message, { peer }));
      this.#pause(retryAfterMs);
      return;
    }
    const failure: OutboxFailure = { id: entry.id, reason, message };
    const retryMs = retryAfterMs === undefined ? undefined : Math.max(askedMs(retryAfterMs), this.#retryMs(entry));
    const nextAt = retryMs === undefined ? {} : { nextAt: deps.clock() + retryMs };
    await deps.committer.commit(async () => ({ outboxFailures: [{ ...failure, ...nextAt }] }));
  }

  #retryMs({ attempts }: OutboxEntry): number {
    return backoffMs(attempts + 1, this.#options.deps.random);
  }
}

/** Names the trace to the peer. */
function traceMetadata(tracing: Tracing): Metadata {
  const metadata = new Metadata();
  const span = tracing.current();
  if (span !== undefined) metadata.set(TRACEPARENT, printTraceParent(span));
  return metadata;
}
