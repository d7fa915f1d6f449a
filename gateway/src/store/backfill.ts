import { type Compilable, type Kysely, sql } from 'kysely';
import { newDelivery, type Slots } from './new-delivery.js';
import type { Schema } from './schema.js';

/** The column of each table that names the newest document of a row. */
const NEWEST = { participant: 'participant.record_digest', listing: 'listing.digest' } as const;

/**
 * Queues every document that a table's rows name for one peer, except what the peer answered before or what waits.
 * Ids count up from `base` in the order of the rows.
 */
export function backfill(
  db: Kysely<Schema>,
  table: 'participant' | 'listing',
  columns: readonly (keyof Schema['outbox'])[],
  slot: Slots,
): Compilable {
  const until = sql.ref(`${table}.valid_until_ms`);
  const source = {
    peer: sql<string>`cast(${slot('peer')} as text)`,
    document: sql<string>`document.digest`,
    submission: sql<string>`document.submission_digest`,
    order: sql.ref(`${table}.id`),
  };
  return db
    .insertInto('outbox')
    .columns(columns)
    .expression((from) =>
      from
        .selectFrom([table, 'document'])
        .whereRef('document.digest', '=', sql.ref(NEWEST[table]))
        .where(sql.ref(`${table}.exchange`), '=', slot('self'))
        .where(sql.ref(`${table}.state`), '=', slot('state'))
        .where(sql<boolean>`coalesce(${until} > ${slot('now')}, ${until} is null)`)
        .where(({ not, exists }) => not(exists(answered(db, slot))))
        .select(newDelivery(source, slot)),
    )
    .onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing());
}

/** The answer of the peer to the form of the document at hand. */
function answered(db: Kysely<Schema>, slot: Slots) {
  return db
    .selectFrom('receipt_item')
    .select('receipt_item.issuer')
    .where('receipt_item.issuer', '=', slot('peer'))
    .where('receipt_item.submitter', '=', slot('self'))
    .where(sql<boolean>`receipt_item.submission_digest = document.submission_digest`);
}
