/** Step 10 of the schema: orders of regulators, and their place before everything else in the outbox. */
import { type Kysely, sql } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createOrderTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, {
    name: 'regulatory_order',
    key: ['digest'],
    columns: [
      ['digest', 'text'],
      ['home', 'text'],
      ['authority', 'text'],
      ['kind', 'text'],
      ['resumes', 'text', 'null'],
      ['is_whole', 'integer'],
      ['created_ms', 'integer'],
      ['original_salt', 'text', 'null'],
      ['version', 'integer'],
    ],
  });
  const { schema } = db;
  await schema
    .alterTable('outbox')
    // 0 before everything, 1 in turn.
    .addColumn('urgency', sql.raw(capabilities.integer), (column) => column.notNull().defaultTo(1))
    .execute();
  await schema
    .createIndex('outbox_turn')
    .on('outbox')
    .columns(['peer', 'state', 'urgency', 'next_at_ms', 'id'])
    .execute();
}
