/** When one request or grant may take the place of another. Rules: docs/spec/grants.md, GRT-15 to GRT-18. */
import { SelatError } from '../errors/index.js';
import type { DigestHex, ExchangeId, Grant, GrantRequest, Instant, PartyId } from '../model/index.js';
import { audienceOf } from '../model/index.js';
import type { GrantState } from './grant-state.js';
import { mayAct, stateAt } from './grant-transitions.js';

/** What a request names in `supersedes`, as this side knows it. */
export interface Predecessor {
  /** Folded now. */
  readonly state: GrantState;
  readonly listingId: PartyId;
  /** Participant for whom it was requested. */
  readonly consumer: PartyId;
}

/** A formed grant that another one is to take the place of. */
export interface SupersededGrant {
  readonly digest: DigestHex;
  readonly grant: Grant;
}

/** The formed grant behind a predecessor; undefined where it came to no grant. */
export function formedGrantOf({ state }: Predecessor): SupersededGrant | undefined {
  return state.formedAt === undefined || state.grant === undefined
    ? undefined
    : { digest: state.id, grant: state.grant };
}

/**
 * Checks that a request may take the place of what it names: same sides, listing and participant; not ended, and not
 * taken yet. What was refused, withdrawn, declined or has lapsed may be named: a cure says what it cures. [GRT-15]
 * @param listingId listing of the request
 * @throws SelatError GRANT_SUCCESSION_MISMATCH, GRANT_TRANSITION_REFUSED
 */
export function checkSuccession(
  request: Pick<GrantRequest, 'head' | 'consumer'>,
  listingId: PartyId,
  predecessor: Predecessor,
  now: Instant,
): void {
  const { state } = predecessor;
  const pairs: readonly (readonly [what: string, wanted: PartyId | ExchangeId, found: PartyId | ExchangeId])[] = [
    ['consumer exchange', request.head.issuer, state.consumer],
    ['provider exchange', audienceOf(request.head), state.provider],
    ['consumer', request.consumer, predecessor.consumer],
    ['listing', listingId, predecessor.listingId],
  ];
  for (const [what, wanted, found] of pairs) {
    if (wanted === found) continue;
    const facts = { grant: `sha256:${state.id}`, what, wanted, found };
    const message = `cannot supersede grant ${facts.grant}: its ${what} is ${found}, the request's is ${wanted}`;
    throw new SelatError('GRANT_SUCCESSION_MISMATCH', message, facts);
  }
  requireSupersedable(state, now);
}

/** States without an effect that a new request may name. */
const FRUITLESS: ReadonlySet<string> = new Set(['refused', 'withdrawn', 'declined', 'lapsed']);

/**
 * Checks that a grant or request may still be superseded.
 * @param by digest of the successor that asks: it does not stand in its own way
 * @throws SelatError GRANT_TRANSITION_REFUSED [GRT-15] [GRT-18]
 */
export function requireSupersedable(state: GrantState, now: Instant, by?: DigestHex): void {
  if (FRUITLESS.has(stateAt(state, now))) return;
  mayAct(state, 'supersede', 'consumer', now);
  const { id, successor } = state;
  if (successor === undefined || successor === by) return;
  const facts = { grant: `sha256:${id}`, successor: `sha256:${successor}` };
  const message = `cannot supersede grant ${facts.grant}: grant ${facts.successor} is formed and takes its place`;
  throw new SelatError('GRANT_TRANSITION_REFUSED', message, facts);
}

/** A difference of an offer from what it stands on. */
export interface ValidityFault {
  readonly path: string;
  /** Completes "it ...". */
  readonly why: string;
}

const DAY_MS = 86_400_000;

/** Returns what is wrong with the validity of an offer, or undefined. [GRT-17] */
export function findValidityFault(
  grant: Pick<Grant, 'validFrom' | 'validUntil' | 'terms'>,
  wanted: Pick<GrantRequest, 'validFrom' | 'validUntil'>,
  superseded: SupersededGrant | undefined,
): ValidityFault | undefined {
  const { validFrom, validUntil, terms } = grant;
  const days = terms.term?.days ?? 0;
  const from = 'valid_from_ms';
  const until = 'valid_until_ms';
  if (validUntil - validFrom > days * DAY_MS) {
    return { path: until, why: `is more than ${days} days after valid_from_ms` };
  }
  if (wanted.validFrom !== undefined && validFrom < wanted.validFrom) {
    return { path: from, why: `is before ${wanted.validFrom}, which the request wants` };
  }
  if (wanted.validUntil !== undefined && validUntil > wanted.validUntil) {
    return { path: until, why: `is after ${wanted.validUntil}, which the request wants` };
  }
  if (superseded === undefined) return undefined;
  const { grant: before } = superseded;
  if (validFrom < before.validFrom) return { path: from, why: 'is before that of the grant that it supersedes' };
  const isLonger = validUntil > before.validUntil;
  if (isLonger && before.terms.term?.renewable !== true) {
    return { path: until, why: 'is after that of the grant that it supersedes, which may not be renewed' };
  }
  return undefined;
}
