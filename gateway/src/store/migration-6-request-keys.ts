/** Step 6 of the schema: keys under which callers asked for grants. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createRequestKeys(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, {
    name: 'request_key',
    key: ['key'],
    columns: [
      ['key', 'text'],
      ['asked', 'text'],
      ['request_digest', 'text'],
      ['created_ms', 'integer'],
      ['version', 'integer'],
    ],
  });
}
