/** Step 5 of the schema: the newest own descriptor, and keys that were lost. */
import { sql, type Transaction } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable } from './create-table.js';
import type { Schema } from './schema.js';

export async function createKeyTables(transaction: Transaction<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(transaction, capabilities, {
    name: 'own_descriptor',
    key: ['exchange'],
    columns: [
      ['exchange', 'text'],
      ['digest', 'text'],
      ['sequence', 'integer'],
      ['version', 'integer'],
    ],
  });
  // Every fold asks for lost keys, and there are hardly any.
  await transaction.schema
    .createIndex('key_compromised')
    .on('key')
    .column('owner')
    .where(sql.ref('compromised_since_ms'), 'is not', null)
    .execute();
}
