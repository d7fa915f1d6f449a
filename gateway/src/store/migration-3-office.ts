/** Step 3 of the schema: acts that wait for a second officer, reviews of drafts, and what a leaf says for the auditor. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable, type TableShape } from './create-table.js';
import type { Schema } from './schema.js';

const TABLES: readonly TableShape[] = [
  {
    name: 'held_act',
    key: ['id'],
    columns: [
      ['id', 'text'],
      ['act', 'text'],
      ['input', 'text'],
      ['about', 'text'],
      ['officer', 'text'],
      ['created_ms', 'integer'],
      ['expires_ms', 'integer'],
      ['state', 'text'],
      ['second_officer', 'text', 'null'],
      ['decided_ms', 'integer', 'null'],
      ['note', 'text'],
      ['version', 'integer'],
    ],
  },
  {
    name: 'review',
    key: ['draft', 'content_digest', 'kind'],
    columns: [
      ['draft', 'text'],
      ['content_digest', 'text'],
      ['kind', 'text'],
      ['verdict', 'text'],
      ['officer', 'text'],
      ['reviewed_ms', 'integer'],
      ['note', 'text'],
      ['attestation_digest', 'text', 'null'],
      ['version', 'integer'],
    ],
  },
];

export async function createOfficeTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  for (const shape of TABLES) await createTable(db, capabilities, shape);
  const { schema } = db;
  await schema.createIndex('held_act_state').on('held_act').columns(['state', 'created_ms', 'id']).execute();
  await schema.createIndex('draft_state').on('draft').columns(['state', 'id']).execute();
  for (const column of ['second_officer', 'about']) {
    await schema.alterTable('leaf').addColumn(column, 'text').execute();
  }
}
