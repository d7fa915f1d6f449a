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
import { type Arrival, receiveDocument, recordAttempt } from '../domain/receive/receive-document.js';

/** Most documents of one stream that are decided on at once. */
const MAX_IN_FLIGHT = 256;
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

/** Receives one document; what fails without a receipt is recorded once. */
export async function takeSubmission(
  deps: Deps,
  document: SignedDocument | undefined,
  arrival: Arrival,
): Promise<SignedDocument> {
  if (document === undefined) {
    throw new SelatError('DOCUMENT_MALFORMED', 'cannot accept the submission: it holds no document');
  }
  try {
    return await receiveDocument(deps, document, arrival);
  } catch (error) {
    return failSubmission(deps, document, arrival, error);
  }
}

/** Records a submission that got no receipt, and throws its error again, also where the store has no room for the record. */
async function failSubmission(deps: Deps, document: SignedDocument, { peer }: Arrival, error: unknown): Promise<never> {
  if (error instanceof SelatError && error.fault !== 'exhausted') {
    await recordAttempt(deps, document, peer, error).catch((failure: unknown) => {
      if (!(failure instanceof SelatError)) throw failure;
    });
  }
  throw error;
}

/** Serves one SubmitStream: decides side by side, answers each signed batch once, names each failure by its ordinal. */
export class SubmissionIntake {
  readonly #deps: Deps;
  readonly #call: Call;
  readonly #arrival: Arrival;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #answered = new Set<DigestHex>();
  #lastType = '';
  #drained: Promise<void> | undefined;

  constructor(deps: Deps, call: Call, peer: ExchangeId) {
    this.#deps = deps;
    this.#call = call;
    this.#arrival = { peer, channel: `stream-${deps.random(8).toString('hex')}`, kind: 'stream' };
  }

  /** Ends the call when the sender has ended and all is answered. @throws whatever is no SelatError */
  async run(): Promise<void> {
    // The default iterator destroys the call when the sender has ended, and the answers still owed with it.
    const requests: AsyncIterable<SubmitStreamRequest> = this.#call.iterator({ destroyOnReturn: false });
    for await (const request of requests) {
      await this.#keepOrder(request.document?.type ?? '');
      const earlier = [...this.#inFlight];
      const work = this.#take(request, earlier).finally(() => this.#inFlight.delete(work));
      this.#inFlight.add(work);
      if (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight);
    }
    await Promise.all(this.#inFlight);
    this.#call.end();
  }

  /** Acts of one type, and acts that close nothing, are decided side by side; one that closes keeps its place. */
  async #keepOrder(type: string): Promise<void> {
    if (type !== this.#lastType && (CLOSING.has(type) || CLOSING.has(this.#lastType))) {
      await Promise.all(this.#inFlight);
    }
    this.#lastType = type;
  }

  async #take({ ordinal, document }: SubmitStreamRequest, earlier: readonly Promise<void>[]): Promise<void> {
    try {
      await this.#answer(await this.#decide(document, earlier));
    } catch (error) {
      if (!(error instanceof SelatError)) throw error;
      await this.#write({ answer: { $case: 'failure', value: toFailure(ordinal, error) } });
    }
  }

  /** A document that lacks another one may find it among those sent before it, so it is decided on again after them. */
  async #decide(document: SignedDocument | undefined, earlier: readonly Promise<void>[]): Promise<SignedDocument> {
    if (document === undefined || earlier.length === 0) return takeSubmission(this.#deps, document, this.#arrival);
    try {
      return await receiveDocument(this.#deps, document, this.#arrival);
    } catch (error) {
      const isCurable = error instanceof SelatError && error.fault === 'deferred';
      if (!isCurable) return failSubmission(this.#deps, document, this.#arrival, error);
      await Promise.all(earlier);
      return takeSubmission(this.#deps, document, this.#arrival);
    }
  }

  async #answer(receipt: SignedDocument): Promise<void> {
    const { digest } = nameDocument(receipt);
    if (this.#answered.has(digest)) return;
    this.#answered.add(digest);
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
    retryAfterMs: isRetryable ? BigInt(RETRY_AFTER_MS) : undefined,
  };
}
