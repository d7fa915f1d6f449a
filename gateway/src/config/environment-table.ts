/** Every environment variable that a gateway or the `selat` command reads, for the reference page. A test looks for others. */

/** One variable. */
export interface VariableRow {
  readonly name: string;
  /** Who reads it. */
  readonly readBy: 'serve' | 'command' | 'both';
  /** Key of selat.yaml that it overrides. */
  readonly overrides?: string;
  readonly what: string;
}

export const VARIABLES: readonly VariableRow[] = [
  { name: 'SELAT_CONFIG', readBy: 'both', what: 'path of selat.yaml where `--config` is not given' },
  {
    name: 'SELAT_KEY_PASSPHRASE_FILE',
    readBy: 'both',
    what: 'file with the passphrase of the keys, at most 4,096 bytes; one line break at its end does not count',
  },
  { name: 'SELAT_KEY_PASSPHRASE', readBy: 'both', what: 'the passphrase itself, for trials; one of the two, not both' },
  {
    name: 'SELAT_DATABASE_URL',
    readBy: 'both',
    overrides: 'store.file',
    what: '`postgres://user:password@host:port/database`; unset: SQLite in `store.file`',
  },
  { name: 'SELAT_DATABASE_URL_FILE', readBy: 'both', overrides: 'store.file', what: 'file with that URL in one line' },
  {
    name: 'SELAT_HEAD_DIR',
    readBy: 'both',
    overrides: 'log.headDir',
    what: 'folder of the signed heads, best on another disk than the data',
  },
  {
    name: 'SELAT_HEAD_DATABASE_URL',
    readBy: 'both',
    overrides: 'log.headDir',
    what: 'database of the signed heads, only beside `SELAT_DATABASE_URL` and not the same',
  },
  {
    name: 'SELAT_HEAD_DATABASE_URL_FILE',
    readBy: 'both',
    overrides: 'log.headDir',
    what: 'file with that URL in one line',
  },
  {
    name: 'SELAT_LOG_LEVEL',
    readBy: 'serve',
    overrides: 'logLevel',
    what: 'trace, debug, info, warn, error or silent',
  },
  { name: 'SELAT_API_URL', readBy: 'command', what: '`http://host:port` of the back office of a running gateway' },
  { name: 'SELAT_API_TOKEN_FILE', readBy: 'command', what: 'file with the API token of the officer who acts' },
  { name: 'SELAT_API_TOKEN', readBy: 'command', what: 'the token itself' },
  { name: 'SELAT_MEMBER_DIR', readBy: 'command', what: 'folder that `selat participant enrol` wrote for a member' },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    readBy: 'serve',
    what: 'where traces go, OTLP over HTTP; unset: no traces. `/v1/traces` is added',
  },
  { name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', readBy: 'serve', what: 'the same, taken as it is' },
  { name: 'OTEL_EXPORTER_OTLP_HEADERS', readBy: 'serve', what: 'headers of the exporter; they may hold secrets' },
  { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', readBy: 'serve', what: '`http/json`, the one that is spoken' },
  { name: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', readBy: 'serve', what: 'the same, for traces' },
  { name: 'OTEL_SERVICE_NAME', readBy: 'serve', what: 'name in traces; unset: the exchange id' },
  {
    name: 'OTEL_TRACES_SAMPLER',
    readBy: 'serve',
    what: 'sampler, as OpenTelemetry names them; unset: `parentbased_always_on`',
  },
  { name: 'OTEL_TRACES_SAMPLER_ARG', readBy: 'serve', what: 'share of a ratio sampler, 0 to 1' },
  {
    name: 'OTEL_BSP_SCHEDULE_DELAY',
    readBy: 'serve',
    what: 'longest wait between two exports, milliseconds; unset: 5000',
  },
  { name: 'OTEL_SDK_DISABLED', readBy: 'serve', what: '`true` turns traces off' },
];
