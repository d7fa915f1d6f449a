import { SelatError } from '@selat/sdk/errors';
import { EMPTY_FRONTIER, encodeFrontier } from '@selat/sdk/log';
import type { Kysely } from 'kysely';
import type { LogContext } from '../log/plan-batch.js';
import type { Schema } from './schema.js';

/**
 * Gives a new store its empty log, and refuses a store of another log.
 *
 * @param store names the database in errors
 * @throws SelatError CONFIG_INVALID
 */
export async function beginLog(db: Kysely<Schema>, { origin }: LogContext, store: string): Promise<void> {
  const frontier = encodeFrontier(EMPTY_FRONTIER);
  const counters = { size: 0, time_ms: 0, next_id: 1, next_attempt: 1, fence: 0 };
  await db
    .insertInto('log_state')
    .values({ id: 1, origin, frontier, previous_frontier: frontier, ...counters })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const held = await db.selectFrom('log_state').select('origin').executeTakeFirstOrThrow();
  if (held.origin === origin) return;
  const message = `cannot open store ${store}: it holds log ${held.origin}, not ${origin}`;
  throw new SelatError('CONFIG_INVALID', message, { store, held: held.origin, origin });
}
