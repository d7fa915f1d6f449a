import type { ReceiptItem } from '@selat/sdk/model';
import type { StatementName, Values } from './statements.js';

/** One statement to run. With `rows`, any other number of affected rows is a bug and stops the transaction. */
export interface Step {
  readonly statement: StatementName;
  readonly values: Values;
  readonly rows?: number;
}

/** The row of one receipt item. */
export function itemStep(item: ReceiptItem, issuer: string, submitter: string, receipt: string): Step {
  const values = {
    issuer,
    submitter,
    submission_digest: item.submissionDigest,
    document_digest: item.documentDigest,
    verdict: item.verdict,
    reason: item.reason ?? null,
    detail: item.detail ?? null,
    log_index: item.logIndex,
    time_ms: item.time,
    receipt_digest: receipt,
  };
  return { statement: 'receipt_item.insert', values };
}
