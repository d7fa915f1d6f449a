/** Sends several documents over one SubmitStream, and finds the answer to each. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SubmitStreamRequest, SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { ReceiptBatch } from '@selat/proto/selat/v1/receipt.js';
import type { Step } from '../cases/index.js';
import { BadDocument, submissionDigest } from '../wire/index.js';
import { difference } from './difference.js';
import { type AnswerTo, failureOf, failureOfItem, type Outcome, readReceipt } from './outcome.js';
import { type CaseState, callerOf, protocolOf, SUBMIT_STREAM, toSend } from './steps.js';
import type { Suite } from './suite.js';

type Stream = NonNullable<Step['stream']>;

/** How many documents some answers are about. */
function answered(messages: readonly Buffer[]): number {
  return messages.reduce((sum, message) => {
    const { answer } = SubmitStreamResponse.decode(message);
    if (answer?.$case === 'receipts') return sum + ReceiptBatch.decode(answer.value.payload).items.length;
    return sum + (answer === undefined ? 0 : 1);
  }, 0);
}

/** The answer to one document, by its ordinal or its submission digest. @throws BadDocument where there is none */
function answerTo(ordinal: bigint, sent: SignedDocument, messages: readonly Buffer[], to: AnswerTo): Outcome {
  const form = submissionDigest(sent);
  for (const message of messages) {
    const { answer } = SubmitStreamResponse.decode(message);
    if (answer?.$case === 'failure' && answer.value.ordinal === ordinal) return failureOfItem(answer.value);
    if (answer?.$case !== 'receipts') continue;
    const { items } = ReceiptBatch.decode(answer.value.payload);
    if (items.some((one) => one.submissionDigest.equals(form))) return readReceipt(to, answer.value, sent);
  }
  throw new BadDocument(`no answer of the stream is about document ${ordinal}`);
}

/** Runs a stream. @returns why an answer differs from what its item expects; undefined = none does. @throws BadDocument */
export async function runStream({ items, by }: Stream, suite: Suite, known: CaseState): Promise<string | undefined> {
  const caller = callerOf(by, items[0]?.document ?? '', suite, known);
  const sent = items.map((item) => toSend(item, suite, known));
  const requests = sent.map((document, index) =>
    Buffer.from(SubmitStreamRequest.encode({ ordinal: BigInt(index + 1), document }).finish()),
  );
  known.sent = { what: `${sent.length} documents over SubmitStream`, bytes: Buffer.concat(requests) };
  const options = {
    now: suite.world.wall(),
    isEnough: (answers: readonly Buffer[]) => answered(answers) >= sent.length,
  };
  const answer = await caller.client.stream(SUBMIT_STREAM, requests, protocolOf('', suite), options);
  const failure = failureOf(answer);
  if (failure?.kind === 'error') throw new BadDocument(`the stream ended with ${failure.code}: ${failure.message}`);
  const to = { subject: suite.subject, ledger: suite.ledger, submitter: caller.exchange };
  for (const [index, item] of items.entries()) {
    const document = sent[index];
    if (document === undefined || item.expect === undefined) continue;
    const why = difference(item.expect, answerTo(BigInt(index + 1), document, answer.messages, to), []);
    if (why !== undefined) return `document ${index + 1} of the stream, ${item.document}: ${why}`;
  }
  return undefined;
}
