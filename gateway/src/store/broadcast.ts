import { type Compilable, type Kysely, sql } from 'kysely';
import { newDelivery, type Slots } from './new-delivery.js';
import type { Schema } from './schema.js';

/** A delivery of one form to every peer that has formed an agreement, as the peers stand inside the transaction. */
export function broadcast(db: Kysely<Schema>, columns: readonly (keyof Schema['outbox'])[], slot: Slots): Compilable {
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
      from.selectFrom('peer').where('peer.agreement_digest', 'is not', null).select(newDelivery(source, slot)),
    )
    .onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing());
}
