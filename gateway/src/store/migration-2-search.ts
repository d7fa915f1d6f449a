/**
 * Step 2 of the schema: the index of listings. An engine that several processes share keeps it in tables of its own;
 * elsewhere it is a file beside the store, which nothing but the indexer writes (`search/sqlite-search.ts`).
 */
import { type Kysely, sql } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable, type TableShape } from './create-table.js';
import type { Schema } from './schema.js';

const TABLES: readonly TableShape[] = [
  {
    name: 'search_entry',
    key: ['doc'],
    columns: [
      ['doc', 'integer'],
      ['id', 'text'],
      ['state', 'text'],
      ['valid_from_ms', 'integer'],
      ['valid_until_ms', 'integer'],
      ['runs', 'text'],
    ],
  },
  {
    name: 'search_licence',
    key: ['doc', 'position'],
    columns: [
      ['doc', 'integer'],
      ['position', 'integer'],
      ['model', 'text'],
      ['currency', 'text'],
      ['amount', 'integer', 'null'],
      ['purposes', 'text'],
    ],
  },
  {
    name: 'search_state',
    key: ['id'],
    columns: [
      ['id', 'integer'],
      ['version', 'integer'],
      ['next', 'integer'],
      ['after', 'text'],
      ['hash', 'text'],
    ],
  },
];

export async function createSearchTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  const { schema } = db;
  // A provider that is renamed is found by its new name: its listings are put anew.
  await schema.createIndex('listing_provider').on('listing').columns(['provider', 'id']).execute();
  if (!capabilities.isShared) return;
  for (const table of TABLES) await createTable(db, capabilities, table);
  await schema
    .alterTable('search_entry')
    .addColumn('words', sql`tsvector`, (column) => column.notNull())
    .execute();
  await schema.createIndex('search_entry_id').on('search_entry').column('id').unique().execute();
  // Every search reads the list of what is not sorted in yet, so it is kept short.
  await sql`create index search_entry_words on search_entry using gin (words)
    with (gin_pending_list_limit = 512)`.execute(db);
  await sql`insert into search_state (id, version, next, after, hash) values (1, 0, 0, '', '')`.execute(db);
}
