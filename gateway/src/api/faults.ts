/** The only place where a failure becomes an HTTP answer. Normative text: docs/spec/errors.md, ERR-7. */
import { type Facts, type Fault, REASONS, type Reason, SelatError } from '@selat/sdk/errors';
import { redactText } from '../logging/index.js';

/** HTTP status of each kind of failure. */
export const HTTP_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  refused: 422,
  exhausted: 429,
  unimplemented: 501,
  deferred: 503,
} as const satisfies Record<Fault, number>;

/** Reasons with a status of their own: a full disk is no fault of the caller's pace. */
const STATUS_OF_REASON: Partial<Record<Reason, number>> = { STORE_FULL: 507 };

/** Seconds to wait where a deferred failure does not say. */
const RETRY_AFTER_S = 1;

/** What the back office is told of a failure. */
export interface ErrorBody {
  readonly error: {
    /** Reason of the closed table; `INTERNAL` for a bug or an outage. */
    readonly reason: Reason | 'INTERNAL';
    readonly message: string;
    readonly fix: string;
    readonly requirement: string;
    readonly facts: Facts;
  };
}

/** One failure as an HTTP answer. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
  /** A bug or an outage: the log has the error under this id, the caller has the id alone. */
  readonly incident?: string;
}

/** @param incident id that the log entry of an unexpected error bears */
export function toErrorAnswer(error: unknown, incident: () => string): ErrorAnswer {
  if (!(error instanceof SelatError)) return unexpected(incident());
  const { reason, message, fix, requirement, facts, fault } = error;
  return {
    status: STATUS_OF_REASON[reason] ?? HTTP_STATUS[fault],
    headers: headersOf(error),
    body: { error: { reason, message: redactText(message), fix, requirement, facts } },
  };
}

function headersOf({ fault, facts }: SelatError): Record<string, string> {
  if (fault === 'unauthenticated') return { 'WWW-Authenticate': 'Bearer realm="selat"' };
  const waitMs = Number(facts['retryAfterMs']);
  // A limit of rate says when there is room; a full disk or a body that is too large cannot.
  if (fault !== 'deferred' && !(fault === 'exhausted' && waitMs > 0)) return {};
  return { 'Retry-After': String(waitMs > 0 ? Math.ceil(waitMs / 1000) : RETRY_AFTER_S) };
}

function unexpected(incident: string): ErrorAnswer {
  const { fix, requirement } = REASONS.GATEWAY_FAILED;
  const error = { reason: 'INTERNAL', message: 'internal error', fix, requirement, facts: { incident } } as const;
  return { status: 500, headers: {}, body: { error }, incident };
}
