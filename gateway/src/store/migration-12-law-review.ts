/** Step 12 of the schema: by which packs the grants with each peer were last looked at. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createLawReview(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, {
    name: 'law_review',
    key: ['peer'],
    columns: [
      ['peer', 'text'],
      ['packs', 'text'],
      ['reviewed_ms', 'integer'],
      ['version', 'integer'],
    ],
  });
}
