/**
 * Which trace a waiting delivery belongs to. A delivery leaves after the request that caused it has been answered, maybe
 * much later; the book keeps the two together in memory. After a restart a delivery begins a trace of its own.
 */
import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../domain/change.js';
import type { OutboxEntry } from '../domain/ports.js';
import type { TraceParent } from './trace-parent.js';
import type { Tracing } from './tracing.js';

/** Most deliveries that are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 10_000;

/** Deliveries of one trace that follow each other. */
export interface TracedRun {
  readonly parent: TraceParent | undefined;
  readonly entries: readonly OutboxEntry[];
}

export class TraceBook {
  readonly #tracing: Tracing;
  readonly #parents = new Map<DigestHex, TraceParent>();

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  /** Notes the trace of what a Change queues; called where the Change was committed. */
  note({ outbox = [], broadcast = [] }: Change): void {
    const parent = this.#tracing.isOn ? this.#tracing.current() : undefined;
    if (parent?.isSampled !== true) return;
    for (const { submissionDigest } of [...outbox, ...broadcast]) this.#parents.set(submissionDigest, parent);
    for (const oldest of this.#parents.keys()) {
      if (this.#parents.size <= MAX_REMEMBERED) break;
      this.#parents.delete(oldest);
    }
  }

  /**
   * Splits deliveries, in their order, where the trace changes: one stream bears one `traceparent`. What is not traced is
   * never split, so that only traced deliveries cost a stream of their own.
   */
  runsOf(entries: readonly OutboxEntry[]): readonly TracedRun[] {
    const runs: { parent: TraceParent | undefined; entries: OutboxEntry[] }[] = [];
    for (const entry of entries) {
      const parent = this.#parents.get(entry.submissionDigest);
      const last = runs.at(-1);
      if (last !== undefined && last.parent?.traceId === parent?.traceId) last.entries.push(entry);
      else runs.push({ parent, entries: [entry] });
    }
    return runs;
  }
}
