/** What came back, read with the suite's own eyes, and how it differs from what a case expects. */

import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SubmitResponse, SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { Receipt, ReceiptBatch, type ReceiptItem } from '@selat/proto/selat/v1/receipt.js';
import type { Expect } from '../cases/index.js';
import type { RawAnswer } from '../client/index.js';
import { BadDocument, documentDigest, openDocument, submissionDigest } from '../wire/index.js';
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
  | { readonly kind: 'ok' }
  | { readonly kind: 'unconnected'; readonly message: string }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly reason: string;
      readonly domain: string;
      readonly isRetryable: boolean;
      readonly message: string;
    };

function itemsOf(receipt: SignedDocument): readonly ReceiptItem[] {
  if (receipt.type === 'selat.v1.ReceiptBatch') return ReceiptBatch.decode(receipt.payload).items;
  const { item } = Receipt.decode(receipt.payload);
  return item === undefined ? [] : [item];
}

/** Verifies a receipt and finds what it says of a submission. @throws BadDocument */
function readReceipt(subject: Subject, receipt: SignedDocument, sent: SignedDocument): ReceiptOutcome {
  openDocument(receipt, { id: subject.exchange, role: 'receiver', keys: subject.keys('receipt') });
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

/** Reads the end of any call; undefined where it succeeded. */
export function failureOf({ code, message, details, isUnconnected }: RawAnswer): Outcome | undefined {
  if (code === 'OK') return undefined;
  if (isUnconnected) return { kind: 'unconnected', message };
  const { reason = '', domain = '', retryAfterMs } = details ?? {};
  return { kind: 'error', code, reason, domain, isRetryable: retryAfterMs !== undefined, message };
}

/** Reads the answer to Submit. @throws BadDocument */
export function readSubmit(subject: Subject, answer: RawAnswer, sent: SignedDocument): Outcome {
  const failure = failureOf(answer);
  if (failure !== undefined) return failure;
  const [message] = answer.messages;
  const receipt = message === undefined ? undefined : SubmitResponse.decode(message).receipt;
  if (receipt === undefined) throw new BadDocument('Submit succeeded without a receipt');
  return readReceipt(subject, receipt, sent);
}

/** Reads the one answer to a SubmitStream of one document. @throws BadDocument */
export function readStream(subject: Subject, answer: RawAnswer, sent: SignedDocument): Outcome {
  const [message] = answer.messages;
  if (message === undefined) return failureOf(answer) ?? { kind: 'ok' };
  if (answer.code !== 'OK') {
    throw new BadDocument(`SubmitStream answered, and did not end when the caller had ended: ${answer.code}`);
  }
  const { answer: one } = SubmitStreamResponse.decode(message);
  if (one?.$case === 'receipts') return readReceipt(subject, one.value, sent);
  if (one === undefined) throw new BadDocument('SubmitStream answered with an empty message');
  const { reason, message: text, retryAfterMs } = one.value;
  return {
    kind: 'error',
    code: '',
    reason,
    domain: 'selat.v1',
    isRetryable: retryAfterMs !== undefined,
    message: text,
  };
}

/** An outcome in words. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'ok') return 'an answer without failure';
  if (outcome.kind === 'unconnected') return `no connection (${outcome.message})`;
  if (outcome.kind === 'receipt') {
    const { verdict, reason, detail } = outcome.item;
    return reason === '' ? `receipt ${verdict}` : `receipt ${verdict} ${reason} (${detail})`;
  }
  const { code, reason, isRetryable, message } = outcome;
  return `error ${code} ${reason || 'without ErrorInfo'}${isRetryable ? ', retryable' : ''} (${message})`;
}

function describeExpected({ receipt, error, ok }: Expect): string {
  if (receipt !== undefined) return `receipt ${receipt.verdict} ${receipt.reason}`.trim();
  if (error !== undefined) return `error ${error.code} ${error.reason}${error.retryable ? ', retryable' : ''}`;
  return ok === undefined ? 'no connection' : 'an answer without failure';
}

function differsInReceipt(
  expected: NonNullable<Expect['receipt']>,
  outcome: Outcome,
  earlier: readonly (Outcome | undefined)[],
): string | undefined {
  if (
    outcome.kind !== 'receipt' ||
    outcome.item.verdict !== expected.verdict ||
    outcome.item.reason !== expected.reason
  )
    return '';
  const { sameAsStep, leafOfStep } = expected;
  const [same, first] = [sameAsStep, leafOfStep].map((step) => (step === 0 ? undefined : earlier[step - 1]));
  if (sameAsStep > 0 && (same?.kind !== 'receipt' || !same.bytes.equals(outcome.bytes)))
    return `the receipt of step ${sameAsStep}, byte for byte`;
  const leaf = first?.kind === 'receipt' ? first.item.logIndex : undefined;
  if (leafOfStep > 0 && leaf !== outcome.item.logIndex)
    return `log index ${leaf} of step ${leafOfStep}, got ${outcome.item.logIndex}`;
  return undefined;
}

function differsInError(expected: NonNullable<Expect['error']>, outcome: Outcome): boolean {
  if (outcome.kind !== 'error') return true;
  // A failure inside a stream names a reason; the call's own code comes at its end.
  const hasCode = outcome.code === '' || outcome.code === expected.code;
  const domain = expected.reason === '' ? '' : 'selat.v1';
  const isOtherReason = outcome.reason !== expected.reason || outcome.domain !== domain;
  return !hasCode || isOtherReason || outcome.isRetryable !== expected.retryable;
}

/**
 * Compares an outcome with what a step expects.
 * @param earlier outcomes of the steps before, by place
 * @returns why they differ, or undefined where they agree
 */
export function difference(
  expected: Expect,
  outcome: Outcome,
  earlier: readonly (Outcome | undefined)[],
): string | undefined {
  const { receipt, error, ok } = expected;
  const inReceipt = receipt === undefined ? undefined : differsInReceipt(receipt, outcome, earlier);
  if (inReceipt !== undefined && inReceipt !== '') return `expected ${inReceipt}`;
  const isOther =
    receipt !== undefined
      ? inReceipt === ''
      : error !== undefined
        ? differsInError(error, outcome)
        : outcome.kind !== (ok === undefined ? 'unconnected' : 'ok');
  return isOther ? `expected ${describeExpected(expected)}, got ${describeOutcome(outcome)}` : undefined;
}
