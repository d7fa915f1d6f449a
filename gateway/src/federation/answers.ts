/** What an answer of a peer to a delivery says, as far as it can be believed. */
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId, ReceiptItem } from '@selat/sdk/model';
import type { OutboxEntry } from '../domain/ports.js';

/** Longest wait that a peer can ask for, milliseconds. */
const LONGEST_ASKED_MS = 3_600_000;

/** What a peer asks to wait, milliseconds; nonsense counts as nothing. */
export function askedMs(retryAfterMs: string | bigint): number {
  const ms = Number(retryAfterMs);
  return ms > 0 ? Math.min(ms, LONGEST_ASKED_MS) : 0;
}

/**
 * A receipt answers something that waits, under both of its digests. It may repeat what was answered before: a batch is
 * signed once. @throws SelatError RECEIPT_MISMATCH [RCP-5]
 */
export function requireAnswer(
  peer: ExchangeId,
  items: readonly ReceiptItem[],
  waiting: ReadonlyMap<DigestHex, OutboxEntry>,
): void {
  const answered = items.filter(({ submissionDigest }) => waiting.has(submissionDigest));
  const wrong = answered.find(
    ({ submissionDigest, documentDigest }) => waiting.get(submissionDigest)?.digest !== documentDigest,
  );
  if (answered.length > 0 && wrong === undefined) return;
  const why = wrong === undefined ? 'it answers nothing that waits' : 'it names another document';
  throw new SelatError('RECEIPT_MISMATCH', `cannot take the receipt of ${peer}: ${why}`, { peer, why });
}
