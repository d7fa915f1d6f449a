import { SelatError } from '../errors/index.js';
import type { ExchangeId, Instant } from '../model/index.js';
import { ARRIVAL_GRACE_MS, type GrantState, type GrantStateName } from './grant-state.js';

/** Side of a grant. */
export type GrantSide = 'provider' | 'consumer';

/** What a side can do to a grant by signing a document. */
export type GrantVerb =
  | 'withdraw'
  | 'refuse'
  | 'offer'
  | 'withdraw-offer'
  | 'decline'
  | 'countersign'
  | 'suspend'
  | 'resume'
  | 'revoke'
  | 'end'
  | 'supersede';

/** Who may do it, by which document, and the state once the other side's receipt accepts it. */
export interface GrantMove {
  readonly sides: readonly GrantSide[];
  readonly document: string;
  readonly to: GrantStateName;
}

const BOTH = ['provider', 'consumer'] as const;
const WITHDRAW: GrantMove = { sides: ['consumer'], document: 'GrantWithdrawal', to: 'withdrawn' };
const SUSPEND: GrantMove = { sides: BOTH, document: 'GrantSuspension', to: 'suspended' };
const REVOKE: GrantMove = { sides: BOTH, document: 'GrantRevocation', to: 'ended' };
const END: GrantMove = { sides: BOTH, document: 'GrantEnd', to: 'ended' };
const SUPERSEDE: GrantMove = { sides: ['consumer'], document: 'GrantRequest', to: 'ended' };

/** The whole table: states without a verb are final. docs/spec/grants.md prints it; a test keeps the two equal. [GRT-7] */
export const TRANSITIONS: Readonly<Record<GrantStateName, Readonly<Partial<Record<GrantVerb, GrantMove>>>>> = {
  requested: {
    withdraw: WITHDRAW,
    refuse: { sides: ['provider'], document: 'GrantRefusal', to: 'refused' },
    offer: { sides: ['provider'], document: 'Grant', to: 'offered' },
    supersede: { ...SUPERSEDE, to: 'withdrawn' },
  },
  offered: {
    withdraw: WITHDRAW,
    'withdraw-offer': { sides: ['provider'], document: 'OfferWithdrawal', to: 'withdrawn' },
    decline: { sides: ['consumer'], document: 'GrantRefusal', to: 'declined' },
    countersign: { sides: ['consumer'], document: 'Grant', to: 'active' },
    supersede: { ...SUPERSEDE, to: 'declined' },
  },
  active: { suspend: SUSPEND, revoke: REVOKE, end: END, supersede: SUPERSEDE },
  suspended: {
    suspend: SUSPEND,
    resume: { sides: BOTH, document: 'GrantResumption', to: 'active' },
    revoke: REVOKE,
    end: END,
    supersede: SUPERSEDE,
  },
  refused: {},
  withdrawn: {},
  declined: {},
  lapsed: {},
  ended: {},
};

/**
 * Checks that a side may act on a grant. `resume` also needs an open hold of that side; `countersign` an offer whose
 * deadline has not passed. The provider's side judges an arriving countersignature by `judgeCountersignature`.
 * @param grant state folded at or before `now`
 * @throws SelatError GRANT_TRANSITION_REFUSED, GRANT_OFFER_LATE
 */
export function mayAct(grant: GrantState, verb: GrantVerb, side: GrantSide, now: Instant): void {
  const from = stateAt(grant, now);
  const move = TRANSITIONS[from][verb];
  if (move === undefined) throw refusal(grant, verb, side, `it is ${from}`);
  if (!move.sides.includes(side)) throw refusal(grant, verb, side, `only the ${move.sides.join(' or ')} side may`);
  if (verb === 'resume' && !hasHoldOf(grant, grant[side])) {
    throw refusal(grant, verb, side, `no open suspension is by ${grant[side]}`);
  }
  const isForming = verb === 'offer' || verb === 'countersign';
  if (isForming && grant.contested.length > 0) throw refusal(grant, verb, side, 'a key that signed it was lost before');
  const deadline = grant.grant?.offerDeadline;
  if (verb !== 'countersign' || deadline === undefined || now <= deadline) return;
  const facts = { grantId: grant.id, deadline: String(deadline), now: String(now) };
  const message = `cannot countersign grant ${grant.id}: its offer deadline ${deadline} passed before ${now}`;
  throw new SelatError('GRANT_OFFER_LATE', message, facts);
}

/** What is computed from time may have moved on since the fold. */
export function stateAt({ state, endsAt, grant }: GrantState, now: Instant): GrantStateName {
  const isOpen = state === 'active' || state === 'suspended';
  if (isOpen && endsAt !== undefined && now >= endsAt) return 'ended';
  const isLapsed = state === 'offered' && grant !== undefined && now > grant.offerDeadline + ARRIVAL_GRACE_MS;
  return isLapsed ? 'lapsed' : state;
}

function hasHoldOf({ holds }: GrantState, exchange: ExchangeId): boolean {
  return holds.some((hold) => hold.kind === 'act' && hold.by === exchange);
}

/** The error of an act that the state of a grant does not allow. `why` completes "because". */
export function refusal({ id }: GrantState, verb: GrantVerb, side: GrantSide, why: string): SelatError {
  const message = `cannot ${verb} grant ${id} as ${side}: ${why}`;
  return new SelatError('GRANT_TRANSITION_REFUSED', message, { grantId: id, verb, side, why });
}
