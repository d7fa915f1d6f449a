import { SelatError } from '../errors/index.js';
import type { GrantEnd } from '../model/index.js';
import type { GrantState } from './grant-state.js';
import type { GrantSide } from './grant-transitions.js';

/**
 * Checks who states which ordinary end. A consumer may always give its right up; the provider exchange, whose service
 * meters, may say that a quota of the whole term is used up, and ends for any other reason by a revocation. [GRT-20]
 * @throws SelatError GRANT_TRANSITION_REFUSED
 */
export function checkGrantEnd({ id, grant }: GrantState, kind: GrantEnd['kind'], side: GrantSide): void {
  const limits = [...(grant?.terms.quotas ?? []), ...(grant?.scope.volume ?? [])];
  const why =
    kind === 'COMPLETED'
      ? side === 'provider' && 'only the consumer side may say that its purpose is achieved'
      : !limits.some(({ period }) => period === 'TERM') && 'it has no quota of the whole term';
  if (why === false) return;
  const facts = { grant: `sha256:${id}`, kind, side, why };
  throw new SelatError('GRANT_TRANSITION_REFUSED', `cannot end grant ${facts.grant} as ${kind}: ${why}`, facts);
}
