/** The metrics of one gateway, in a registry of its own: two gateways in one process do not mix. */
import { REASONS, type SelatError } from '@selat/sdk/errors';
import type { ExchangeId } from '@selat/sdk/model';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Change, Committed } from '../domain/change.js';
import { METRICS, type MetricName, type MetricRow } from './metric-table.js';
import type { Finished, Observer } from './observer.js';

/** Label values by name. */
export type Labels = Readonly<Record<string, string>>;

/** One answer of /metrics. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

type Metric = Counter | Gauge | Histogram;

export class Metrics implements Observer {
  readonly #registry: Registry;
  readonly #metrics: ReadonlyMap<MetricName, Metric>;
  #isPeer: (exchange: string) => boolean = () => false;

  private constructor(registry: Registry, metrics: ReadonlyMap<MetricName, Metric>) {
    this.#registry = registry;
    this.#metrics = metrics;
  }

  static async open(): Promise<Metrics> {
    const prom = await import('prom-client');
    const registry = new prom.Registry();
    const made = (Object.entries(METRICS) as [MetricName, MetricRow][]).map(([name, row]): [MetricName, Metric] => {
      const { help, kind, buckets = [] } = row;
      const shape = { name, help, labelNames: [...row.labels], registers: [registry] };
      if (kind === 'counter') return [name, new prom.Counter(shape)];
      if (kind === 'gauge') return [name, new prom.Gauge(shape)];
      return [name, new prom.Histogram({ ...shape, buckets: [...buckets] })];
    });
    return new Metrics(registry, new Map(made));
  }

  /** @param isPeer whether an exchange is pinned: no other name becomes a label */
  knowPeers(isPeer: (exchange: string) => boolean): void {
    this.#isPeer = isPeer;
  }

  /** Adds to a counter. */
  count(name: MetricName, labels: Labels = {}, by = 1): void {
    (this.#metrics.get(name) as Counter).inc(labels, by);
  }

  /** Sets a gauge. */
  set(name: MetricName, value: number, labels: Labels = {}): void {
    (this.#metrics.get(name) as Gauge).set(labels, value);
  }

  /** Forgets every value of a metric, before all of them are set or counted anew. */
  reset(name: MetricName): void {
    this.#metrics.get(name)?.reset();
  }

  observe(name: MetricName, value: number, labels: Labels = {}): void {
    (this.#metrics.get(name) as Histogram).observe(labels, value);
  }

  async print(): Promise<Exposition> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  /** Name of a peer as label value: any other exchange is `unknown`, so that nobody can make labels up. */
  peerLabel(exchange: ExchangeId): string {
    return this.#isPeer(exchange) ? exchange : 'unknown';
  }

  batch(acts: number, ms: number): void {
    this.observe('selat_commit_batch_acts', acts);
    this.observe('selat_commit_duration_seconds', ms / 1_000);
  }

  /** An act is durable. What had been answered before has no leaves of its own. */
  committed({ leaves = [], answer, receiptsGot = [] }: Change, { leafIndexes }: Committed): void {
    for (const { act, direction } of leaves.slice(0, leafIndexes.length))
      this.count('selat_acts_committed_total', { act, direction });
    if (answer !== undefined) {
      const { verdict, reason = '' } = answer;
      this.count('selat_receipts_given_total', { verdict, reason: reasonLabel(reason) });
    }
    for (const { peer, items } of receiptsGot) {
      for (const { verdict, reason = '' } of items) {
        const labels = { peer: this.peerLabel(peer), verdict, reason: reasonLabel(reason) };
        this.count('selat_receipts_received_total', labels);
      }
    }
  }

  call({ method, code, ms }: Finished): void {
    this.observe('selat_grpc_request_duration_seconds', ms / 1_000, { method, code });
  }

  request({ method, route = '', code, ms }: Finished): void {
    this.observe('selat_http_request_duration_seconds', ms / 1_000, { method, route, code });
  }

  submissionFailed(peer: ExchangeId, { reason, fault }: SelatError): void {
    this.count('selat_submissions_failed_total', { peer: this.peerLabel(peer), kind: fault, reason });
  }

  deliveryFailed(peer: ExchangeId, { reason, fault }: SelatError): void {
    const label = this.peerLabel(peer);
    this.count('selat_delivery_failures_total', { peer: label, reason });
    // Who says that it is too fast is there.
    this.set('selat_peer_reachable', fault === 'exhausted' ? 1 : 0, { peer: label });
  }

  deliveryAnswered(peer: ExchangeId): void {
    this.set('selat_peer_reachable', 1, { peer: this.peerLabel(peer) });
  }

  incident(): void {
    this.count('selat_incidents_total');
  }
}

/** A reason of this build; what only a peer knows is `other`. */
function reasonLabel(reason: string): string {
  return reason === '' || Object.hasOwn(REASONS, reason) ? reason : 'other';
}
