/** Looks after what stands on attestations: at once when one is withdrawn or superseded, and when a last day is over. */
import { suspendLapsed } from '../domain/attestation/suspend-lapsed.js';
import type { Parts } from './parts.js';
import { watchMinutely } from './watch-minutely.js';

export function watchAttestations(parts: Parts): () => Promise<void> {
  const { input, opened } = parts;
  const look = async () => {
    const grants = await suspendLapsed(opened.deps);
    const message = 'attestations have lapsed: the grants that stood on them are suspended';
    if (grants > 0) input.logger.warn({ grants }, message);
    return undefined;
  };
  return watchMinutely(parts, { table: 'attestation', failure: 'cannot look after lapsed attestations', look });
}
