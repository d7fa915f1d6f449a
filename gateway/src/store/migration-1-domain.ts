/** Step 1 of the schema, first half: the versioned tables that verbs change. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { type Column, createTable } from './create-table.js';
import type { Schema } from './schema.js';

const TABLES: Readonly<Record<string, { readonly key: readonly string[]; readonly columns: readonly Column[] }>> = {
  peer: {
    key: ['exchange'],
    columns: [
      ['exchange', 'text'],
      ['jurisdiction', 'text'],
      ['fingerprint', 'text'],
      ['descriptor_digest', 'text'],
      ['federation', 'text'],
      ['ca_pem', 'text'],
      ['pins', 'text'],
      ['status', 'text'],
      ['agreement_digest', 'text', 'null'],
      ['version', 'integer'],
    ],
  },
  agreement: {
    key: ['digest'],
    columns: [
      ['digest', 'text'],
      ['peer', 'text'],
      ['proposer', 'text'],
      ['created_ms', 'integer'],
      ['version', 'integer'],
    ],
  },
  key: {
    key: ['owner', 'kid'],
    columns: [
      ['kid', 'text'],
      ['owner', 'text'],
      ['purpose', 'text'],
      ['alg', 'text'],
      ['raw', 'bytes'],
      ['env', 'text'],
      ['status', 'text'],
      ['not_before_ms', 'integer', 'null'],
      ['not_after_ms', 'integer', 'null'],
      ['revoked_at_ms', 'integer', 'null'],
      ['compromised_since_ms', 'integer', 'null'],
      ['version', 'integer'],
    ],
  },
  participant: {
    key: ['id'],
    columns: [
      ['id', 'text'],
      ['exchange', 'text'],
      ['state', 'text'],
      ['record_digest', 'text', 'null'],
      ['revision', 'integer'],
      ['registration', 'text'],
      ['valid_until_ms', 'integer', 'null'],
      ['version', 'integer'],
    ],
  },
  listing: {
    key: ['id'],
    columns: [
      ['id', 'text'],
      ['exchange', 'text'],
      ['digest', 'text'],
      ['revision', 'integer'],
      ['state', 'text'],
      ['provider', 'text'],
      ['product', 'text'],
      ['titles', 'text'],
      ['form', 'text'],
      ['visibility', 'text'],
      ['valid_from_ms', 'integer'],
      ['valid_until_ms', 'integer'],
      ['version', 'integer'],
    ],
  },
  draft: {
    key: ['id'],
    columns: [
      ['id', 'text'],
      ['payload', 'bytes'],
      ['source', 'text'],
      ['officer', 'text'],
      ['created_ms', 'integer'],
      ['state', 'text'],
      ['version', 'integer'],
    ],
  },
  grant: {
    key: ['request_digest'],
    columns: [
      ['request_digest', 'text'],
      ['grant_digest', 'text', 'null'],
      ['peer', 'text'],
      ['side', 'text'],
      ['listing_id', 'text'],
      ['consumer', 'text'],
      ['created_ms', 'integer'],
      ['version', 'integer'],
    ],
  },
  officer: {
    key: ['id'],
    columns: [
      ['id', 'text'],
      ['role', 'text'],
      ['token_hash', 'text'],
      ['state', 'text'],
      ['created_ms', 'integer'],
      ['version', 'integer'],
    ],
  },
  status_index: {
    key: ['list', 'position'],
    columns: [
      ['list', 'text'],
      ['position', 'integer'],
      ['request_digest', 'text'],
      ['version', 'integer'],
    ],
  },
};

export async function createDomainTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  for (const [name, { key, columns }] of Object.entries(TABLES)) {
    await createTable(db, capabilities, { name, key, columns, clustered: name === 'status_index' });
  }
  const { schema } = db;
  await schema.createIndex('agreement_peer').on('agreement').columns(['peer', 'created_ms']).execute();
  await schema.createIndex('participant_exchange').on('participant').columns(['exchange', 'id']).execute();
  await schema.createIndex('listing_exchange').on('listing').columns(['exchange', 'id']).execute();
  await schema.createIndex('listing_digest').on('listing').column('digest').execute();
  await schema.createIndex('grant_digest').on('grant').column('grant_digest').execute();
  await schema.createIndex('grant_created').on('grant').columns(['created_ms', 'request_digest']).execute();
  await schema.createIndex('officer_token').on('officer').column('token_hash').unique().execute();
}
