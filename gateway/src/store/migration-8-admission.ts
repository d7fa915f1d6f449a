/** Step 8 of the schema: the admission policy and its allow-list. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createAdmissionTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, {
    name: 'admission',
    key: ['revision'],
    columns: [
      ['revision', 'integer'],
      ['policy', 'text'],
      ['grades', 'text'],
      ['personal_data', 'integer'],
      ['any_product', 'integer'],
      ['officer', 'text'],
      ['reason', 'text'],
      ['changed_ms', 'integer'],
      ['version', 'integer'],
    ],
  });
  await createTable(db, capabilities, {
    name: 'admitted_product',
    key: ['product'],
    columns: [
      ['product', 'text'],
      ['state', 'text'],
      ['officer', 'text'],
      ['reason', 'text'],
      ['changed_ms', 'integer'],
      ['version', 'integer'],
    ],
  });
}
