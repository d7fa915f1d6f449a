/**
 * The one place where a fault becomes a gRPC status, and a peer's status an error of this node.
 * Normative text: docs/spec/errors.md, ERR-1 to ERR-6.
 */
import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { type Fault, REASONS, type Reason, SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';
import { decodeStatus, encodeStatus, type RpcStatus } from './google-rpc.js';

/** Domain of every ErrorInfo of the protocol. */
export const ERROR_DOMAIN = 'selat.v1';

/** Metadata key of the details, named by gRPC. */
const DETAILS_KEY = 'grpc-status-details-bin';

/** Bytes of UTF-8. Percent-encoded and in base64, all of it stays below the 8 KiB of trailers that every gRPC takes. */
const MAX_MESSAGE_BYTES = 1_000;
const MAX_FACT_BYTES = 300;
const MAX_KEY_BYTES = 64;
const MAX_FACTS = 8;
/** Most bytes of details read from a peer. */
const MAX_DETAILS_BYTES = 16_384;

/** Delay that a deferred answer asks for when its facts name none, milliseconds. */
const RETRY_AFTER_MS = 5_000;

/** gRPC code of each fault. [ERR-2] */
export const FAULT_CODES = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  missing: status.NOT_FOUND,
  conflict: status.ABORTED,
  refused: status.FAILED_PRECONDITION,
  deferred: status.UNAVAILABLE,
  exhausted: status.RESOURCE_EXHAUSTED,
  unimplemented: status.UNIMPLEMENTED,
} as const satisfies Record<Fault, status>;

/** Reason of this node for a status whose sender gave none that it knows; a code not listed is PEER_FAILED. */
const LOCAL_REASONS: ReadonlyMap<number, Reason> = new Map([
  [status.INVALID_ARGUMENT, 'REQUEST_INVALID'],
  [status.UNAUTHENTICATED, 'PEER_UNAUTHENTICATED'],
  [status.PERMISSION_DENIED, 'PEER_FORBIDDEN'],
  [status.NOT_FOUND, 'DOCUMENT_UNKNOWN'],
  [status.ABORTED, 'DOCUMENT_CHANGED'],
  [status.FAILED_PRECONDITION, 'PEER_REFUSED'],
  [status.UNAVAILABLE, 'PEER_UNREACHABLE'],
  [status.DEADLINE_EXCEEDED, 'PEER_UNREACHABLE'],
  [status.CANCELLED, 'PEER_UNREACHABLE'],
  [status.RESOURCE_EXHAUSTED, 'LIMIT_EXCEEDED'],
  [status.UNIMPLEMENTED, 'NOT_IN_THIS_BUILD'],
]);

/** Where failures that are no `SelatError` go: a bug or an outage, told to the operator and never to the caller. */
export interface Incidents {
  readonly random: Random;
  /** Logs `error` under `id`, 16 hexadecimal digits that the caller is told. */
  report(id: string, error: unknown): void;
}

/**
 * Returns the status that tells a caller of `error`: code by fault, message, ErrorInfo with the facts, RetryInfo for
 * deferred reasons (fact `retryAfterMs`, else 5 s) and for exhausted ones that state the fact. What is no `SelatError` is reported and becomes INTERNAL
 * `internal error` with the id of the report.
 */
export function toStatus(error: unknown, incidents: Incidents): StatusObject {
  if (!(error instanceof SelatError)) {
    const requestId = incidents.random(8).toString('hex');
    incidents.report(requestId, error);
    return statusObject({ code: status.INTERNAL, message: 'internal error', requestId });
  }
  const facts = Object.entries(error.facts).slice(0, MAX_FACTS);
  const metadata = Object.fromEntries(facts.map(([key, value]) => [key, clip(value, MAX_FACT_BYTES)]));
  return statusObject({
    code: FAULT_CODES[error.fault],
    message: clip(error.message, MAX_MESSAGE_BYTES),
    errorInfo: { reason: error.reason, domain: ERROR_DOMAIN, metadata },
    ...(retryAfterOf(error) ?? {}),
  });
}

