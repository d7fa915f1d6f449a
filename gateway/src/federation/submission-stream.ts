import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { SubmitStreamRequest, SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { SelatError } from '@selat/sdk/errors';
import type { Clock, OutboxEntry } from '../domain/ports.js';
import { parseStatus } from './transport/index.js';

/** One answer of the peer, in order of arrival; ordinals count the entries of the delivery from 1. */
export type StreamAnswer = NonNullable<SubmitStreamResponse['answer']>;

type Call = ClientDuplexStream<SubmitStreamRequest, SubmitStreamResponse>;

/** What a delivery needs. */
export interface Delivery {
  readonly open: () => Call;
  readonly entries: readonly OutboxEntry[];
  /** Handles one answer; the next one waits for it. Returns how many entries are still unanswered. */
  readonly onAnswer: (answer: StreamAnswer) => Promise<number>;
  /** Whether what follows may use the same stream: not where its metadata are about this delivery alone. */
  readonly isKept: boolean;
  /** Whether the stream that is open has answered any of the entries before: then another one is opened. */
  readonly isAgain: boolean;
}

/** How long a stream without work waits for the next delivery, milliseconds: to open one takes longer than to deliver. */
const IDLE_MS = 100;
/** Longest life of a stream, milliseconds, and most documents over it: a peer that stops waits for its end. */
const MAX_AGE_MS = 1_000;
const MAX_SENT = 1_024;

/** A stream that is open. */
interface Live {
  readonly call: Call;
  readonly answers: AsyncIterator<SubmitStreamResponse>;
  readonly openedAt: number;
  /** Documents sent over it. */
  sent: number;
  failure: unknown;
  isOver: boolean;
}

/** Delivers over SubmitStream to one peer, one delivery at a time; what follows soon uses the stream that is open. */
export class SubmissionStream {
  readonly #peer: string;
  readonly #clock: Clock;
  /** Open, and without work. */
  #idle: Live | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(peer: string, clock: Clock) {
    this.#peer = peer;
    this.#clock = clock;
  }

  /**
   * Sends entries and hands every answer on, in order, until none is missing.
   * @throws SelatError the peer's reason, or PEER_UNREACHABLE, when the stream ends before all are answered
   */
  async deliver(delivery: Delivery): Promise<void> {
    if (delivery.isAgain) this.close();
    const idle = this.#takeIdle();
    if (idle === undefined) return this.#run(this.#begin(delivery), delivery);
    let isAnswered = false;
    const onAnswer: Delivery['onAnswer'] = (answer) => {
      isAnswered = true;
      return delivery.onAnswer(answer);
    };
    try {
      return await this.#run(idle, { ...delivery, onAnswer });
    } catch (error) {
      // That a stream ended which nobody used says nothing of the peer as it is now.
      if (isAnswered) throw error;
      return this.#run(this.#begin(delivery), delivery);
    }
  }

  /** Ends the stream that is open without work. */
  close(): void {
    const idle = this.#takeIdle();
    if (idle !== undefined) end(idle);
  }

  #takeIdle(): Live | undefined {
    const idle = this.#idle;
    this.#idle = undefined;
    clearTimeout(this.#timer);
    if (idle === undefined || !this.#isSpent(idle)) return idle;
    end(idle);
    return undefined;
  }

  #begin({ open }: Delivery): Live {
    const call = open();
    const answers = (call as AsyncIterable<SubmitStreamResponse>)[Symbol.asyncIterator]();
    const live: Live = { call, answers, openedAt: this.#clock(), sent: 0, failure: undefined, isOver: false };
    call.on('error', (error) => {
      live.failure ??= error;
    });
    call.on('status', () => {
      live.isOver = true;
    });
    return live;
  }

  async #run(live: Live, { entries, onAnswer, isKept }: Delivery): Promise<void> {
    const before = live.sent;
    live.sent += entries.length;
    const sent = sendAll(live.call, entries, before);
    let unanswered = entries.length;
    let isWell = false;
    try {
      for (let at = await live.answers.next(); at.done !== true; at = await live.answers.next()) {
        if (at.value.answer !== undefined) unanswered = await onAnswer(countedFrom(before, at.value.answer));
        if (unanswered === 0) break;
      }
      isWell = unanswered === 0;
    } catch (error) {
      if (error instanceof SelatError) throw error;
      live.failure ??= error;
    } finally {
      if (isWell && isKept) this.#keep(live);
      else end(live);
      await sent;
    }
    if (!isWell) throw this.#cutShort(live, unanswered);
  }

  #keep(live: Live): void {
    if (this.#isSpent(live)) {
      end(live);
      return;
    }
    this.#idle = live;
    this.#timer = setTimeout(() => this.close(), IDLE_MS);
    this.#timer.unref();
  }

  #isSpent({ sent, openedAt, isOver }: Live): boolean {
    return isOver || sent >= MAX_SENT || this.#clock() - openedAt >= MAX_AGE_MS;
  }

  #cutShort({ failure }: Live, unanswered: number): SelatError {
    const peer = this.#peer;
    if (failure !== undefined) return parseStatus(failure, peer);
    const message = `cannot deliver ${unanswered} documents to ${peer}: it ended the stream without an answer`;
    return new SelatError('PEER_UNREACHABLE', message, { peer, unanswered: String(unanswered) });
  }
}

function end({ call, answers }: Live): void {
  call.end();
  call.cancel();
  answers.return?.().catch(() => undefined);
}

async function sendAll(call: Call, entries: readonly OutboxEntry[], before: number): Promise<void> {
  for (const [at, { document }] of entries.entries()) {
    if (call.destroyed) return;
    if (!call.write({ ordinal: BigInt(before + at + 1), document })) {
      await new Promise<void>((resolve) => {
        call.once('drain', resolve);
        call.once('close', resolve);
        call.once('error', () => resolve());
      });
    }
  }
}

/** The answer with an ordinal of this delivery; one of an earlier delivery has none from 1 on. */
function countedFrom(before: number, answer: StreamAnswer): StreamAnswer {
  if (answer.$case === 'receipts') return answer;
  return { ...answer, value: { ...answer.value, ordinal: answer.value.ordinal - BigInt(before) } };
}
