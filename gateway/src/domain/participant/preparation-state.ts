import { SelatError } from '@selat/sdk/errors';
import type { Instant } from '@selat/sdk/model';
import type { PreparationRow } from '../rows-members.js';

/** Where a preparation is: one that waits is too late from `expires_ms` on. */
export function preparationState(
  { state, expires_ms: end }: PreparationRow,
  now: Instant,
): PreparationRow['state'] | 'expired' {
  return state === 'waiting' && now >= end ? 'expired' : state;
}

/** The error of a preparation that nobody can sign any more. */
export function preparationClosed({ digest, type }: Pick<PreparationRow, 'digest' | 'type'>, why: string): SelatError {
  const facts = { document: `sha256:${digest}`, type, why };
  return new SelatError('PREPARATION_CLOSED', `cannot complete ${type} ${facts.document}: ${why}`, facts);
}