/**
 * Returns the error that a failed call to a peer means here. A reason of the table stays; another one stands in fact
 * `peerReason` under the reason of this node for the code. Facts of the peer are kept, clipped and without control
 * characters; RetryInfo is in fact `retryAfterMs`.
 *
 * @param error what grpc-js gave; a `SelatError` comes back as it is, anything else is thrown again
 */
export function parseStatus(error: unknown, exchangeId: string): SelatError {
  if (error instanceof SelatError) return error;
  if (!isServiceError(error)) throw error;
  const details = readDetails(error.metadata);
  const info = details?.errorInfo?.domain === ERROR_DOMAIN ? details.errorInfo : undefined;
  const known = info !== undefined && Object.hasOwn(REASONS, info.reason);
  const reason = known ? (info.reason as Reason) : (LOCAL_REASONS.get(error.code) ?? 'PEER_FAILED');
  const text = clip(plain(error.details), MAX_MESSAGE_BYTES);
  const message =
    reason === 'PEER_UNREACHABLE' ? `cannot reach ${exchangeId}: ${text}` : `${exchangeId} answered: ${text}`;
  const facts = {
    ...peerFacts(details),
    ...(info !== undefined && !known ? { peerReason: clip(info.reason, MAX_FACT_BYTES) } : {}),
    peer: exchangeId,
    code: status[error.code] ?? String(error.code),
  };
  return new SelatError(reason, message, facts, { cause: error });
}

/** What grpc-js says of a connection, without the words that it puts around the reason of the system. */
function plain(details: string): string {
  return details
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? Resolution note: ?$/, '');
}

function peerFacts(details: RpcStatus | undefined): Record<string, string> {
  const entries = Object.entries(details?.errorInfo?.metadata ?? {}).slice(0, MAX_FACTS);
  const facts = Object.fromEntries(
    entries.map(([key, value]) => [clip(key, MAX_KEY_BYTES), clip(value, MAX_FACT_BYTES)]),
  );
  const { retryAfterMs, requestId } = details ?? {};
  return {
    ...facts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs: String(retryAfterMs) }),
    ...(requestId === undefined ? {} : { incident: clip(requestId, MAX_KEY_BYTES) }),
  };
}

function statusObject(rpc: RpcStatus): StatusObject {
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, encodeStatus(rpc));
  return { code: rpc.code, details: rpc.message, metadata };
}

function readDetails(metadata: Metadata | undefined): RpcStatus | undefined {
  const [bytes] = metadata?.get(DETAILS_KEY) ?? [];
  if (!Buffer.isBuffer(bytes) || bytes.length > MAX_DETAILS_BYTES) return undefined;
  try {
    return decodeStatus(bytes);
  } catch {
    // Malformed details of a peer are as good as none: the code still says what to do.
    return undefined;
  }
}

/** A full disk does not say when it will have room; a limit does. */
function retryAfterOf({ fault, facts }: SelatError): { retryAfterMs: number } | undefined {
  const asked = Number(facts['retryAfterMs']);
  if (Number.isSafeInteger(asked) && asked > 0) {
    return fault === 'deferred' || fault === 'exhausted' ? { retryAfterMs: asked } : undefined;
  }
  return fault === 'deferred' ? { retryAfterMs: RETRY_AFTER_MS } : undefined;
}

/** At most `max` bytes of UTF-8, no control characters, no lone surrogates: text for headers, logs and terminals. */
function clip(text: string, max: number): string {
  const bytes = Buffer.from(text.replace(/\p{Cc}+/gu, ' '), 'utf8');
  if (bytes.length <= max) return bytes.toString('utf8');
  // A character cut in half decodes to U+FFFD.
  return `${bytes
    .subarray(0, max - 3)
    .toString('utf8')
    .replace(/\ufffd$/u, '')}…`;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}
