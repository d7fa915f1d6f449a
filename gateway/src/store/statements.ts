/**
 * Every statement of the writer, built with Kysely once and compiled to the SQL of an engine: the same queries for all.
 * A writer prepares each once and runs it many times.
 */
import { type Kysely, sql } from 'kysely';
import { PRIMARY_KEYS, type Tables } from '../domain/rows.js';
import { backfillAttestations, backfillListings, backfillOrders, backfillParticipants } from './backfill.js';
import { broadcast } from './broadcast.js';
import { columnsOf } from './columns.js';
import type { Schema } from './schema.js';
import { type CompiledStatement, compile, Slot, slot } from './slot.js';

export type { CompiledStatement, Value, Values } from './slot.js';

const slots = <T>(names: readonly string[]): T => Object.fromEntries(names.map((name) => [name, new Slot(name)])) as T;

const insert = <T extends keyof Schema & string>(db: Kysely<Schema>, table: T, names: readonly string[]) =>
  db.insertInto(table).values(slots(names));

const LEAF =
  'idx entry leaf_hash act direction chain chain_sequence officer second_officer about time_ms document_digest'.split(
    ' ',
  );
const DOCUMENT = 'digest type issuer form submission_digest submitter payload signatures leaf_index first_leaf'.split(
  ' ',
);
const FORM = ['submission_digest', 'document_digest', 'submitter', 'signatures', 'leaf_index'] as const;
const OUTBOX = [
  'id',
  'peer',
  'document_digest',
  'submission_digest',
  'attempts',
  'next_at_ms',
  'state',
  'last_reason',
  'last_message',
  'urgency',
] as const;
const ITEM =
  'issuer submitter submission_digest document_digest verdict reason detail log_index time_ms receipt_digest'.split(
    ' ',
  );

const logStatements = (db: Kysely<Schema>) => ({
  'leaf.time': compile(db.selectFrom('leaf').select('time_ms').where('idx', '=', slot('idx'))),
  'leaf.insert': compile(insert(db, 'leaf', LEAF)),
  'opening.insert': compile(insert(db, 'opening', ['idx', 'opening'])),
  'chain_head.put': compile(
    insert(db, 'chain_head', ['chain', 'sequence', 'leaf_hash']).onConflict((conflict) =>
      conflict.column('chain').doUpdateSet((row) => ({
        sequence: row.ref('excluded.sequence'),
        leaf_hash: row.ref('excluded.leaf_hash'),
      })),
    ),
  ),
  'log_state.put': compile(
    db
      .updateTable('log_state')
      .set(slots(['size', 'frontier', 'previous_frontier', 'time_ms', 'next_id', 'next_attempt']))
      .where('id', '=', slot('id'))
      .where('fence', '=', slot('fence'))
      .where('size', '=', slot('expected_size')),
  ),
});

const documentStatements = (db: Kysely<Schema>) => ({
  'document.find': compile(
    db.selectFrom('document').select(['form', 'submission_digest', 'first_leaf']).where('digest', '=', slot('digest')),
  ),
  'document.insert': compile(insert(db, 'document', DOCUMENT)),
  'document.replace': compile(
    db
      .updateTable('document')
      .set(slots(['form', 'submission_digest', 'submitter', 'signatures', 'leaf_index', 'first_leaf']))
      .where('digest', '=', slot('digest')),
  ),
  'document.logged': compile(
    db
      .updateTable('document')
      .set(slots(['first_leaf']))
      .where('digest', '=', slot('digest'))
      .where('first_leaf', 'is', null),
  ),
  /** Keeps the form that `document.replace` is about to replace. */
  'submission.keep': compile(
    db
      .insertInto('submission')
      .columns(FORM)
      .expression((from) =>
        from
          .selectFrom('document')
          .select(['submission_digest', 'digest', 'submitter', 'signatures', 'leaf_index'])
          .where('digest', '=', slot('digest')),
      )
      .onConflict((conflict) => conflict.column('submission_digest').doNothing()),
  ),
  'submission.insert': compile(
    insert(db, 'submission', FORM).onConflict((conflict) => conflict.column('submission_digest').doNothing()),
  ),
  'evidence.insert': compile(
    insert(db, 'evidence', ['subject', 'document_digest', 'by_exchange', 'seq']).onConflict((conflict) =>
      conflict.columns(['subject', 'document_digest']).doNothing(),
    ),
  ),
});

