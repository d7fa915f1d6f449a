/** What parts of a gateway tell of their work. Each method is cheap and never throws. */
import type { SelatError } from '@selat/sdk/errors';
import type { ExchangeId } from '@selat/sdk/model';

/** One finished call or request. */
export interface Finished {
  readonly method: string;
  /** Path pattern of a request; absent for calls of peers. */
  readonly route?: string;
  /** Name of a gRPC code, or an HTTP status. */
  readonly code: string;
  /** Time taken, milliseconds. */
  readonly ms: number;
}

export interface Observer {
  /** A batch of so many acts is done. */
  batch(acts: number, ms: number): void;
  call(finished: Finished): void;
  request(finished: Finished): void;
  /** A submission got no receipt. */
  submissionFailed(peer: ExchangeId, error: SelatError): void;
  /** An attempt to deliver ended without an answer. */
  deliveryFailed(peer: ExchangeId, error: SelatError): void;
  /** A peer answered a delivery. */
  deliveryAnswered(peer: ExchangeId): void;
  incident(): void;
}

const nothing = (): void => undefined;

/** For parts that nobody watches. */
export const UNOBSERVED: Observer = {
  batch: nothing,
  call: nothing,
  request: nothing,
  submissionFailed: nothing,
  deliveryFailed: nothing,
  deliveryAnswered: nothing,
  incident: nothing,
};
