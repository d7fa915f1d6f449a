import { SelatError } from '@selat/sdk/errors';

/** Whether a failure passes by itself: then the work is tried again, and the gateway goes on. */
export function isOutage(error: unknown): error is SelatError {
  return error instanceof SelatError && error.fault === 'deferred';
}
