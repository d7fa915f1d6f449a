import { SelatError } from '@selat/sdk/errors';
import { type GrantVerb, mayAct, type PendingAct, TRANSITIONS } from '@selat/sdk/lifecycle';
import type { GrantRequest } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import type { LoadedGrant } from './load-grant.js';

/**
 * Requires that the table lets this side act, and that no act of it that says something else waits for its receipt.
 * @throws SelatError GRANT_TRANSITION_REFUSED [GRT-7]
 */
export function requireMayAct({ clock, self }: Deps, loaded: LoadedGrant, verb: GrantVerb): void {
  const { row, state } = loaded;
  const own = state.pending.filter(({ by }) => by === self.exchange);
  const isUnreceivedOffer = verb === 'withdraw-offer' && state.state === 'requested' && own.some(isGrant);
  // An offer that the peer has not received yet can be taken back as well: both will arrive, one after the other.
  if (!isUnreceivedOffer) mayAct(state, verb, row.side, clock());
  const waiting = own.find((act) => stands(act, loaded, verb));
  if (waiting === undefined) return;
  const facts = { grant: `sha256:${state.id}`, verb, waiting: `sha256:${waiting.digest}`, peer: row.peer };
  const message = `cannot ${verb} grant ${facts.grant}: ${waiting.type} ${facts.waiting} of this side waits for the receipt of ${row.peer}`;
  throw new SelatError('GRANT_TRANSITION_REFUSED', message, facts);
}

const isGrant = ({ type }: PendingAct): boolean => type === 'selat.v1.Grant';

/**
 * Whether a waiting act stands in the way: before formation everything but the request or offer that is acted on, for two
 * answers would contradict each other; afterwards the same act again.
 */
function stands(act: PendingAct, { row, state }: LoadedGrant, verb: GrantVerb): boolean {
  if (state.formedAt !== undefined) return act.type === `selat.v1.${TRANSITIONS[state.state][verb]?.document}`;
  if (act.digest === row.request_digest) return false;
  return !(verb === 'withdraw-offer' && isGrant(act));
}

/** @throws SelatError GRANT_UNKNOWN where the request itself is not here */
export function requireRequest({ state }: LoadedGrant): GrantRequest {
  if (state.request !== undefined) return state.request;
  const message = `cannot act on grant sha256:${state.id}: its request is not known here`;
  throw new SelatError('GRANT_UNKNOWN', message, { grant: `sha256:${state.id}` });
}
