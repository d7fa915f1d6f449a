/** Every stored document, form and receipt has the digest it is filed under, passes the gate, and bears signatures that verify. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { documentDigest, gate, submissionDigest, verifyGated } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type KeyResolver, parseAlgorithm } from '@selat/sdk/keys';
import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.js';
import { toBuffer, toSignedDocument } from '../store/signatures.js';
import { type Problems, RESTORE } from './problems.js';

/** What the check goes by. */
export interface DocumentCheck {
  readonly db: Kysely<Schema>;
  readonly env: string;
  readonly problems: Problems;
  readonly onRead: (count: number) => void;
}

/** How many documents were read, and how many signatures could not be checked because the key is not stored. */
export interface DocumentCounts {
  documents: number;
  unverified: number;
}

const PAGE_ROWS = 64;
/** Stored documents are never too new: whoever accepted them compared the clock. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

interface StoredForm {
  readonly table: string;
  readonly digest: string;
  readonly submission?: string;
  readonly form?: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly signatures: Uint8Array;
}

/** Reads documents, then their other forms, then receipts. */
export async function checkDocuments(check: DocumentCheck): Promise<DocumentCounts> {
  const counts: DocumentCounts = { documents: 0, unverified: 0 };
  const keys = keysOf(check.db);
  for await (const page of formsOf(check.db)) {
    for (const form of page) await checkForm(form, check, keys, counts);
    counts.documents += page.length;
    check.onRead(counts.documents);
  }
  return counts;
}

async function* formsOf(db: Kysely<Schema>): AsyncGenerator<readonly StoredForm[]> {
  const documents = db
    .selectFrom('document')
    .select(['digest as id', 'digest', 'submission_digest as submission', 'form', 'type', 'payload', 'signatures']);
  yield* pagesOf('document', async (after) =>
    documents.where('digest', '>', after).orderBy('digest').limit(PAGE_ROWS).execute(),
  );
  const forms = db
    .selectFrom('submission')
    .innerJoin('document', 'document.digest', 'submission.document_digest')
    .select(['submission.submission_digest as id', 'document.digest', 'submission.submission_digest as submission'])
    .select(['document.type', 'document.payload', 'submission.signatures']);
  yield* pagesOf('submission', async (after) =>
    forms
      .where('submission.submission_digest', '>', after)
      .orderBy('submission.submission_digest')
      .limit(PAGE_ROWS)
      .execute(),
  );
  const receipts = db.selectFrom('receipt').select(['digest as id', 'digest', 'type', 'payload', 'signatures']);
  yield* pagesOf('receipt', async (after) => {
    const rows = await receipts.where('digest', '>', after).orderBy('digest').limit(PAGE_ROWS).execute();
    // One that waits for its signing has none yet; the next start signs it.
    return rows.map(({ signatures, ...row }) => ({ ...row, signatures: signatures ?? Buffer.alloc(0) }));
  });
}

type Row = Omit<StoredForm, 'table'> & { readonly id: string };

async function* pagesOf(
  table: string,
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<readonly StoredForm[]> {
  for (let after = ''; ; ) {
    const rows = await read(after);
    if (rows.length > 0) yield rows.map(({ id: _, ...row }) => ({ table, ...row }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = last.id;
  }
}

async function checkForm(
  stored: StoredForm,
  { env, problems }: DocumentCheck,
  keys: KeyResolver,
  counts: DocumentCounts,
): Promise<void> {
  const { table, digest, submission, type, signatures } = stored;
  const payload = toBuffer(stored.payload);
  const where = `${table} sha256:${submission ?? digest}`;
  if (documentDigest(type, payload).toString('hex') !== digest) {
    problems.add(where, 'does not have the digest of its content', RESTORE);
    return;
  }
  if (table === 'receipt' && signatures.length === 0) return;
  const document = decoded(stored);
  if (document === undefined || document.signatures.length === 0) {
    problems.add(where, 'has no readable signatures', RESTORE);
    return;
  }
  if (submission !== undefined && submissionDigest(type, payload, document.signatures).toString('hex') !== submission) {
    problems.add(where, 'does not have the digest of its signatures', RESTORE);
    return;
  }
  const wrong = await faultOf(document, stored.form, env, keys);
  if (wrong === 'KEY_UNKNOWN') counts.unverified += 1;
  else if (wrong !== undefined) problems.add(where, wrong, RESTORE);
}

function decoded(stored: StoredForm): SignedDocument | undefined {
  try {
    return toSignedDocument(stored);
  } catch {
    return undefined;
  }
}

async function faultOf(
  document: SignedDocument,
  form: string | undefined,
  env: string,
  keys: KeyResolver,
): Promise<string | undefined> {
  try {
    const gated = gate(document, { env, now: ANY_TIME });
    if (form !== undefined && gated.form !== form) return `is filed as ${form}, and is ${gated.form}`;
    await verifyGated(gated, { env, now: ANY_TIME, loggedAt: 0, keys });
    return undefined;
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    return error.reason === 'KEY_UNKNOWN' ? error.reason : `${error.reason}: ${error.message}`;
  }
}

/**
 * The stored keys as they are, whatever became of them since: a signature was judged when it was accepted, and here it is
 * only compared with its bytes.
 */
function keysOf(db: Kysely<Schema>): KeyResolver {
  return {
    findKey: async (owner, kid) => {
      const query = db.selectFrom('key').select(['alg', 'purpose', 'env', 'raw']);
      const row = await query.where('owner', '=', owner).where('kid', '=', kid).executeTakeFirst();
      if (row === undefined) return undefined;
      const { purpose, env } = row;
      const alg = parseAlgorithm(row.alg);
      return { owner, kid, alg, purpose, env, raw: Buffer.from(row.raw), status: 'active' };
    },
  };
}
