import { audienceOf, type Instant } from '../model/index.js';
import { actsOf, type Effect, effectOf } from './acts.js';
import { findActTime, type GrantCase, type Offer, toOffer } from './grant-case.js';
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
  return actsOf(grantCase.acts, 'selat.v1.GrantRevocation')
    .filter(({ document }) => document.grant === digest)
    .flatMap((act) => toCandidates(grantCase, act, 'revoked', act.document.effectiveAt));
}

function ends(grantCase: GrantCase, { digest }: Offer): readonly Candidate[] {
  return actsOf(grantCase.acts, 'selat.v1.GrantEnd')
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

/** A formed Grant of the same pair that names this one: it takes over when its own access may start, without a gap. */
function successors(grantCase: GrantCase, { digest, grant }: Offer): readonly Candidate[] {
  return actsOf(grantCase.acts, 'selat.v1.Grant')
    .filter(({ document }) => document.supersedes === digest && document.head.issuer === grant.head.issuer)
    .filter(({ document }) => audienceOf(document.head) === audienceOf(grant.head))
    .flatMap((act): Candidate[] => {
      const { formedAt, grant: next } = toOffer(act, grantCase.acts, grantCase.receipts);
      if (formedAt === undefined) return [];
      return [{ cause: 'superseded', ...effectOf(formedAt, next.validFrom, grantCase.now) }];
    });
}
