import { SelatError } from '../errors/index.js';
import type { ExchangeId } from '../model/index.js';
import type { AgreementState, AgreementStateName } from './agreement-state.js';

/** What a party can do to an agreement by signing a document. */
export type AgreementVerb = 'accept' | 'decline' | 'suspend' | 'resume' | 'end';

/** Party of an agreement. */
export type AgreementSide = 'proposer' | 'acceptor';

/** Who may do it, by which document. */
export interface AgreementMove {
  readonly sides: readonly AgreementSide[];
  readonly document: string;
}

const BOTH = ['proposer', 'acceptor'] as const;
const SUSPEND: AgreementMove = { sides: BOTH, document: 'AgreementNotice SUSPEND' };
const RESUME: AgreementMove = { sides: BOTH, document: 'AgreementNotice RESUME' };
const END: AgreementMove = { sides: BOTH, document: 'AgreementNotice END' };

/** The whole table: states without a verb are final. docs/spec/agreement.md prints it; a test keeps the two equal. [AGR-12] */
export const AGREEMENT_TRANSITIONS: Readonly<
  Record<AgreementStateName, Readonly<Partial<Record<AgreementVerb, AgreementMove>>>>
> = {
  proposed: {
    accept: { sides: ['acceptor'], document: 'PeerAgreement' },
    decline: { sides: BOTH, document: 'AgreementNotice DECLINE' },
  },
  'not-started': { suspend: SUSPEND, end: END },
  'in-force': { suspend: SUSPEND, end: END },
  suspended: { suspend: SUSPEND, resume: RESUME, end: END },
  declined: {},
  ended: {},
  superseded: {},
  expired: {},
};

/**
 * Checks that a party may act on an agreement. `resume` also needs an open suspension of that party.
 * @param state folded now
 * @throws SelatError AGREEMENT_TRANSITION_REFUSED
 */
export function mayActOnAgreement(state: AgreementState, verb: AgreementVerb, exchange: ExchangeId): void {
  const side = sideOf(state, exchange);
  const move = AGREEMENT_TRANSITIONS[state.state][verb];
  if (side === undefined) throw refuseOnAgreement(state, verb, `${exchange} is no party`);
  if (move === undefined) throw refuseOnAgreement(state, verb, `it is ${state.state}`);
  if (!move.sides.includes(side)) throw refuseOnAgreement(state, verb, `only the ${move.sides.join(' or ')} may`);
  if (verb === 'resume' && !state.holds.some((hold) => hold.by === exchange)) {
    throw refuseOnAgreement(state, verb, `no open suspension is by ${exchange}`);
  }
}

function sideOf({ agreement }: AgreementState, exchange: ExchangeId): AgreementSide | undefined {
  if (exchange === agreement.proposer.exchange) return 'proposer';
  return exchange === agreement.acceptor.exchange ? 'acceptor' : undefined;
}

/** The refusal of an act on an agreement, with why. */
export function refuseOnAgreement({ id }: AgreementState, verb: AgreementVerb, why: string): SelatError {
  return new SelatError('AGREEMENT_TRANSITION_REFUSED', `cannot ${verb} agreement ${id}: ${why}`, { id, verb, why });
}
