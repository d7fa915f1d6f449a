import { SelatError } from '../errors/index.js';
import type { Instant } from '../model/index.js';
import type { GrantState, GrantStateName } from './grant-state.js';
import { type GrantSide, type GrantVerb, refusal, stateAt, TRANSITIONS } from './grant-transitions.js';

/**
 * Decides whether an act of the other side may take effect here. Acts cross on the wire, so it is judged by every state
 * that the author may have seen: a lapse is computed by each side's own clock, and who countersigned does not know yet
 * what the provider exchange's receipt will say. An act that the table never allows again is refused; one that a document
 * on its way may allow is put off. [GRT-7] [GRT-21]
 * @param grant state folded at `now`
 * @param side side of the act's author
 * @throws SelatError GRANT_TRANSITION_REFUSED; PREDECESSOR_MISSING, which is retryable
 */
export function mayArrive(grant: GrantState, verb: GrantVerb, side: GrantSide, now: Instant): void {
  const state = stateAt(grant, now);
  const isAllowedIn = (name: GrantStateName) => TRANSITIONS[name][verb]?.sides.includes(side) === true;
  const seen = statesSeen(grant, state);
  if (seen.some(isAllowedIn)) return;
  const later = seen.flatMap((name) => LATER[name] ?? []);
  if (!later.some(isAllowedIn)) throw refusal(grant, verb, side, `it is ${state}`);
  const facts = { grant: `sha256:${grant.id}`, verb, side, state };
  const message = `cannot ${verb} grant ${facts.grant} as ${side} yet: it is ${state}, and no receipt says more`;
  throw new SelatError('PREDECESSOR_MISSING', message, facts);
}

/** States that may follow one that is not final. */
const LATER: Readonly<Partial<Record<GrantStateName, readonly GrantStateName[]>>> = {
  requested: ['offered', 'active', 'suspended'],
  offered: ['active', 'suspended'],
};

/** The own state, and those in which the other side may have acted. */
function statesSeen(grant: GrantState, state: GrantStateName): readonly GrantStateName[] {
  const isUndecided = grant.pending.some(({ type, by }) => type === 'selat.v1.Grant' && by === grant.consumer);
  const formed: readonly GrantStateName[] = isUndecided ? ['active', 'suspended'] : [];
  return [state === 'lapsed' ? 'offered' : state, ...formed];
}
