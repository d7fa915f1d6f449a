import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.js';

/**
 * Queues every document that a table's rows name for one peer, except what the peer answered before or what waits.
 * Ids count up from `base` in the order of the rows.
 */
export function backfill(
  db: Kysely<Schema>,
  table: 'participant' | 'listing',
  columns: readonly (keyof Schema['outbox'])[],
  slot: (name: string) => RawBuilder<never>,
): Compilable {
  const digest = table === 'participant' ? 'participant.record_digest' : 'listing.digest';
  const wanted = table === 'participant' ? 'participant.state' : 'listing.state';
  const until = table === 'participant' ? 'participant.valid_until_ms' : 'listing.valid_until_ms';
  return db
    .insertInto('outbox')
    .columns(columns)
    .expression((from) =>
      from
        .selectFrom([table, 'document'])
        .whereRef('document.digest', '=', sql.ref(digest))
        .where(sql.ref(`${table}.exchange`), '=', slot('self'))
        .where(sql.ref(wanted), '=', slot('state'))
        .where(sql<boolean>`coalesce(${sql.ref(until)} > ${slot('now')}, ${sql.ref(until)} is null)`)
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('receipt_item')
                .select('receipt_item.issuer')
                .where('receipt_item.issuer', '=', slot('peer'))
                .where('receipt_item.submitter', '=', slot('self'))
                .whereRef('receipt_item.submission_digest', '=', 'document.submission_digest'),
            ),
          ),
        )
        .select([
          sql<number>`cast(${slot('base')} as bigint) + row_number() over (order by ${sql.ref(`${table}.id`)})`.as(
            'id',
          ),
          sql<string>`cast(${slot('peer')} as text)`.as('peer'),
          'document.digest as document_digest',
          'document.submission_digest as submission_digest',
          sql<number>`0`.as('attempts'),
          sql<number>`cast(${slot('now')} as bigint)`.as('next_at_ms'),
          sql<'due'>`'due'`.as('state'),
          sql<null>`null`.as('last_reason'),
          sql<null>`null`.as('last_message'),
        ]),
    )
    .onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing());
}
