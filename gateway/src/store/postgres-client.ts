/** How this gateway talks to a PostgreSQL server: settings and types of every connection. */
import { type ClientConfig, types } from 'pg';
import type { Value } from './statements.js';

const CONNECT_MS = 5_000;
/** Longest statement, milliseconds: reads are indexed and batches are small, so a longer one is an outage. */
const STATEMENT_MS = 30_000;
const LOCK_MS = 10_000;
const INT8 = 20;

/** The store as errors and logs name it: without user, password and options. */
export function publicName(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}

/** Settings of one connection. */
export function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'selat',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    // A process that stands still inside a transaction must not keep the others from writing.
    idle_in_transaction_session_timeout: LOCK_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: (oid, format) => (oid === INT8 ? toSafeInteger : types.getTypeParser(oid, format)) },
  };
}

/** Every integer of the store has at most 53 bits. */
function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database has ${text}, which is no 53-bit integer`);
  return value;
}

/** A value as the server takes it: its text has no U+0000, which a peer may send and SQLite would keep. */
export function toParameter(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

/** Values of a statement in the order of its slots. @throws Error where one is missing */
export function toParameters(slots: readonly string[], values: Readonly<Record<string, Value>>): unknown[] {
  return slots.map((slot) => {
    if (values[slot] === undefined) throw new Error(`a statement has no value for ${slot}`);
    return toParameter(values[slot]);
  });
}
