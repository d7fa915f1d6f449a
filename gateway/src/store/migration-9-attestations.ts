/** Step 9 of the schema: attestations, and the evidence of those that this exchange signed. */
import type { Kysely } from 'kysely';
import type { Capabilities } from './capabilities.js';
import { createTable, type TableShape } from './create-table.js';
import type { Schema } from './schema.js';

export async function createAttestationTables(db: Kysely<Schema>, capabilities: Capabilities): Promise<void> {
  for (const shape of [ATTESTATION, EVIDENCE]) await createTable(db, capabilities, shape);
  for (const column of ['subject_id', 'subject_digest', 'expires_on', 'withdrawal_digest']) {
    await db.schema.createIndex(`attestation_${column}`).on('attestation').column(column).execute();
  }
}

const ATTESTATION: TableShape = {
  name: 'attestation',
  key: ['digest'],
  columns: [
    ['digest', 'text'],
    ['issuer', 'text'],
    ['role', 'text'],
    ['source', 'text'],
    ['reach', 'text'],
    ['instrument', 'text'],
    ['regime', 'text'],
    ['subject_kind', 'text'],
    ['subject_id', 'text'],
    ['subject_digest', 'text'],
    ['reference', 'text'],
    ['status', 'text'],
    ['expires_on', 'text', 'null'],
    ['issued_ms', 'integer'],
    ['received_ms', 'integer'],
    ['withdrawn_ms', 'integer', 'null'],
    ['withdrawal_digest', 'text', 'null'],
    ['superseded_by', 'text', 'null'],
    ['lapsed_ms', 'integer', 'null'],
    ['version', 'integer'],
  ],
};

const EVIDENCE: TableShape = {
  name: 'attestation_evidence',
  key: ['digest'],
  columns: [
    ['digest', 'text'],
    ['salt', 'text'],
    ['content', 'text'],
    ['place', 'text'],
    ['officer', 'text'],
    ['created_ms', 'integer'],
    ['version', 'integer'],
  ],
};
