/**
 * The acts for which a second officer can be asked, by the names that selat.yaml uses. The table is all that there is to
 * an act: a new one is a row here, the roles of its operation and a sample for the tests.
 */
import type { OfficerRole } from '../rows.js';

/** One act: the verb that does it, who may do it, and what it is about. */
interface HeldActRule {
  /** Method of UseCases. */
  readonly verb: string;
  readonly roles: readonly [OfficerRole, ...OfficerRole[]];
  /** One line for people, from the arguments of the verb after the officer. */
  readonly about: (args: readonly unknown[]) => string | Promise<string>;
  /**
   * Runs at once as long as nobody else could approve it: else a node with its first officer alone would never have a
   * second one. [BOF-6]
   */
  readonly isFreeWhenAlone?: boolean;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function member(value: unknown, name: string): string {
  return typeof value === 'object' && value !== null ? word(Reflect.get(value, name)) : word(value);
}

/** The second officer sees the price that the first one named. [GRT-19] */
const atPrice = (price: unknown): string => (price === undefined ? '' : ` at ${word(price)}`);

/** The second officer sees what an order binds, and by when it is to be done: that is what both answer for. */
function overWhat(input: unknown): string {
  const { scopes = [], deleteBy, rectifyBy, effectiveAt } = Object(input);
  const named = (scopes as readonly { readonly kind: string; readonly value?: string }[]).map(({ kind, value }) =>
    value === undefined ? kind : `${kind} ${value}`,
  );
  const days = Object.entries({ 'effective from': effectiveAt, 'delete by': deleteBy, 'rectify by': rectifyBy });
  const dated = days.flatMap(([what, at]) =>
    typeof at === 'number' ? [`, ${what} ${new Date(at).toISOString()}`] : [],
  );
  return `${named.length === 0 ? '' : `, over ${named.join(', ')}`}${dated.join('')}`;
}

/** What is signed, not what somebody says about it. The configuration reads this table too, and needs no codec for it. */
async function aboutRevocation(revocation: unknown): Promise<string> {
  const { readRevocation } = await import('../keys/revoke-key.js');
  const { kid, reason, compromisedSince } = readRevocation(word(Object(revocation).payload));
  const since = compromisedSince === undefined ? '' : `, lost since ${new Date(compromisedSince).toISOString()}`;
  return `revoke key ${kid}: ${reason}${since}`;
}

/** Every authority with its keys, as the descriptor lists them from then on. */
async function aboutAuthorities(input: unknown): Promise<string> {
  const { readAuthorities } = await import('../keys/authorities.js');
  const listed = readAuthorities(word(Object(Object(input).descriptor).payload));
  return `list authorities: ${listed.length === 0 ? 'none' : listed.join('; ')}`;
}

export const HELD_ACTS = {
  'grant.offer': {
    verb: 'offerGrant',
    roles: ['operator', 'reviewer'],
    about: ([id, input]) => `offer the grant that ${word(id)} asks for${atPrice(Object(input).price)}`,
  },
  'grant.countersign': {
    verb: 'countersignGrant',
    roles: ['operator', 'reviewer'],
    about: ([id, , price]) => `countersign grant ${word(id)}${atPrice(price)}`,
  },
  'key.revoke': {
    verb: 'revokeKey',
    roles: ['operator'],
    about: ([revocation]) => aboutRevocation(revocation),
  },
  'authority.change': {
    verb: 'installAuthorities',
    roles: ['operator'],
    about: ([input]) => aboutAuthorities(input),
  },
  'officer.add': {
    verb: 'addOfficer',
    roles: ['operator'],
    about: ([input]) => `add officer ${member(input, 'slug')} as ${member(input, 'role')}`,
    isFreeWhenAlone: true,
  },
  'officer.role': {
    verb: 'changeOfficerRole',
    roles: ['operator'],
    about: ([id, role]) => `give ${word(id)} the role ${word(role)}`,
    isFreeWhenAlone: true,
  },
  'officer.token': {
    verb: 'replaceOfficerToken',
    roles: ['operator'],
    about: ([id]) => `give ${word(id)} a new API token`,
    isFreeWhenAlone: true,
  },
  'admission.widen': {
    verb: 'widenAdmission',
    roles: ['operator', 'compliance'],
    about: ([widening]) => `widen the admission policy: ${word(widening)}`,
  },
  'order.issue': {
    verb: 'issueOrder',
    roles: ['compliance'],
    about: ([input]) =>
      `${member(input, 'kind')} by order ${member(input, 'reference')} of ${member(input, 'authority')}${overWhat(input)}`,
  },
  'order.resume': {
    verb: 'resumeOrder',
    roles: ['compliance'],
    about: ([id, input]) => `end order ${word(id)} by ${member(input, 'reference')} of its authority${overWhat(input)}`,
  },
} as const satisfies Readonly<Record<string, HeldActRule>>;

/** Name of an act, such as `grant.offer`. */
export type HeldAct = keyof typeof HELD_ACTS;

/** The verbs behind the acts. */
export type HeldVerb = (typeof HELD_ACTS)[HeldAct]['verb'];

export const HELD_ACT_NAMES = Object.keys(HELD_ACTS) as HeldAct[];

/** The rule of an act that a row names; undefined for one that this build lacks. */
export function findRule(act: string): HeldActRule | undefined {
  return Object.hasOwn(HELD_ACTS, act) ? HELD_ACTS[act as HeldAct] : undefined;
}
