import { type Compilable, type Expression, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from './schema.js';

type Slot = (name: string) => RawBuilder<never>;

/** Every own order that no RESUME has ended as a whole: a peer of tomorrow is bound by what was ordered yesterday. [ORD-8] */
export function backfillOrders(db: Kysely<Schema>, columns: readonly (keyof Schema['outbox'])[], slot: Slot) {
  const isStanding = sql<SqlBool>`exists (
    select 1 from regulatory_order where regulatory_order.digest = document.digest
      and regulatory_order.home = ${slot('self')} and regulatory_order.kind <> 'RESUME'
      and not exists (select 1 from regulatory_order lifting
        where lifting.resumes = regulatory_order.digest and lifting.is_whole = 1))`;
  return backfill(db, columns, slot, isStanding);
}

/** Every record of an own participant: a receiver can follow the newest only from the first on. */
export function backfillParticipants(db: Kysely<Schema>, columns: readonly (keyof Schema['outbox'])[], slot: Slot) {
  const isOwnRecord = sql<SqlBool>`document.issuer = ${slot('self')} and document.type = ${slot('type')}`;
  return backfill(db, columns, slot, isOwnRecord);
}

/**
 * Every revision and notice of an own listing that is neither withdrawn nor to stay at home [LST-13]: whatever it is now, its next revision names the one
 * before it. `subject` is what comes before the id of a listing in the name of its evidence.
 */
export function backfillListings(db: Kysely<Schema>, columns: readonly (keyof Schema['outbox'])[], slot: Slot) {
  const isOfOpenListing = sql<SqlBool>`exists (
    select 1 from listing inner join evidence on evidence.subject = cast(${slot('subject')} as text) || listing.id
    where listing.exchange = ${slot('self')} and listing.state <> ${slot('withdrawn')} and listing.visibility <> 'HOME'
      and evidence.document_digest = document.digest)`;
  return backfill(db, columns, slot, isOfOpenListing);
}

/** Every attestation that this exchange sends to all peers, and every withdrawal of one. [ATT-4] */
export function backfillAttestations(db: Kysely<Schema>, columns: readonly (keyof Schema['outbox'])[], slot: Slot) {
  const isAttestation = sql<SqlBool>`exists (
    select 1 from attestation where attestation.source = ${slot('self')} and attestation.reach = 'EVERYONE'
      and (attestation.digest = document.digest or attestation.withdrawal_digest = document.digest))`;
  return backfill(db, columns, slot, isAttestation);
}

/**
 * Queues documents for one peer, except what the peer answered before or what waits. Ids count up from `base` in the
 * order in which the documents were logged.
 */
function backfill(
  db: Kysely<Schema>,
  columns: readonly (keyof Schema['outbox'])[],
  slot: Slot,
  isWanted: Expression<SqlBool>,
): Compilable {
  return db
    .insertInto('outbox')
    .columns(columns)
    .expression((from) =>
      from
        .selectFrom('document')
        .where(isWanted)
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
          sql<number>`cast(${slot('base')} as bigint) + row_number() over (order by document.first_leaf)`.as('id'),
          sql<string>`cast(${slot('peer')} as text)`.as('peer'),
          'document.digest as document_digest',
          'document.submission_digest as submission_digest',
          sql<number>`0`.as('attempts'),
          sql<number>`cast(${slot('now')} as bigint)`.as('next_at_ms'),
          sql<'due'>`'due'`.as('state'),
          sql<null>`null`.as('last_reason'),
          sql<null>`null`.as('last_message'),
          sql<number>`cast(${slot('urgency')} as bigint)`.as('urgency'),
        ]),
    )
    .onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing());
}
