/** What is read from the gateway itself for each answer of /metrics. */
import type { ExchangeId } from '@selat/sdk/model';
import type { Reader } from '../domain/ports.js';
import type { Metrics } from './metrics.js';

/** Where the values come from. */
export interface NodeSources {
  readonly reader: Reader;
  /** Entries that the signed head covers. */
  readonly headSize: () => Promise<number>;
  /** Entries in the database, and the time of their newest batch, milliseconds. */
  readonly logState: () => Promise<{ readonly size: number; readonly time: number }>;
  readonly queueLength: () => number;
  readonly gate: { readonly inWork: number; readonly waiting: number };
  /** Open calls of each peer that has any. */
  readonly openCalls: () => Iterable<
    readonly [peer: ExchangeId, open: { readonly calls: number; readonly streams: number }]
  >;
  /** Orders of this exchange whose acknowledgement an officer must see to. */
  readonly raisedOrders: () => Promise<readonly { readonly peer: ExchangeId }[]>;
  /** Keys and certificates in use that end one day. */
  readonly endings: () => Promise<readonly { readonly purpose: string; readonly notAfter: number }[]>;
}

/** Sets every gauge that is read, not counted. @throws SelatError STORE_FAILED */
export async function collectNode(metrics: Metrics, sources: NodeSources): Promise<void> {
  const { gate, queueLength } = sources;
  metrics.set('selat_commit_queue_acts', queueLength());
  metrics.set('selat_submissions_in_work', gate.inWork);
  metrics.set('selat_submissions_waiting', gate.waiting);
  metrics.reset('selat_calls_open');
  for (const [peer, open] of sources.openCalls()) {
    for (const kind of ['calls', 'streams'] as const) {
      metrics.set('selat_calls_open', open[kind], { peer: metrics.peerLabel(peer), kind });
    }
  }
  await Promise.all([
    collectLog(metrics, sources),
    collectOutbox(metrics, sources),
    collectEndings(metrics, sources),
    collectOrders(metrics, sources),
    sources.reader.sizeOfStore().then((bytes) => metrics.set('selat_store_bytes', bytes)),
  ]);
}

async function collectLog(metrics: Metrics, { headSize, logState }: NodeSources): Promise<void> {
  // The head first: entries that are written meanwhile then count as lag, never as a head that is ahead.
  const covered = await headSize();
  const { size, time } = await logState();
  metrics.set('selat_log_entries', covered);
  metrics.set('selat_log_head_lag_entries', size - covered);
  metrics.set('selat_log_head_timestamp_seconds', time / 1_000);
}

async function collectOutbox(metrics: Metrics, { reader }: NodeSources): Promise<void> {
  const [rows, peers] = await Promise.all([reader.summariseOutbox(), reader.listPeers()]);
  metrics.reset('selat_outbox_deliveries');
  metrics.reset('selat_outbox_oldest_timestamp_seconds');
  for (const { exchange } of peers.filter(({ status }) => status === 'pinned')) {
    for (const state of ['due', 'failed']) metrics.set('selat_outbox_deliveries', 0, { peer: exchange, state });
  }
  for (const { peer, state, deliveries, oldest } of rows) {
    const labels = { peer: metrics.peerLabel(peer), state };
    metrics.set('selat_outbox_deliveries', deliveries, labels);
    if (oldest !== undefined) metrics.set('selat_outbox_oldest_timestamp_seconds', oldest / 1_000, labels);
  }
}

async function collectOrders(metrics: Metrics, { reader, raisedOrders }: NodeSources): Promise<void> {
  const [raised, peers] = await Promise.all([raisedOrders(), reader.listPeers()]);
  metrics.reset('selat_orders_unacknowledged');
  for (const { exchange } of peers.filter(({ status }) => status === 'pinned')) {
    const count = raised.filter(({ peer }) => peer === exchange).length;
    metrics.set('selat_orders_unacknowledged', count, { peer: metrics.peerLabel(exchange) });
  }
}

const CREDENTIALS: Readonly<Record<string, string>> = { tls: 'tls-certificate', ca: 'tls-ca' };

async function collectEndings(metrics: Metrics, { endings }: NodeSources): Promise<void> {
  const first = new Map<string, number>();
  for (const { purpose, notAfter } of await endings()) {
    const credential = CREDENTIALS[purpose] ?? `${purpose}-key`;
    first.set(credential, Math.min(notAfter, first.get(credential) ?? notAfter));
  }
  metrics.reset('selat_credential_expiry_timestamp_seconds');
  for (const [credential, end] of first) {
    metrics.set('selat_credential_expiry_timestamp_seconds', end / 1_000, { credential });
  }
}
