/** What came back, read with the suite's own eyes. */

import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  type SubmissionFailure,
  SubmitResponse,
  SubmitStreamResponse,
} from '@selat/proto/selat/v1/federation_service.js';
import { Receipt, ReceiptBatch, type ReceiptItem } from '@selat/proto/selat/v1/receipt.js';
import type { RawAnswer } from '../client/index.js';
import { BadDocument, documentDigest, openDocument, submissionDigest } from '../wire/index.js';
import type { ReceiptLedger } from './receipt-ledger.js';
import type { Subject } from './subject.js';

/** A receipt over one submission. */
export interface ReceiptOutcome {
  readonly kind: 'receipt';
  readonly item: ReceiptItem;
  /** The signed receipt as received. */
  readonly bytes: Buffer;
}

/** Any other end of a step. */
export type Outcome =
  | ReceiptOutcome
  | { readonly kind: 'ok'; readonly messages: readonly Buffer[] }
  | { readonly kind: 'unconnected'; readonly message: string }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly reason: string;
      readonly domain: string;
      readonly isRetryable: boolean;
      readonly message: string;
      readonly facts: Readonly<Record<string, string>>;
    };

/** Limits of what a failure says, so that it stays below those of HTTP/2 trailers. [ERR-4] */
const MAX_FACTS = 8;
const MAX_FACT_BYTES = 300;
const MAX_MESSAGE_BYTES = 1_000;

/** Who gave an answer, and to whom. */
export interface AnswerTo {
  readonly subject: Subject;
  readonly ledger: ReceiptLedger;
  /** Exchange that submitted. */
  readonly submitter: string;
}

function itemsOf(receipt: SignedDocument): readonly ReceiptItem[] {
  if (receipt.type === 'selat.v1.ReceiptBatch') return ReceiptBatch.decode(receipt.payload).items;
  const { item } = Receipt.decode(receipt.payload);
  return item === undefined ? [] : [item];
}

/** What the subject sends and nobody can read is its mistake, not the suite's. @throws BadDocument */
export function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof BadDocument) throw cause;
    throw new BadDocument(`${what} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Verifies a receipt and finds what it says of a submission. @throws BadDocument */
export function readReceipt(to: AnswerTo, receipt: SignedDocument, sent: SignedDocument): ReceiptOutcome {
  const { subject, ledger, submitter } = to;
  if (receipt.type !== 'selat.v1.Receipt' && receipt.type !== 'selat.v1.ReceiptBatch')
    throw new BadDocument(`a ${receipt.type} came where a receipt is due`);
  readable('the receipt', () =>
    openDocument(receipt, { id: subject.exchange, role: 'receiver', keys: subject.keys('receipt') }),
  );
  const codec = receipt.type === 'selat.v1.Receipt' ? Receipt : ReceiptBatch;
  ledger.take(codec.decode(receipt.payload), subject, submitter);
  const form = submissionDigest(sent);
  const item = itemsOf(receipt).find((one) => one.submissionDigest.equals(form));
  if (item === undefined) throw new BadDocument('the receipt does not name the submission digest of what was sent');
  if (!item.documentDigest.equals(documentDigest(sent)))
    throw new BadDocument('the receipt names another document digest');
  const bytes = Buffer.concat([
    receipt.payload,
    ...receipt.signatures.flatMap((one) => [one.protected, one.signature]),
  ]);
  return { kind: 'receipt', item, bytes };
}

/** Reads the end of any call; undefined where it succeeded. @throws BadDocument where it says too much */
export function failureOf({ code, message, details, isUnconnected }: RawAnswer): Outcome | undefined {
  if (code === 'OK') return undefined;
  if (isUnconnected) return { kind: 'unconnected', message };
  const { reason = '', domain = '', retryAfterMs, facts = {} } = details ?? {};
  requireSmall(message, facts);
  return { kind: 'error', code, reason, domain, isRetryable: retryAfterMs !== undefined, message, facts };
}

function requireSmall(message: string, facts: Readonly<Record<string, string>>): void {
  const values = Object.values(facts);
  const isOver =
    values.length > MAX_FACTS ||
    values.some((value) => Buffer.byteLength(value) > MAX_FACT_BYTES) ||
    Buffer.byteLength(message) > MAX_MESSAGE_BYTES;
  if (isOver) throw new BadDocument(`the failure says more than ERR-4 allows: ${message.slice(0, 200)}`);
}

/** Reads the answer to Submit. @throws BadDocument */
export function readSubmit(to: AnswerTo, answer: RawAnswer, sent: SignedDocument): Outcome {
  const failure = failureOf(answer);
  if (failure !== undefined) return failure;
  const [message] = answer.messages;
  const { receipt } =
    message === undefined ? {} : readable('the answer to Submit', () => SubmitResponse.decode(message));
  if (receipt === undefined) throw new BadDocument('Submit succeeded without a receipt');
  return readReceipt(to, receipt, sent);
}

/** Reads the one answer to a SubmitStream of one document. @throws BadDocument */
export function readStream(to: AnswerTo, answer: RawAnswer, sent: SignedDocument): Outcome {
  const [message] = answer.messages;
  if (message === undefined) return failureOf(answer) ?? { kind: 'ok', messages: [] };
  if (answer.code !== 'OK') {
    throw new BadDocument(`SubmitStream answered, and did not end when the caller had ended: ${answer.code}`);
  }
  const { answer: one } = readable('the answer to SubmitStream', () => SubmitStreamResponse.decode(message));
  if (one === undefined) throw new BadDocument('SubmitStream answered with an empty message');
  return one.$case === 'receipts' ? readReceipt(to, one.value, sent) : failureOfItem(one.value);
}

/** A document of a stream that got no receipt; its kind stands at the end of the call, not here. */
export function failureOfItem({ reason, message, retryAfterMs, facts }: SubmissionFailure): Outcome {
  const named = Object.fromEntries(facts.map(({ name, value }) => [name, value]));
  requireSmall(message, named);
  const isRetryable = retryAfterMs !== undefined;
  return { kind: 'error', code: '', reason, domain: 'selat.v1', isRetryable, message, facts: named };
}
