import { type Compilable, type Kysely, sql } from 'kysely';
import { newDelivery, type Slots } from './new-delivery.js';
import type { Schema } from './schema.js';

/**
 * A delivery of one form to every peer that has formed an agreement, or to every pinned one, as the peers stand inside
 * the transaction.
 */
export function broadcast(
  db: Kysely<Schema>,
  columns: readonly (keyof Schema['outbox'])[],
  slot: Slots,
  to: 'agreed' | 'pinned' = 'agreed',
): Compilable {
  const source = {
    peer: sql<string>`peer.exchange`,
    document: sql<string>`cast(${slot('document_digest')} as text)`,
    submission: sql<string>`cast(${slot('submission_digest')} as text)`,
    order: sql.ref('peer.exchange'),
  };
  return db
    .insertInto('outbox')
    .columns(columns)
    .expression((from) =>
      from
        .selectFrom('peer')
        .where((row) =>
          row.or([
            row('peer.agreement_digest', 'is not', null),
            ...(to === 'pinned' ? [row('peer.status', '=', sql.lit('pinned'))] : []),
          ]),
        )
        .select(newDelivery(source, slot)),
    )
    .onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing());
}
