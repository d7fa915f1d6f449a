import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { SubmitStreamRequest, SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { SelatError } from '@selat/sdk/errors';
import type { OutboxEntry } from '../domain/ports.js';
import { parseStatus } from './transport/index.js';

/** One answer of the peer, in order of arrival. */
export type StreamAnswer = NonNullable<SubmitStreamResponse['answer']>;

/** What a drain of the stream needs. */
export interface StreamCall {
  readonly peer: string;
  readonly open: () => ClientDuplexStream<SubmitStreamRequest, SubmitStreamResponse>;
  readonly entries: readonly OutboxEntry[];
  /** Handles one answer; the next one waits for it. Returns how many entries are still unanswered. */
  readonly onAnswer: (answer: StreamAnswer) => Promise<number>;
}

async function sendAll(call: ReturnType<StreamCall['open']>, entries: readonly OutboxEntry[]): Promise<void> {
  for (const [at, { document }] of entries.entries()) {
    if (call.destroyed) return;
    if (!call.write({ ordinal: BigInt(at + 1), document })) {
      await new Promise<void>((resolve) => {
        call.once('drain', resolve);
        call.once('close', resolve);
        call.once('error', () => resolve());
      });
    }
  }
}

/**
 * Sends entries over one SubmitStream and hands every answer on, in order, until none is missing.
 * @throws SelatError the peer's reason, or PEER_UNREACHABLE, when the stream ends before all are answered
 */
export async function runStream({ peer, open, entries, onAnswer }: StreamCall): Promise<void> {
  const call = open();
  let failure: unknown;
  call.on('error', (error) => {
    failure = error;
  });
  const sent = sendAll(call, entries);
  let unanswered = entries.length;
  try {
    for await (const message of call as AsyncIterable<SubmitStreamResponse>) {
      if (message.answer !== undefined) unanswered = await onAnswer(message.answer);
      if (unanswered === 0) break;
    }
  } catch (error) {
    if (error instanceof SelatError) throw error;
    failure ??= error;
  } finally {
    call.end();
    call.cancel();
    await sent;
  }
  if (unanswered > 0) {
    if (failure !== undefined) throw parseStatus(failure, peer);
    const message = `cannot deliver ${unanswered} documents to ${peer}: it ended the stream without an answer`;
    throw new SelatError('PEER_UNREACHABLE', message, { peer, unanswered: String(unanswered) });
  }
}
