/** Step 14 of the schema: what officers state about listings for the listing gate. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createListingFacts(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, {
    name: 'listing_facts',
    key: ['id'],
    columns: [
      ['id', 'text'],
      ['facts', 'text'],
      ['officer', 'text'],
      ['stated_ms', 'integer'],
      ['version', 'integer'],
    ],
  });
}