const deliveryStatements = (db: Kysely<Schema>) => ({
  'outbox.insert': compile(
    insert(db, 'outbox', OUTBOX).onConflict((conflict) => conflict.columns(['peer', 'submission_digest']).doNothing()),
  ),
  'outbox.backfill-orders': compile(backfillOrders(db, OUTBOX, slot)),
  'outbox.backfill-participants': compile(backfillParticipants(db, OUTBOX, slot)),
  'outbox.backfill-listings': compile(backfillListings(db, OUTBOX, slot)),
  'outbox.backfill-attestations': compile(backfillAttestations(db, OUTBOX, slot)),
  'outbox.broadcast': compile(broadcast(db, OUTBOX, slot)),
  'outbox.broadcast-pinned': compile(broadcast(db, OUTBOX, slot, 'pinned')),
  'outbox.settle': compile(
    db.deleteFrom('outbox').where('peer', '=', slot('peer')).where('submission_digest', '=', slot('submission_digest')),
  ),
  'outbox.fail': compile(
    db
      .updateTable('outbox')
      .set((row) => ({
        ...slots<object>(['next_at_ms', 'state', 'last_reason', 'last_message']),
        attempts: row('attempts', '+', slot('one')),
      }))
      .where('id', '=', slot('id')),
  ),
});

const receiptStatements = (db: Kysely<Schema>) => ({
  'receipt.insert': compile(
    insert(db, 'receipt', ['digest', 'direction', 'peer', 'type', 'payload', 'signatures']).onConflict((conflict) =>
      conflict.column('digest').doNothing(),
    ),
  ),
  'receipt.sign': compile(
    db
      .updateTable('receipt')
      .set(slots(['signatures']))
      .where('digest', '=', slot('digest'))
      .where('signatures', 'is', null),
  ),
  'receipt_item.find': compile(
    db
      .selectFrom('receipt_item')
      .select('receipt_digest')
      .where('issuer', '=', slot('issuer'))
      .where('submitter', '=', slot('submitter'))
      .where('submission_digest', '=', slot('submission_digest')),
  ),
  'receipt_item.insert': compile(
    insert(db, 'receipt_item', ITEM).onConflict((conflict) =>
      conflict.columns(['issuer', 'submitter', 'submission_digest']).doNothing(),
    ),
  ),
});

const attemptStatements = (db: Kysely<Schema>) => ({
  'attempt.insert': compile(insert(db, 'attempt', ['id', 'peer', 'at_ms', 'type', 'digest', 'reason', 'message'])),
  'attempt.trim': compile(db.deleteFrom('attempt').where('id', '<=', slot('newest_gone'))),
});

type RowStatementName = `${keyof Tables}.${'version' | 'insert' | 'replace'}`;

/** Three statements for each versioned table: read its version, insert at version 1, replace whole. */
function rowStatements(db: Kysely<Schema>): Record<RowStatementName, CompiledStatement> {
  const tables = Object.keys(PRIMARY_KEYS) as (keyof Tables)[];
  const entries = tables.flatMap((table) => {
    const keys: readonly string[] = PRIMARY_KEYS[table];
    const columns = columnsOf(table);
    const isRow = sql<boolean>`${sql.join(
      keys.map((key) => sql`${sql.ref(key)} = ${slot(key)}`),
      sql` and `,
    )}`;
    const rest = columns.filter((column) => !keys.includes(column));
    return [
      [`${table}.version`, compile(db.selectFrom(table).select(sql<number>`version`.as('version')).where(isRow))],
      [`${table}.insert`, compile(insert(db, table, [...columns, 'version']))],
      [
        `${table}.replace`,
        compile(
          db
            .updateTable(table)
            .set(slots([...rest, 'version']))
            .where(isRow),
        ),
      ],
    ] as const;
  });
  return Object.fromEntries(entries) as Record<RowStatementName, CompiledStatement>;
}

/** Compiles all statements for the engine of `db`; nothing is executed. */
export function compileStatements(db: Kysely<Schema>) {
  return {
    ...logStatements(db),
    ...documentStatements(db),
    ...deliveryStatements(db),
    ...receiptStatements(db),
    ...attemptStatements(db),
    ...rowStatements(db),
  };
}

/** Every statement of the writer by name. */
export type Statements = ReturnType<typeof compileStatements>;
export type StatementName = keyof Statements;
