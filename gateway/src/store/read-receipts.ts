/** Reads receipts and their items, given and got. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { EvidenceReceipt, Reader } from '../domain/ports.js';
import { compiledListRead, compiledRead } from './compiled-read.js';
import { inChunks } from './pages.js';
import type { ReceiptItemTable, ReceiptTable, Schema } from './schema.js';
import { toSignedDocument } from './signatures.js';

type ReceiptReads = Pick<Reader, 'listReceipts' | 'findAnswer' | 'listSignedReceipts'>;

/** Most documents whose receipts one query of its own length reads: those of a grant are fewer. */
const MAX_FEW = 16;
/** Most receipts over one document that anybody asks for. */
const MAX_SIGNED = 16;

export function receiptReads(db: Kysely<Schema>, self: ExchangeId): ReceiptReads {
  const overFew = compiledListRead(db, (digests) =>
    inOrder(db.selectFrom('receipt_item').selectAll().where('document_digest', 'in', digests)),
  );
  const answerTo = compiledRead(db, ['issuer', 'submitter', 'submission'], ({ issuer, submitter, submission }) =>
    db
      .selectFrom('receipt_item')
      .innerJoin('receipt', 'receipt.digest', 'receipt_item.receipt_digest')
      .select(['receipt.type', 'receipt.payload', 'receipt.signatures'])
      .where('receipt_item.issuer', '=', issuer)
      .where('receipt_item.submitter', '=', submitter)
      .where('receipt_item.submission_digest', '=', submission),
  );
  return {
    async listReceipts(digests) {
      if (digests.length > 0 && digests.length <= MAX_FEW) return (await overFew(digests)).map(toEvidenceReceipt);
      const rows = await inChunks(digests, (chunk) =>
        inOrder(db.selectFrom('receipt_item').selectAll().where('document_digest', 'in', chunk)).execute(),
      );
      return rows.map(toEvidenceReceipt);
    },
    async findAnswer(submitter, submission) {
      const [row] = await answerTo({ issuer: self, submitter, submission });
      return row && toSigned(row);
    },
    listSignedReceipts: (digest) => signedOver(db, digest),
  };
}

/** The order in which receipts are told, the same on every engine. */
function inOrder(query: SelectQueryBuilder<Schema, 'receipt_item', ReceiptItemTable>) {
  return query.orderBy('time_ms').orderBy('issuer').orderBy('submission_digest');
}

async function signedOver(db: Kysely<Schema>, digest: DigestHex): Promise<SignedDocument[]> {
  const rows = await db
    .selectFrom('receipt')
    .select(['type', 'payload', 'signatures'])
    .where('digest', 'in', (row) =>
      row.selectFrom('receipt_item').select('receipt_digest').where('document_digest', '=', digest),
    )
    .where('signatures', 'is not', null)
    .orderBy('digest')
    .limit(MAX_SIGNED)
    .execute();
  return rows.flatMap((row) => toSigned(row) ?? []);
}

function toEvidenceReceipt(row: ReceiptItemTable): EvidenceReceipt {
  return {
    issuer: row.issuer,
    submitter: row.submitter,
    documentDigest: row.document_digest,
    submissionDigest: row.submission_digest,
    verdict: row.verdict,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    logIndex: row.log_index,
    time: row.time_ms,
  };
}

/** Undefined while the receipt waits for its signing: then the submission is not answered yet. */
function toSigned({
  type,
  payload,
  signatures,
}: Pick<ReceiptTable, 'type' | 'payload' | 'signatures'>): SignedDocument | undefined {
  return signatures === null ? undefined : toSignedDocument({ type, payload, signatures });
}
