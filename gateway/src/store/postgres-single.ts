/** Kysely over one connection of its own, for work that has to stay inside one transaction for long. */
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { Client } from 'pg';
import { clientConfig, toParameter } from './postgres-client.js';
import { toPostgresError } from './postgres-errors.js';
import type { Schema } from './schema.js';

/** One open connection. */
export interface SingleConnection {
  readonly db: Kysely<Schema>;
  readonly client: Client;
  close(): Promise<void>;
}

/** A reader that asks no more is given up after this time, so that it does not hold old rows for ever. */
const IDLE_MS = 600_000;

/** @param store its public name @throws SelatError STORE_FAILED */
export async function openSingleConnection(url: string, store: string): Promise<SingleConnection> {
  const times = { statement_timeout: 0, idle_in_transaction_session_timeout: IDLE_MS };
  const client = new Client({ ...clientConfig(url), ...times });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toPostgresError(error, store);
  }
  let before: Promise<unknown> = Promise.resolve();
  const query = (text: string, parameters: readonly unknown[]) => {
    // One at a time, also where the caller asks for several at once.
    const asked = before.then(() => client.query({ text, values: parameters.map(toParameter) }));
    before = asked.catch(() => undefined);
    return asked;
  };
  const held: PostgresPoolClient = {
    query: query as unknown as PostgresPoolClient['query'],
    release: () => undefined,
  };
  const pool = { connect: async () => held, end: () => client.end() };
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { db, client, close: () => db.destroy() };
}
