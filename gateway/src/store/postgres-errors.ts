import { SelatError } from '@selat/sdk/errors';

type Reason = 'STORE_FULL' | 'STORE_CORRUPT' | 'STORE_FAILED';

/** What SQLSTATEs mean to whoever asked for a write or a read; the longest prefix counts. PostgreSQL manual, appendix A. */
const REASONS_BY_STATE: readonly (readonly [prefix: string, reason: Reason, why: string])[] = [
  ['53100', 'STORE_FULL', 'the disk of the server is full'],
  ['53', 'STORE_FAILED', 'the server has no room for more'],
  ['54', 'STORE_FAILED', 'a limit of the server is exceeded'],
  ['55P03', 'STORE_FAILED', 'another session holds a lock too long'],
  ['57', 'STORE_FAILED', 'the server stops, starts or ended the session'],
  ['58', 'STORE_FAILED', 'the disk of the server failed'],
  ['08', 'STORE_FAILED', 'the connection to the server failed'],
  ['25P0', 'STORE_FAILED', 'the server ended the transaction'],
  ['25006', 'STORE_FAILED', 'the server is a standby or read-only'],
  ['28', 'STORE_FAILED', 'the server refuses the login'],
  ['3D000', 'STORE_FAILED', 'the server has no such database'],
  ['40', 'STORE_FAILED', 'the server rolled the transaction back'],
  ['42501', 'STORE_FAILED', 'the login lacks a permission'],
  ['XX001', 'STORE_CORRUPT', 'the database is damaged'],
  ['XX002', 'STORE_CORRUPT', 'an index of the database is damaged'],
];

/** Of a session that the server ends or does not begin, for any other reason. */
const ENDED = ['STORE_FAILED', 'the server takes no sessions now'] as const;
/** Codes of Node.js for networks that do not carry. */
const NETWORK_CODES = [
  'ECONN',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOST',
  'ENET',
  'EAI_',
  'ENOENT',
  'ERR_TLS',
  'CERT_',
];
/** What the driver says, without a code, of connections that are gone or do not come about. */
const DRIVER_MESSAGES = /connection|not queryable|timeout|closed|SSL/i;

/** Returns the SelatError that an error of the driver stands for; any other error as it is. @param store its public name */
export function toPostgresError(error: unknown, store: string): unknown {
  if (error instanceof SelatError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isFatal = 'severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC');
  const [reason, why] = meaningOf(code, error.message) ?? (isFatal ? ENDED : []);
  if (reason === undefined) return error;
  const message = `cannot use store ${store}: ${why}${code === '' ? '' : ` (${code})`}`;
  return new SelatError(reason, message, { store, code, why: why ?? '' }, { cause: error });
}

function meaningOf(code: string, message: string): readonly [Reason, string] | undefined {
  const row = REASONS_BY_STATE.filter(([prefix]) => code.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0];
  if (row !== undefined && /^[0-9A-Z]{5}$/.test(code)) return [row[1], row[2]];
  if (NETWORK_CODES.some((prefix) => code.startsWith(prefix))) return ['STORE_FAILED', 'the server cannot be reached'];
  if (code === '' && DRIVER_MESSAGES.test(message)) return ['STORE_FAILED', 'the connection to the server failed'];
  return undefined;
}
