import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import { requireMayAct } from './may-act.js';
import { findPredecessor } from './predecessor.js';

/** What the request supersedes. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED */
export async function loadSuperseded(deps: Deps, peer: ExchangeId, named: DigestHex | undefined) {
  if (named === undefined) return undefined;
  const found = await findPredecessor(deps, peer, named);
  if (found === undefined) {
    const message = `cannot supersede sha256:${named}: no request or grant with ${peer} has this id`;
    throw new SelatError('GRANT_UNKNOWN', message, { grant: `sha256:${named}`, peer });
  }
  const { state } = found.state;
  const isOpen = state !== 'refused' && state !== 'withdrawn' && state !== 'declined' && state !== 'lapsed';
  if (isOpen) requireMayAct(deps, found, 'supersede');
  return found;
}
