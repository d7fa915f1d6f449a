/** Step 1 of the schema, second half: documents, log, receipts and deliveries, which only the committer writes. */
import { type Kysely, sql } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable, type TableShape } from './create-table.js';
import type { Schema } from './schema.js';

const TABLES: readonly TableShape[] = [
  {
    name: 'document',
    key: ['digest'],
    columns: [
      ['digest', 'text'],
      ['type', 'text'],
      ['issuer', 'text'],
      ['form', 'text'],
      ['submission_digest', 'text'],
      ['submitter', 'text'],
      ['payload', 'bytes'],
      ['signatures', 'bytes'],
      ['leaf_index', 'integer', 'null'],
      ['first_leaf', 'integer', 'null'],
    ],
  },
  {
    name: 'submission',
    key: ['submission_digest'],
    columns: [
      ['submission_digest', 'text'],
      ['document_digest', 'text'],
      ['submitter', 'text'],
      ['signatures', 'bytes'],
      ['leaf_index', 'integer', 'null'],
    ],
    references: [['document_digest', 'document', 'digest']],
  },
  {
    name: 'leaf',
    key: ['idx'],
    columns: [
      ['idx', 'integer'],
      ['entry', 'bytes'],
      ['leaf_hash', 'bytes'],
      ['act', 'text'],
      ['direction', 'text'],
      ['chain', 'text'],
      ['chain_sequence', 'integer'],
      ['officer', 'text', 'null'],
      ['time_ms', 'integer'],
      ['document_digest', 'text', 'null'],
    ],
  },
  {
    name: 'opening',
    key: ['idx'],
    columns: [
      ['idx', 'integer'],
      ['opening', 'bytes'],
    ],
    references: [['idx', 'leaf', 'idx']],
  },
  {
    name: 'chain_head',
    key: ['chain'],
    columns: [
      ['chain', 'text'],
      ['sequence', 'integer'],
      ['leaf_hash', 'bytes'],
    ],
  },
  {
    name: 'log_state',
    key: ['id'],
    columns: [
      ['id', 'integer'],
      ['origin', 'text'],
      ['size', 'integer'],
      ['frontier', 'bytes'],
      ['previous_frontier', 'bytes'],
      ['time_ms', 'integer'],
      ['next_id', 'integer'],
      ['next_attempt', 'integer'],
      ['fence', 'integer'],
    ],
  },
  {
    name: 'evidence',
    key: ['subject', 'document_digest'],
    columns: [
      ['subject', 'text'],
      ['document_digest', 'text'],
      ['by_exchange', 'text'],
      ['seq', 'integer'],
    ],
    references: [['document_digest', 'document', 'digest']],
    clustered: true,
  },
  {
    name: 'outbox',
    key: ['id'],
    columns: [
      ['id', 'integer'],
      ['peer', 'text'],
      ['document_digest', 'text'],
      ['submission_digest', 'text'],
      ['attempts', 'integer'],
      ['next_at_ms', 'integer'],
      ['state', 'text'],
      ['last_reason', 'text', 'null'],
      ['last_message', 'text', 'null'],
    ],
    references: [['document_digest', 'document', 'digest']],
  },
  {
    name: 'receipt',
    key: ['digest'],
    columns: [
      ['digest', 'text'],
      ['direction', 'text'],
      ['peer', 'text'],
      ['type', 'text'],
      ['payload', 'bytes'],
      ['signatures', 'bytes', 'null'],
    ],
  },
  {
    name: 'receipt_item',
    key: ['issuer', 'submitter', 'submission_digest'],
    columns: [
      ['issuer', 'text'],
      ['submitter', 'text'],
      ['submission_digest', 'text'],
      ['document_digest', 'text'],
      ['verdict', 'text'],
      ['reason', 'text', 'null'],
      ['detail', 'text', 'null'],
      ['log_index', 'integer'],
      ['time_ms', 'integer'],
      ['receipt_digest', 'text'],
    ],
    references: [['receipt_digest', 'receipt', 'digest']],
    clustered: true,
  },
  {
    name: 'attempt',
    key: ['id'],
    columns: [
      ['id', 'integer'],
      ['peer', 'text'],
      ['at_ms', 'integer'],
      ['type', 'text'],
      ['digest', 'text', 'null'],
      ['reason', 'text'],
      ['message', 'text'],
    ],
  },
];

/** Whose turn it is to write; one row. Times are the server's clock. */
const LEASE: TableShape = {
  name: 'lease',
  key: ['id'],
  columns: [
    ['id', 'integer'],
    ['holder', 'text', 'null'],
    ['backend', 'integer', 'null'],
    ['until_ms', 'integer'],
    ['wanted_by', 'text', 'null'],
  ],
};

export async function createCommitterTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  for (const table of TABLES) await createTable(db, capabilities, table);
  if (capabilities.isShared) {
    await createTable(db, capabilities, LEASE);
    await db.insertInto('lease').values({ id: 1, until_ms: 0 }).execute();
  }
  const { schema } = db;
  await schema.createIndex('submission_document').on('submission').column('document_digest').execute();
  await schema.createIndex('receipt_item_document').on('receipt_item').column('document_digest').execute();
  await schema.createIndex('outbox_submission').on('outbox').columns(['peer', 'submission_digest']).unique().execute();
  await schema.createIndex('outbox_due').on('outbox').columns(['peer', 'state', 'next_at_ms', 'id']).execute();
  await schema
    .createIndex('receipt_unsigned')
    .on('receipt')
    .column('digest')
    .where(sql.ref('signatures'), 'is', null)
    .execute();
}
