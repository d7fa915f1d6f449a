/** Step 13 of the schema: the ledger of persons whose data providers export. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable, type TableShape } from './create-table.js';
import type { Schema } from './schema.js';

export async function createLedgerTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  for (const shape of [ENTRY, YEAR]) await createTable(db, capabilities, shape);
  const indexes = { of_year: ['provider', 'year', 'created_ms', 'id'], by_state: ['state', 'provider', 'year'] };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(`ledger_entry_${name}`).on('ledger_entry').columns(columns).execute();
  }
}

const ENTRY: TableShape = {
  name: 'ledger_entry',
  key: ['id'],
  columns: [
    ['id', 'text'],
    ['provider', 'text'],
    ['year', 'integer'],
    ['kind', 'text'],
    ['ordinary', 'integer'],
    ['sensitive', 'integer'],
    ['state', 'text'],
    ['grant_version', 'integer', 'null'],
    ['lapses_ms', 'integer', 'null'],
    ['attestation_digest', 'text', 'null'],
    ['evidence_digest', 'text', 'null'],
    ['reason', 'text'],
    ['officer', 'text'],
    ['created_ms', 'integer'],
    ['settled_ms', 'integer', 'null'],
    ['version', 'integer'],
  ],
};

const YEAR: TableShape = {
  name: 'ledger_year',
  key: ['provider', 'year'],
  columns: [
    ['provider', 'text'],
    ['year', 'integer'],
    ['ordinary', 'integer'],
    ['sensitive', 'integer'],
    ['opening', 'text', 'null'],
    ['version', 'integer'],
  ],
};
