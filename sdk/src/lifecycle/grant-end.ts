import { audienceOf, type Grant, type Instant } from '../model/index.js';
import { actsOf, compare, type Effect, effectOf } from './acts.js';
import { findActTime, type GrantCase, type Offer, toOffer } from './grant-case.js';
import { isOfferContested, uncontested } from './grant-contested.js';
import { END_CAUSES, type EndCause, type GrantAct } from './grant-state.js';

/** The earliest end of a formed grant. */
export interface GrantEnding extends Effect {
  readonly cause: EndCause;
  /** Whether any end has been reached, so that the grant is ended. */
  readonly isReached: boolean;
}

interface Candidate extends Effect {
  readonly cause: EndCause;
}

/**
 * Finds the earliest end, ties in the order of END_CAUSES. A grant has one at all times: it expires. [GRT-8] [GRT-11]
 * Once any end is reached the grant is ended, and the earliest names the cause, so that the cause never changes with time.
 */
export function findEnding(grantCase: GrantCase, offer: Offer): GrantEnding {
  const { validUntil } = offer.grant;
  const expiry: Candidate = { cause: 'expired', at: validUntil, isReached: grantCase.now >= validUntil };
  const candidates = [...revocations(grantCase, offer), ...ends(grantCase, offer), ...successors(grantCase, offer)];
  const earliest = [expiry, ...candidates].reduce((first, next) => (isBefore(next, first) ? next : first));
  return { ...earliest, isReached: [expiry, ...candidates].some((candidate) => candidate.isReached) };
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.at < b.at || (a.at === b.at && END_CAUSES.indexOf(a.cause) < END_CAUSES.indexOf(b.cause));
}

function revocations(grantCase: GrantCase, { digest }: Offer): readonly Candidate[] {
  return uncontested(grantCase, actsOf(grantCase.acts, 'selat.v1.GrantRevocation'))
    .filter(({ document }) => document.grant === digest)
    .flatMap((act) => toCandidates(grantCase, act, 'revoked', act.document.effectiveAt));
}

function ends(grantCase: GrantCase, { digest }: Offer): readonly Candidate[] {
  return uncontested(grantCase, actsOf(grantCase.acts, 'selat.v1.GrantEnd'))
    .filter(({ document }) => document.grant === digest)
    .flatMap((act) => {
      const cause = act.document.kind === 'COMPLETED' ? 'completed' : 'exhausted';
      return toCandidates(grantCase, act, cause, act.document.effectiveAt);
    });
}

function toCandidates(
  grantCase: GrantCase,
  act: GrantAct,
  cause: EndCause,
  effectiveAt: Instant | undefined,
): readonly Candidate[] {
  const logTime = findActTime(grantCase, act);
  return logTime === undefined ? [] : [{ cause, ...effectOf(logTime, effectiveAt, grantCase.now) }];
}

/** A formed Grant that names this one: it takes over when its own access may start, without a gap. */
function successors(grantCase: GrantCase, offer: Offer): readonly Candidate[] {
  return formedSuccessors(grantCase, offer).map(({ formedAt, grant }) => ({
    cause: 'superseded',
    ...effectOf(formedAt, grant.validFrom, grantCase.now),
  }));
}

/** A Grant that both sides signed to take the place of another. */
export type Successor = Offer & { readonly formedAt: Instant };

/** The formed Grants that name this one, for the same parties and listing, the earliest formed first. [GRT-15] */
export function formedSuccessors(grantCase: GrantCase, { digest, grant }: Offer): readonly Successor[] {
  return actsOf(grantCase.acts, 'selat.v1.Grant')
    .filter(({ document }) => document.supersedes === digest && isOfSameParties(document, grant))
    .flatMap((act): Successor[] => {
      const successor = toOffer(act, grantCase.acts, grantCase.receipts);
      const { formedAt, ...next } = successor;
      return formedAt === undefined || isOfferContested(grantCase, successor) ? [] : [{ ...next, formedAt }];
    })
    .sort((a, b) => a.formedAt - b.formedAt || compare(a.digest, b.digest));
}

function isOfSameParties(a: Grant, b: Grant): boolean {
  const parties = ({ head, listingId, consumer }: Grant) =>
    [head.issuer, audienceOf(head), listingId, consumer].join(' ');
  return parties(a) === parties(b);
}
