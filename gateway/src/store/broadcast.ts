import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.js';

/** A delivery of one form to every peer that has formed an agreement, as the peers stand inside the transaction. */
export function broadcast(
  db: Kysely<Schema>,
  columns: readonly (keyof Schema['outbox'])[],
  slot: (name: string) => RawBuilder<never>,
): Compilable {
  return db
    .insertInto('outbox')
    .columns(columns)
    .expression((from) =>
      from
        .selectFrom('peer')
        .where('peer.agreement_digest', 'is not', null)
        .select([
          sql<number>`cast(${slot('base')} as bigint) + row_number() over (order by ${sql.ref('peer.exchange')})`.as(
            'id',
          ),
          'peer.exchange as peer',
          sql<string>`cast(${slot('document_digest')} as text)`.as('document_digest'),
          sql<string>`cast(${slot('submission_digest')} as text)`.as('submission_digest'),
          sql<number>`0`.as('attempts'),
          sql<number>`cast(${slot('now')} as bigint)`.as('next_at_ms'),
          sql<'due'>`'due'`.as('state'),
          sql<null>`null`.as('last_reason'),
          sql<null>`null`.as('last_message'),
        ]),
    )
    .onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing());
}
