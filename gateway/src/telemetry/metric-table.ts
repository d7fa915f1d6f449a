/** Every metric of a gateway. docs/reference/metrics.md prints this table; a test keeps the two equal. [OPS-9] */

/** One metric as data. */
export interface MetricRow {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What it measures, one sentence without a full stop. */
  readonly help: string;
  /** Each with few values: nothing that a peer or a participant chooses freely. */
  readonly labels: readonly string[];
  /** Upper bounds, ascending; histograms only. */
  readonly buckets?: readonly number[];
}

/** From one millisecond to half a minute. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const counter = (help: string, ...labels: string[]): MetricRow => ({ kind: 'counter', help, labels });
const gauge = (help: string, ...labels: string[]): MetricRow => ({ kind: 'gauge', help, labels });
const histogram = (buckets: readonly number[], help: string, ...labels: string[]): MetricRow => ({
  ...{ kind: 'histogram', help, labels, buckets },
});

export const METRICS = {
  selat_build_info: gauge(
    '1, with the version of the build and the protocol version that it speaks best',
    'version',
    'protocol',
  ),
  selat_acts_committed_total: counter('Acts that were committed and logged', 'act', 'direction'),
  selat_commit_batch_acts: histogram([1, 2, 4, 8, 16, 32, 64], 'Acts in one batch of the committer'),
  selat_commit_duration_seconds: histogram(SECONDS, 'Time of one batch from its start to its signed receipts'),
  selat_commit_queue_acts: gauge('Acts that are being decided or wait for their batch'),
  selat_log_entries: gauge('Entries of the log that the signed head covers'),
  selat_log_head_lag_entries: gauge('Entries in the database that the signed head does not cover yet'),
  selat_log_head_timestamp_seconds: gauge('Time of the newest batch of the log'),
  selat_receipts_given_total: counter('Submissions of peers that were answered with a receipt', 'verdict', 'reason'),
  selat_receipts_received_total: counter(
    'Submissions of this exchange that a peer answered with a receipt',
    'peer',
    'verdict',
    'reason',
  ),
  selat_submissions_failed_total: counter(
    'Submissions of peers that got no receipt; kind is that of the reason',
    'peer',
    'kind',
    'reason',
  ),
  selat_submissions_in_work: gauge('Submissions of peers that are being verified and committed'),
  selat_submissions_waiting: gauge('Submissions of peers that wait for their turn'),
  selat_calls_open: gauge('Calls of a peer that are open; kind is calls or streams', 'peer', 'kind'),
  selat_grpc_request_duration_seconds: histogram(
    SECONDS,
    'Time of one call of a peer, streams included',
    'method',
    'code',
  ),
  selat_http_request_duration_seconds: histogram(
    SECONDS,
    'Time of one request of an officer',
    'method',
    'route',
    'code',
  ),
  selat_outbox_deliveries: gauge(
    'Deliveries that are due, or that failed for good and need an officer',
    'peer',
    'state',
  ),
  selat_outbox_oldest_timestamp_seconds: gauge('Log time of the oldest delivery of its state', 'peer', 'state'),
  selat_orders_unacknowledged: gauge(
    'Orders of regulators that a peer has refused, or not acknowledged in time',
    'peer',
  ),
  selat_delivery_failures_total: counter('Attempts to deliver that ended without an answer', 'peer', 'reason'),
  selat_peer_reachable: gauge('1 where the newest attempt to deliver was answered, 0 where it was not', 'peer'),
  selat_credential_expiry_timestamp_seconds: gauge(
    'End of the certificate or of the first key of a purpose; absent where there is none',
    'credential',
  ),
  selat_store_bytes: gauge('Size of the database'),
  selat_incidents_total: counter('Unexpected failures: bugs and outages, each in the log under its incident id'),
  selat_metrics_complete: gauge('1 where everything could be read for this answer, 0 where the store gave no answer'),
  process_cpu_seconds_total: counter('CPU time of the process, user and system'),
  process_start_time_seconds: gauge('Start of the process'),
  process_resident_memory_bytes: gauge('Memory that the process holds'),
  nodejs_heap_used_bytes: gauge('Memory that live JavaScript objects take'),
  nodejs_eventloop_lag_seconds: gauge('99th percentile of the delay of the event loop since the last answer'),
} as const satisfies Record<string, MetricRow>;

export type MetricName = keyof typeof METRICS;
