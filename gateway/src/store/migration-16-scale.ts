/** Step 16 of the schema: under which instrument officers entered persons, and which instruments that concerns. */
import { type Kysely, sql } from 'kysely';
import type { Capabilities } from './capabilities.js';
import type { Schema } from './schema.js';

export async function addScale(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  const { text, integer } = capabilities;
  await db.schema.alterTable('ledger_entry').addColumn('under_digest', sql.raw(text)).execute();
  await db.schema.alterTable('attestation').addColumn('counted_ms', sql.raw(integer)).execute();
  await db.schema.createIndex('ledger_entry_under').on('ledger_entry').column('under_digest').execute();
}
