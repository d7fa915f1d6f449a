import { type RawBuilder, sql } from 'kysely';

/** Where the values of a queued delivery come from, in a query over other tables. */
export interface DeliverySource {
  readonly peer: RawBuilder<string>;
  readonly document: RawBuilder<string>;
  readonly submission: RawBuilder<string>;
  /** Deliveries get their ids in this order. */
  readonly order: RawBuilder<unknown>;
}

/** Gives a value for a slot of a statement. */
export type Slots = (name: string) => RawBuilder<never>;

/** Selects every column of a delivery that is due at once, in the order of the table's columns; ids from slot `base`. */
export function newDelivery({ peer, document, submission, order }: DeliverySource, slot: Slots) {
  return [
    sql<number>`cast(${slot('base')} as bigint) + row_number() over (order by ${order})`.as('id'),
    peer.as('peer'),
    document.as('document_digest'),
    submission.as('submission_digest'),
    sql<number>`0`.as('attempts'),
    sql<number>`cast(${slot('now')} as bigint)`.as('next_at_ms'),
    sql<'due'>`'due'`.as('state'),
    sql<null>`null`.as('last_reason'),
    sql<null>`null`.as('last_message'),
    sql<number>`cast(${slot('urgency')} as bigint)`.as('urgency'),
  ] as const;
}
