import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Pool, type PoolClient } from 'pg';
import { clientConfig, toParameter } from './postgres-client.js';

/** Most reading connections of one process. */
const MAX_CONNECTIONS = 10;
/** Statements with more values than this have lists of varying length, and are not worth keeping. */
const MAX_PREPARED_VALUES = 12;

/** A pool for Kysely that prepares each text once a connection: planning costs more than most reads. */
export function preparedPool(url: string): PostgresPool {
  const pool = new Pool({ ...clientConfig(url), max: MAX_CONNECTIONS, allowExitOnIdle: true });
  // The connection is gone and the pool opens another; who was using it gets the error.
  pool.on('error', () => undefined);
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `read.${names.size}`;
    names.set(text, name);
    return name;
  };
  return {
    connect: async () => toKyselyClient(await pool.connect(), nameOf),
    end: () => pool.end(),
  };
}

function toKyselyClient(client: PoolClient, nameOf: (text: string) => string): PostgresPoolClient {
  let failed: Error | undefined;
  async function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const values = parameters.map(toParameter);
    const name = values.length > MAX_PREPARED_VALUES ? {} : { name: nameOf(text) };
    try {
      return (await client.query({ text, values, ...name })) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      // Without a SQLSTATE it is the connection that failed: nobody else shall get it.
      if (error instanceof Error && !('severity' in error)) failed = error;
      throw error;
    }
  }
  return { query: query as PostgresPoolClient['query'], release: () => client.release(failed) };
}
