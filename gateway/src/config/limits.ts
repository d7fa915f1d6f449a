/** What a gateway allows its peers and its officers: the section `limits` of selat.yaml. Normative text: docs/spec/operations.md. */

/** What one peer may use. A rate allows twice its value at once. [OPS-1] */
export interface PeerLimits {
  /** Documents a second, over Submit and SubmitStream together. */
  readonly submissionsPerSecond: number;
  /** Bytes of documents a second. */
  readonly bytesPerSecond: number;
  /** Calls at once that are no streams. */
  readonly calls: number;
  /** Streams at once. */
  readonly streams: number;
  /** Documents of one stream that are decided on at once; the stream is read no further until one is answered. */
  readonly inFlight: number;
  /** Documents that may wait for what cures them, such as a predecessor. */
  readonly awaitingCure: number;
}

/** What the back office may use. [OPS-6] */
export interface ApiLimits {
  /** Requests a second of one officer; twice as many at once. */
  readonly requestsPerSecond: number;
  /** Unknown tokens a minute from one address; twice as many at once. */
  readonly wrongTokensPerMinute: number;
}

/** The whole section. */
export interface Limits {
  /** Largest body of an API request, bytes. */
  readonly bodyBytes: number;
  /** Longest time that a stopping gateway waits for calls in flight, milliseconds. */
  readonly stopMs: number;
  readonly peer: PeerLimits & {
    /** What differs for single peers, by exchange id. */
    readonly overrides: Readonly<Record<string, Partial<PeerLimits>>>;
  };
  readonly api: ApiLimits;
}

/** More than one machine of today decides on in a second, so that they stop a flood and nothing else. */
export const DEFAULT_PEER_LIMITS: PeerLimits = {
  submissionsPerSecond: 10_000,
  bytesPerSecond: 67_108_864,
  calls: 64,
  streams: 16,
  inFlight: 256,
  awaitingCure: 1_000,
};

export const DEFAULT_API_LIMITS: ApiLimits = { requestsPerSecond: 500, wrongTokensPerMinute: 60 };

/** What holds for one peer. */
export function limitsOf({ overrides, ...general }: Limits['peer'], peer: string): PeerLimits {
  const own = Object.hasOwn(overrides, peer) ? overrides[peer] : undefined;
  return { ...general, ...own };
}
