/** Step 11 of the schema: rule packs, and the line of versions of each publisher. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createPackTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, {
    name: 'rule_pack',
    key: ['digest'],
    columns: [
      ['digest', 'text'],
      ['pack_id', 'text'],
      ['jurisdiction', 'text'],
      ['publisher', 'text'],
      ['pack_version', 'text'],
      ['takes_effect_ms', 'integer'],
      ['successor_digest', 'text', 'null'],
      ['successor_ms', 'integer', 'null'],
      ['catalogue_digest', 'text', 'null'],
      ['source', 'text'],
      ['installed_ms', 'integer'],
      ['version', 'integer'],
    ],
  });
  await createTable(db, capabilities, {
    name: 'pack_line',
    key: ['publisher', 'jurisdiction'],
    columns: [
      ['publisher', 'text'],
      ['jurisdiction', 'text'],
      ['digest', 'text'],
      ['version', 'integer'],
    ],
  });
  await db.schema
    .createIndex('rule_pack_line')
    .on('rule_pack')
    .columns(['jurisdiction', 'publisher', 'takes_effect_ms'])
    .execute();
}
