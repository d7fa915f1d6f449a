/** Reads for those who watch a running gateway. */
import type { Kysely } from 'kysely';
import type { OperationsReader } from '../domain/operations/ports.js';
import type { Capabilities } from './capabilities.js';
import type { Schema } from './schema.js';

export function operationsReads(db: Kysely<Schema>, { databaseBytes }: Capabilities): OperationsReader {
  return {
    async summariseOutbox() {
      // Ids grow, so the lowest is the oldest, and only its document is looked up.
      const oldest = db
        .selectFrom('outbox')
        .select(({ fn }) => ['peer', 'state', fn.countAll<number>().as('deliveries'), fn.min('id').as('first')])
        .groupBy(['peer', 'state'])
        .as('oldest');
      const rows = await db
        .selectFrom(oldest)
        .innerJoin('outbox', 'outbox.id', 'oldest.first')
        .innerJoin('document', 'document.digest', 'outbox.document_digest')
        .leftJoin('leaf', 'leaf.idx', 'document.first_leaf')
        .select(['oldest.peer', 'oldest.state', 'oldest.deliveries', 'leaf.time_ms'])
        .orderBy('oldest.peer')
        .orderBy('oldest.state')
        .execute();
      return rows.map(({ peer, state, deliveries, time_ms }) => ({
        ...{ peer, state, deliveries: Number(deliveries) },
        ...(time_ms === null ? {} : { oldest: time_ms }),
      }));
    },
    async sizeOfStore() {
      const row = await db.selectNoFrom(databaseBytes.as('bytes')).executeTakeFirstOrThrow();
      return Number(row.bytes);
    },
  };
}
