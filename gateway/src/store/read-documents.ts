/** Reads documents and what is filed under a subject. */
import type { Kysely } from 'kysely';
import type { Evidence, Reader, StoredDocument } from '../domain/ports.js';
import { compiledRead } from './compiled-read.js';
import { inChunks } from './pages.js';
import type { DocumentTable, Schema } from './schema.js';
import { toSignedDocument } from './signatures.js';

type DocumentReads = Pick<Reader, 'findDocument' | 'listEvidence' | 'listEvidenceOf' | 'findFirstLeaf'>;

const COLUMNS = [
  'document.digest',
  'document.submission_digest',
  'document.type',
  'document.issuer',
  'document.form',
  'document.payload',
  'document.signatures',
] as const;

export function documentReads(db: Kysely<Schema>): DocumentReads {
  const byDigest = compiledRead(db, ['digest'], ({ digest }) =>
    db.selectFrom('document').select(COLUMNS).where('digest', '=', digest),
  );
  const bySubject = compiledRead(db, ['subject'], ({ subject }) =>
    db
      .selectFrom('evidence')
      .innerJoin('document', 'document.digest', 'evidence.document_digest')
      .select([...COLUMNS, 'evidence.by_exchange'])
      .where('evidence.subject', '=', subject)
      .orderBy('evidence.seq'),
  );
  return {
    async findDocument(digest) {
      const [row] = await byDigest({ digest });
      return row && toStoredDocument(row);
    },
    async listEvidence(subject) {
      return (await bySubject({ subject })).map((row) => ({ ...toStoredDocument(row), by: row.by_exchange }));
    },
    listEvidenceOf: (subjects) => evidenceOf(db, subjects),
    async findFirstLeaf(digest) {
      const row = await db.selectFrom('document').select('first_leaf').where('digest', '=', digest).executeTakeFirst();
      return row?.first_leaf ?? undefined;
    },
  };
}

async function evidenceOf(db: Kysely<Schema>, subjects: readonly string[]): Promise<Map<string, Evidence[]>> {
  const rows = await inChunks(subjects, (chunk) =>
    db
      .selectFrom('evidence')
      .innerJoin('document', 'document.digest', 'evidence.document_digest')
      .select([...COLUMNS, 'evidence.subject', 'evidence.by_exchange'])
      .where('evidence.subject', 'in', chunk)
      .orderBy('evidence.subject')
      .orderBy('evidence.seq')
      .execute(),
  );
  const found = new Map<string, Evidence[]>(subjects.map((subject) => [subject, []]));
  for (const row of rows) found.get(row.subject)?.push({ ...toStoredDocument(row), by: row.by_exchange });
  return found;
}

type DocumentRow = Pick<
  DocumentTable,
  'digest' | 'submission_digest' | 'type' | 'issuer' | 'form' | 'payload' | 'signatures'
>;

function toStoredDocument(row: DocumentRow): StoredDocument {
  const { digest, submission_digest: submissionDigest, type, issuer, form } = row;
  return { digest, submissionDigest, type, issuer, form, document: toSignedDocument(row) };
}
