/** The way in of every submission: what the peer may send, its turn, the decision, and what is kept of a failure. */
import { CODECS } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '@selat/sdk/errors';
import type { ExchangeId } from '@selat/sdk/model';
import { nameDocument } from '../domain/acts/own-act.js';
import type { Deps } from '../domain/ports.js';
import { type Arrival, receiveDocument, recordAttempt } from '../domain/receive/receive-document.js';
import { NO_TRACING, parseTraceParent, TRACEPARENT, type Tracing } from '../telemetry/index.js';
import type { FairGate, PeerLimiter } from './limits/index.js';

/** What a door is made of. */
export interface DoorParts {
  readonly deps: Deps;
  readonly limiter: PeerLimiter;
  readonly gate: FairGate;
  readonly tracing?: Tracing;
  /** Told of every submission that gets no receipt. */
  readonly onFailed?: (peer: ExchangeId, error: SelatError) => void;
}

/** One door of a gateway: all peers come through it. */
export class SubmissionDoor {
  readonly #deps: Deps;
  readonly #limiter: PeerLimiter;
  readonly #gate: FairGate;
  readonly #tracing: Tracing;
  readonly #onFailed: (peer: ExchangeId, error: SelatError) => void;

  constructor({ deps, limiter, gate, tracing = NO_TRACING, onFailed = () => undefined }: DoorParts) {
    this.#deps = deps;
    this.#limiter = limiter;
    this.#gate = gate;
    this.#tracing = tracing;
    this.#onFailed = onFailed;
  }

  /** Documents of one stream of the peer that may be decided on at once. */
  inFlightOf(peer: ExchangeId): number {
    return this.#limiter.limitsOf(peer).inFlight;
  }

  /** Receives one document from beginning to end; what fails without a receipt is recorded once. */
  async take(document: SignedDocument | undefined, arrival: Arrival): Promise<SignedDocument> {
    const admitted = this.admit(document, arrival.peer);
    return this.decide(admitted, arrival).catch((error: unknown) => this.fail(admitted, arrival, error));
  }

  /** Runs the work on one document inside a span that continues the trace of the peer. */
  traced<T>(
    document: SignedDocument | undefined,
    { peer }: Arrival,
    call: TracedCall,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!this.#tracing.isOn) return work();
    const [header] = call.metadata.get(TRACEPARENT);
    const type = document !== undefined && Object.hasOwn(CODECS, document.type) ? document.type : 'unknown';
    const attributes = { 'rpc.system': 'grpc', 'selat.peer': peer, 'selat.document.type': type };
    return this.#tracing.span({ name: 'receive', kind: 'server', attributes, parent: parseTraceParent(header) }, work);
  }

  /** Counts a submission. @throws SelatError PEER_RATE_EXCEEDED; DOCUMENT_MALFORMED where there is none */
  admit(document: SignedDocument | undefined, peer: ExchangeId): SignedDocument {
    try {
      this.#limiter.admit(peer, document === undefined ? 0 : sizeOf(document));
    } catch (error) {
      if (error instanceof SelatError) this.#onFailed(peer, error);
      throw error;
    }
    if (document !== undefined) return document;
    throw new SelatError('DOCUMENT_MALFORMED', 'cannot accept the submission: it holds no document');
  }

  /** Decides on an admitted document when it is the peer's turn. */
  async decide(document: SignedDocument, arrival: Arrival): Promise<SignedDocument> {
    const { peer } = arrival;
    const receipt = await this.#gate.inTurn(peer, sizeOf(document), () =>
      receiveDocument(this.#deps, document, arrival),
    );
    if (this.#limiter.hasAwaiting(peer)) this.#limiter.noteCured(peer, nameDocument(document).submissionDigest);
    return receipt;
  }

  /**
   * Records a submission that got no receipt, and throws its error again, also where the store has no room for the record.
   * A peer with too many documents that wait is told so instead, and nothing more of it is recorded.
   */
  async fail(document: SignedDocument, { peer }: Arrival, error: unknown): Promise<never> {
    if (!(error instanceof SelatError)) throw error;
    const told = this.#toTell(document, peer, error);
    this.#onFailed(peer, told);
    if (told.fault === 'exhausted') throw told;
    await recordAttempt(this.#deps, document, peer, error).catch((failure: unknown) => {
      if (!(failure instanceof SelatError)) throw failure;
    });
    throw error;
  }

  /** A document that waits is told why, unless too many of its peer wait already. */
  #toTell(document: SignedDocument, peer: ExchangeId, error: SelatError): SelatError {
    if (error.fault !== 'deferred') return error;
    try {
      this.#limiter.noteAwaiting(peer, nameDocument(document).submissionDigest);
      return error;
    } catch (tooMany) {
      if (tooMany instanceof SelatError) return tooMany;
      throw tooMany;
    }
  }
}

/** What of a call names its trace. */
export interface TracedCall {
  readonly metadata: { get(key: string): readonly unknown[] };
}

/** Bytes of a document, near enough for a limit. */
function sizeOf({ payload, signatures }: SignedDocument): number {
  return signatures.reduce((sum, one) => sum + one.protected.length + one.signature.length, payload.length);
}
