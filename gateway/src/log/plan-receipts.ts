/** The receipts that a batch owes: payloads, not yet signed. Normative text: docs/spec/receipts.md, RCP-1 to RCP-4. */
import type { DocumentHead } from '@selat/proto/selat/v1/document.js';
import type { ChainHead as ChainHeadMessage } from '@selat/proto/selat/v1/log.js';
import { Receipt, ReceiptBatch, type ReceiptItem as ReceiptItemMessage } from '@selat/proto/selat/v1/receipt.js';
import { checkCanonical, documentDigest } from '@selat/sdk/document';
import { BROADCAST_CHAIN, type ChainHead } from '@selat/sdk/log';
import type { DigestHex, ExchangeId, Instant, ReceiptItem } from '@selat/sdk/model';
import type { AnswerWrite } from '../domain/change.js';
import type { LogContext } from './plan-batch.js';

/** Most items under one signature. [RCP-2] */
export const MAX_RECEIPT_ITEMS = 256;

/** An answer with its place and time in the log. */
export interface GivenAnswer extends AnswerWrite {
  readonly logIndex: number;
  readonly time: Instant;
}

/** A receipt to store in the batch and to sign once after it. */
export interface PlannedReceipt {
  readonly digest: DigestHex;
  readonly peer: ExchangeId;
  readonly type: 'selat.v1.Receipt' | 'selat.v1.ReceiptBatch';
  /** Canonical; never encoded again. */
  readonly payload: Buffer;
  readonly items: readonly ReceiptItem[];
}

/** What receipts are planned from. */
export interface ReceiptInput {
  readonly context: LogContext;
  /** The clock: when the receipts are made. Log time may run ahead of it. */
  readonly now: Instant;
  readonly answers: readonly GivenAnswer[];
  /** Heads of the chains after the batch. */
  readonly chains: ReadonlyMap<string, ChainHead>;
  /** 16 fresh random bytes at each call. */
  readonly nonce: () => Buffer;
}

/** One Receipt for each unary answer, one ReceiptBatch for each channel with streamed ones. */
export function planReceipts(input: ReceiptInput): PlannedReceipt[] {
  const channels = new Map<string, GivenAnswer[]>();
  for (const answer of input.answers) {
    const key = answer.kind === 'unary' ? answer.submissionDigest : `${answer.channel} of ${answer.submitter}`;
    const name = `${answer.kind} ${answer.submitter} ${key}`;
    channels.set(name, [...(channels.get(name) ?? []), answer]);
  }
  return [...channels.values()].flatMap((answers) =>
    chunksOf(answers, MAX_RECEIPT_ITEMS).map((chunk) => planReceipt(input, chunk)),
  );
}

function planReceipt(input: ReceiptInput, answers: readonly GivenAnswer[]): PlannedReceipt {
  const [first] = answers;
  if (first === undefined) throw new Error('a receipt answers at least one submission');
  const { submitter: peer, kind } = first;
  const sorted = [...answers].sort((a, b) => a.logIndex - b.logIndex);
  const frame = { head: headOf(input, peer), chainHeads: chainHeadsOf(input, peer), logOrigin: input.context.origin };
  const items = sorted.map(toItemMessage);
  const type = kind === 'unary' ? 'selat.v1.Receipt' : 'selat.v1.ReceiptBatch';
  const encoded =
    kind === 'unary'
      ? Receipt.encode({ ...frame, item: items[0] }).finish()
      : ReceiptBatch.encode({ ...frame, items }).finish();
  const payload = Buffer.from(encoded);
  // Once stored it must be signable: what the gate of a peer would refuse stops the Change here.
  checkCanonical(type, payload);
  return { digest: documentDigest(type, payload).toString('hex'), peer, type, payload, items: sorted.map(toItem) };
}

function headOf({ context, now, nonce }: ReceiptInput, peer: ExchangeId): DocumentHead {
  return {
    env: context.env,
    issuer: context.exchange,
    audience: [peer],
    issuedAtMs: BigInt(now),
    nonce: nonce(),
    agreementDigest: Buffer.alloc(0),
  };
}

function chainHeadsOf({ chains }: ReceiptInput, peer: ExchangeId): ChainHeadMessage[] {
  return [peer, BROADCAST_CHAIN].map((chain) => {
    const head = chains.get(chain);
    return { chain, sequence: BigInt(head?.sequence ?? 0), leafHash: head?.hash ?? Buffer.alloc(0) };
  });
}

function toItemMessage(answer: GivenAnswer): ReceiptItemMessage {
  const { documentDigest: document, submissionDigest, verdict, reason = '', detail = '', logIndex, time } = answer;
  return {
    documentDigest: Buffer.from(document, 'hex'),
    submissionDigest: Buffer.from(submissionDigest, 'hex'),
    verdict,
    reason,
    detail,
    logIndex: BigInt(logIndex),
    timeMs: BigInt(time),
  };
}

function toItem(answer: GivenAnswer): ReceiptItem {
  const { documentDigest: document, submissionDigest, verdict, reason, detail, logIndex, time } = answer;
  return {
    documentDigest: document,
    submissionDigest,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    logIndex,
    time,
  };
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
