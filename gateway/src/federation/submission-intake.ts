import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type {
  SubmissionFailure,
  SubmitStreamRequest,
  SubmitStreamResponse,
} from '@selat/proto/selat/v1/federation_service.js';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { nameDocument } from '../domain/acts/own-act.js';
import type { Deps } from '../domain/ports.js';
import type { Arrival } from '../domain/receive/receive-document.js';
import type { SubmissionDoor } from './submission-door.js';

/** Signed batches of one stream that are remembered, so that each is answered once; a batch twice would do no harm. */
const MAX_ANSWERED = 1_024;
/** Wait that a deferred document is told, milliseconds; the sender's own backoff makes it longer. */
const RETRY_AFTER_MS = 250;

/**
 * Types after which what was sent before them would be judged otherwise: a revision that is closed, a participant that is
 * suspended, an agreement that is held, a key that is revoked.
 */
const CLOSING: ReadonlySet<string> = new Set([
  'selat.v1.ExchangeDescriptor',
  'selat.v1.KeyRevocation',
  'selat.v1.AgreementNotice',
  'selat.v1.ParticipantRecord',
  'selat.v1.ListingSuspension',
  'selat.v1.ListingWithdrawal',
]);

type Call = ServerDuplexStream<SubmitStreamRequest, SubmitStreamResponse>;

/** Where a document stands in its stream. */
interface Place {
  readonly order: number;
  /** Whether none before it was still being decided on when it came. */
  readonly isFirst: boolean;
}

/** Serves one SubmitStream: decides side by side, answers each signed batch once, names each failure by its ordinal. */
export class SubmissionIntake {
  readonly #deps: Deps;
  readonly #door: SubmissionDoor;
  readonly #call: Call;
  readonly #arrival: Arrival;
  /** By order of arrival. */
  readonly #inFlight = new Map<number, Promise<void>>();
  /** Signed batches by digest, with how many documents had arrived when each was written. */
  readonly #answered = new Map<DigestHex, number>();
  /** The same by object: all that one batch answers is given one. */
  readonly #given = new WeakMap<SignedDocument, number>();
  #arrived = 0;
  #lastType = '';
  #drained: Promise<void> | undefined;
  /** Tells the reader of the stream that one is answered. */
  #onRoom: () => void = () => undefined;

  constructor(deps: Deps, door: SubmissionDoor, call: Call, peer: ExchangeId) {
    this.#deps = deps;
    this.#door = door;
    this.#call = call;
    this.#arrival = { peer, channel: `stream-${deps.random(8).toString('hex')}`, kind: 'stream' };
  }

  /** Ends the call when the sender has ended and all is answered. @throws whatever is no SelatError, at once */
  run(): Promise<void> {
    return new Promise((resolve, reject) => void this.#serve(reject).then(resolve, reject));
  }

  async #serve(onBroken: (error: unknown) => void): Promise<void> {
    // The default iterator destroys the call when the sender has ended, and the answers still owed with it.
    const requests: AsyncIterable<SubmitStreamRequest> = this.#call.iterator({ destroyOnReturn: false });
    const inFlight = this.#door.inFlightOf(this.#arrival.peer);
    for await (const request of requests) {
      await this.#keepOrder(request.document?.type ?? '');
      this.#start(request, onBroken);
      // What is not read yet stays with the peer: HTTP/2 stops it from sending more. [OPS-4]
      if (this.#inFlight.size >= inFlight) await this.#room();
    }
    await this.#all();
    this.#call.end();
  }

  #start(request: SubmitStreamRequest, onBroken: (error: unknown) => void): void {
    const place = { order: this.#arrived++, isFirst: this.#inFlight.size === 0 };
    const work = this.#take(request, place)
      .catch(onBroken)
      .finally(() => {
        this.#inFlight.delete(place.order);
        this.#onRoom();
      });
    this.#inFlight.set(place.order, work);
  }

  /** Settles when one is answered. A race of all that are in flight would cost each of them a reaction for every document. */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /** Settles when those that came before a place are answered; without a place, all. */
  async #all(before = Number.POSITIVE_INFINITY): Promise<void> {
    await Promise.all([...this.#inFlight].flatMap(([order, work]) => (order < before ? [work] : [])));
  }

  /** Acts of one type, and acts that close nothing, are decided side by side; one that closes keeps its place. */
  async #keepOrder(type: string): Promise<void> {
    if (type !== this.#lastType && (CLOSING.has(type) || CLOSING.has(this.#lastType))) {
      await this.#all();
    }
    this.#lastType = type;
  }

  async #take({ ordinal, document }: SubmitStreamRequest, place: Place): Promise<void> {
    try {
      const decide = () => this.#decide(document, place);
      await this.#answer(await this.#door.traced(document, this.#arrival, this.#call, decide), place);
    } catch (error) {
      if (!(error instanceof SelatError)) throw error;
      await this.#write({ answer: { $case: 'failure', value: toFailure(ordinal, error) } });
    }
  }

  /** A document that lacks another one may find it among those sent before it, so it is decided on again after them. */
  async #decide(document: SignedDocument | undefined, { order, isFirst }: Place): Promise<SignedDocument> {
    const door = this.#door;
    const arrival = this.#arrival;
    const admitted = door.admit(document, arrival.peer);
    try {
      return await door.decide(admitted, arrival);
    } catch (error) {
      const isCurable = error instanceof SelatError && error.fault === 'deferred' && !isFirst;
      if (!isCurable) return door.fail(admitted, arrival, error);
      await this.#all(order);
      return door.decide(admitted, arrival).catch((again: unknown) => door.fail(admitted, arrival, again));
    }
  }

  /** Once for all that it answers; again for a document that came after it was written: that one was sent again. [RCP-2] */
  async #answer(receipt: SignedDocument, { order }: Place): Promise<void> {
    if (order < (this.#given.get(receipt) ?? 0)) return;
    this.#given.set(receipt, this.#arrived);
    const { digest } = nameDocument(receipt);
    if (order < (this.#answered.get(digest) ?? 0)) return;
    this.#answered.set(digest, this.#arrived);
    const [oldest] = this.#answered.keys();
    if (this.#answered.size > MAX_ANSWERED && oldest !== undefined) this.#answered.delete(oldest);
    this.#deps.probe.hit('receive:before-answer');
    await this.#write({ answer: { $case: 'receipts', value: receipt } });
    this.#deps.probe.hit('receive:after-answer');
  }

  /** Waits while the peer does not read, so that answers that nobody takes cannot fill the memory. */
  async #write(response: SubmitStreamResponse): Promise<void> {
    const call = this.#call;
    if (call.cancelled || call.destroyed || call.write(response)) return;
    this.#drained ??= new Promise<void>((resolve) => {
      for (const event of ['drain', 'close', 'cancelled']) call.once(event, resolve);
    }).finally(() => {
      this.#drained = undefined;
    });
    await this.#drained;
  }
}

function toFailure(ordinal: bigint, error: SelatError): SubmissionFailure {
  const { reason, message, facts, isRetryable } = error;
  return {
    ordinal,
    reason,
    message: message.slice(0, 1024),
    facts: Object.entries(facts).map(([name, value]) => ({ name, value })),
    retryAfterMs: isRetryable ? BigInt(facts['retryAfterMs'] ?? RETRY_AFTER_MS) : undefined,
  };
}
