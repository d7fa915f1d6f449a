/** Step 4 of the schema: enrolments, documents that wait for a member's signature, evidence of identity checks. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { type Column, createTable } from './create-table.js';
import type { Schema } from './schema.js';

const ENROLMENT: readonly Column[] = [
  ['number', 'text'],
  ['participant', 'text'],
  ['verifier', 'text'],
  ['alg', 'text'],
  ['officer', 'text'],
  ['created_ms', 'integer'],
  ['expires_ms', 'integer'],
  ['state', 'text'],
  ['failures', 'integer'],
  ['kid', 'text', 'null'],
  ['token_hash', 'text', 'null'],
  ['version', 'integer'],
];

const PREPARATION: readonly Column[] = [
  ['digest', 'text'],
  ['participant', 'text'],
  ['type', 'text'],
  ['payload', 'bytes'],
  ['signers', 'text'],
  ['subject', 'text'],
  ['draft_version', 'integer', 'null'],
  ['officer', 'text'],
  ['created_ms', 'integer'],
  ['expires_ms', 'integer'],
  ['state', 'text'],
  ['version', 'integer'],
];

const IDENTITY_EVIDENCE: readonly Column[] = [
  ['digest', 'text'],
  ['participant', 'text'],
  ['salt', 'text'],
  ['content', 'text'],
  ['place', 'text'],
  ['officer', 'text'],
  ['created_ms', 'integer'],
  ['version', 'integer'],
];

export async function createMemberTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  await createTable(db, capabilities, { name: 'enrolment', key: ['number'], columns: ENROLMENT });
  await createTable(db, capabilities, { name: 'preparation', key: ['digest'], columns: PREPARATION });
  await createTable(db, capabilities, { name: 'identity_evidence', key: ['digest'], columns: IDENTITY_EVIDENCE });
  const { schema } = db;
  await schema.createIndex('enrolment_participant').on('enrolment').columns(['participant', 'created_ms']).execute();
  await schema.createIndex('enrolment_token').on('enrolment').column('token_hash').unique().execute();
  await schema.createIndex('preparation_participant').on('preparation').columns(['participant', 'state']).execute();
  await schema.createIndex('preparation_subject').on('preparation').columns(['subject', 'state']).execute();
}
