/**
 * The steps of the schema, in order, one transaction each, recorded in the store. A step that has been released is
 * never edited: a change of the schema is a new step.
 */
import { SelatError } from '@selat/sdk/errors';
import type { Kysely, Transaction } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createCommitterTables } from './migration-1-committer.js';
import { createDomainTables } from './migration-1-domain.js';
import { createSearchTables } from './migration-2-search.js';
import { createOfficeTables } from './migration-3-office.js';
import { createMemberTables } from './migration-4-members.js';
import { createKeyTables } from './migration-5-keys.js';
import { createRequestKeys } from './migration-6-request-keys.js';
import { createAdmissionTables } from './migration-8-admission.js';
import { createAttestationTables } from './migration-9-attestations.js';
import { createOrderTables } from './migration-10-orders.js';
import { createPackTables } from './migration-11-packs.js';
import { createLawReview } from './migration-12-law-review.js';
import { createLedgerTables } from './migration-13-ledger.js';
import { createListingFacts } from './migration-14-listing-facts.js';
import { addOrderValues } from './migration-15-order-values.js';
import { addScale } from './migration-16-scale.js';
import type { Schema } from './schema.js';

/** One step. It sees the schema as its predecessors left it, so it is written without the types of today. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  up(transaction: Transaction<Schema>, capabilities: Capabilities): Promise<void>;
}

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'first tables',
    up: async (transaction, capabilities) => {
      await createDomainTables(transaction, capabilities);
      await createCommitterTables(transaction, capabilities);
    },
  },
  { number: 2, name: 'index of listings', up: createSearchTables },
  { number: 3, name: 'acts of two officers, reviews of drafts', up: createOfficeTables },
  { number: 4, name: 'members', up: createMemberTables },
  { number: 5, name: 'own keys', up: createKeyTables },
  { number: 6, name: 'request keys', up: createRequestKeys },
  { number: 8, name: 'admission policy', up: createAdmissionTables },
  { number: 9, name: 'attestations', up: createAttestationTables },
  { number: 10, name: 'orders of regulators', up: createOrderTables },
  { number: 11, name: 'rule packs', up: createPackTables },
  { number: 13, name: 'ledger of persons', up: createLedgerTables },
  { number: 12, name: 'review of grants by the law', up: createLawReview },
  { number: 14, name: 'facts of listings', up: createListingFacts },
  { number: 15, name: 'what own orders select', up: addOrderValues },
  { number: 16, name: 'scale of instruments', up: addScale },
];

/**
 * Brings a store to the newest schema: takes every step that it has not recorded, in the order of their numbers.
 *
 * @param store names the database in errors
 * @throws SelatError STORE_TOO_NEW where a newer build has been here
 */
export async function migrate(
  db: Kysely<Schema>,
  capabilities: Capabilities,
  store: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await db.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('number', capabilities.integer, (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .modifyEnd(capabilities.table)
    .execute();
  const taken = await db.selectFrom('migration').select('number').orderBy('number').execute();
  const done = new Set(taken.map((step) => step.number));
  const newest = taken.at(-1)?.number ?? 0;
  const known = Math.max(...migrations.map((step) => step.number));
  if (newest > known) throw tooNew(store, newest, known);
  const missing = migrations.filter((step) => !done.has(step.number)).sort((a, b) => a.number - b.number);
  for (const { number, name, up } of missing) {
    await db.transaction().execute(async (transaction) => {
      await up(transaction, capabilities);
      await transaction.insertInto('migration').values({ number, name }).execute();
    });
  }
}

function tooNew(store: string, found: number, known: number): SelatError {
  const message = `cannot open store ${store}: its schema ${found} is newer than schema ${known} of this build`;
  return new SelatError('STORE_TOO_NEW', message, { store, found: String(found), known: String(known) });
}
