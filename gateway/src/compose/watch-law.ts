/** Looks at the grants in force when another version of a rule pack takes effect: at that instant, and each minute. [GRT-28] */
import { nextStart, reviewGrants } from '../domain/decision/review-grants.js';
import type { Parts } from './parts.js';
import { watchMinutely } from './watch-minutely.js';

export function watchLaw(parts: Parts): () => Promise<void> {
  const { input, opened } = parts;
  const { deps } = opened;
  const look = async () => {
    const grants = await reviewGrants(deps);
    const message = 'the law has changed: grants that it permits no longer are suspended';
    if (grants > 0) input.logger.warn({ grants }, message);
    const next = await nextStart(deps);
    return next === undefined ? undefined : next - deps.clock();
  };
  return watchMinutely(parts, { table: 'rule_pack', failure: 'cannot review grants by the law', look });
}
