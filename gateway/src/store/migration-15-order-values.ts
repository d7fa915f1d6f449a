/** Step 15 of the schema: what an order that was transcribed here selects, in words; the order itself holds digests only. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import type { Schema } from './schema.js';

export async function addOrderValues(db: Kysely<Schema>, _capabilities: Capabilities): Promise<void> {
  await db.schema.alterTable('regulatory_order').addColumn('selected', 'text').execute();
}
