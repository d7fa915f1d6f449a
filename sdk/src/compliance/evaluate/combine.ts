/** How the rules of one pack combine to an outcome: bars, grounds, conditions and duties. [CMP-4] */

import type { Day } from '../language/days.js';
import { type Truth, Unknown, type Value } from '../language/values.js';
import type { Rule } from '../pack/compile-pack.js';
import type { Holding } from './holdings.js';
import { distinctNeeds, type Outcome, sorted, type Verdict } from './result.js';

/** Rule ids of the engine itself. */
export const NO_GROUND = 'SELAT-NO-GROUND';
export const COUNSEL = 'COUNSEL_REVIEW';

/** A rule that applies, or may apply. */
export interface Evaluated {
  readonly rule: Rule;
  readonly applies: Truth;
  /** Whether it fires: applies and when. */
  readonly fires: Truth;
  readonly validUntil?: Day;
  /** What its expressions read, by path; only where somebody observes. */
  readonly values?: ReadonlyMap<string, Value>;
}

export type FindHolding = (code: string) => Holding;

export interface Combined extends Verdict {
  readonly validUntil?: Day;
}

interface Ground {
  readonly rule: Rule;
  /** The first gap that is open; absent = complete. */
  readonly open?: readonly string[];
  readonly until?: Day;
}

/** What the attached rules say together. */
export function combine(evaluated: readonly Evaluated[], find: FindHolding): Combined {
  const fired = evaluated.filter(({ fires }) => fires === true);
  const bars = fired.filter(({ rule }) => rule.outcome === 'DENY');
  if (bars.length > 0)
    return verdictOf(
      'DENY',
      bars.map(({ rule }) => rule),
      [],
      missingOf(evaluated.filter(isBarOrCondition)),
    );
  const grounds = fired.filter(({ rule }) => isGround(rule)).map((one) => groundOf(one, find));
  const complete = grounds.filter(({ open }) => open === undefined);
  const decisive = complete.length > 0 ? complete : grounds;
  const duties = fired.filter(({ rule }) => rule.outcome === 'DUTY');
  const conditions = duties.flatMap(({ rule }) => openNeedsOf(rule, find));
  const waiting = evaluated.filter((one) => isBarOrCondition(one) || (complete.length === 0 && isGround(one.rule)));
  const missing = missingOf(waiting);
  // What is unknown without an absent fact, such as a day outside of a calendar, only a person can tell.
  const isReviewed = isClosed([COUNSEL], find);
  const unknown = waiting.filter(({ fires }) => fires instanceof Unknown && (fires.paths.length > 0 || !isReviewed));
  const gaps = [...conditions, ...groundGap(evaluated, grounds, complete, unknown.length, find)];
  if (unknown.length > 0 && missing.length === 0) gaps.push([COUNSEL]);
  const outcome = gaps.length > 0 || unknown.length > 0 ? 'NEEDS' : 'PERMIT';
  const rules = [...decisive.map(({ rule }) => rule), ...duties.map(({ rule }) => rule)];
  const verdict = verdictOf(outcome, rules, gaps, missing);
  if (rules.length === 0 && gaps.length > 0) return { ...verdict, ruleIds: [NO_GROUND] };
  const until = outcome === 'PERMIT' ? validityOf(complete, duties, find) : undefined;
  return until === undefined ? verdict : { ...verdict, validUntil: until };
}

const isGround = ({ outcome }: Rule) => outcome === 'PERMIT' || outcome === 'NEEDS';
const isCondition = ({ outcome, needs }: Rule) => outcome === 'DUTY' && needs.length > 0;
const isBarOrCondition = ({ rule }: Evaluated) => rule.outcome === 'DENY' || isCondition(rule);

/** Whether the pack gates at all: one that attaches nothing but duties permits by itself. */
const isGate = (evaluated: readonly Evaluated[]) =>
  evaluated.some((one) => isGround(one.rule) || isBarOrCondition(one));

/** The one gap of the grounds: the first open one of each, since each ground is enough by itself. */
function groundGap(
  evaluated: readonly Evaluated[],
  grounds: readonly Ground[],
  complete: readonly Ground[],
  unknown: number,
  find: FindHolding,
): readonly (readonly string[])[] {
  if (complete.length > 0 || !isGate(evaluated)) return [];
  if (grounds.length > 0) return [grounds.flatMap(({ open = [] }) => open)];
  return unknown > 0 || isClosed([COUNSEL], find) ? [] : [[COUNSEL]];
}

function groundOf({ rule, validUntil }: Evaluated, find: FindHolding): Ground {
  const [open] = openNeedsOf(rule, find);
  if (open !== undefined) return { rule, open };
  const until = earliest([validUntil, ...rule.needs.map((codes) => latestOf(codes, find))]);
  return until === undefined ? { rule } : { rule, until };
}

/**
 * What a fired rule still waits for: of a condition every need without a held code, of a ground the first such one, or counsel
 * where it rests on a weak source alone. Empty = nothing. [CMP-5]
 */
export function openNeedsOf(rule: Rule, find: FindHolding): readonly (readonly string[])[] {
  const open = rule.needs.filter((codes) => !isClosed(codes, find));
  if (!isGround(rule)) return open;
  const isWeak = (rule.support === 'K' || rule.support === 'I') && rule.signOff === undefined;
  if (open.length === 0 && isWeak && !isClosed([COUNSEL], find)) return [[COUNSEL]];
  return open.slice(0, 1);
}

function isClosed(codes: readonly string[], find: FindHolding): boolean {
  return codes.some((code) => find(code).held === true);
}

/** The last day on which one of the codes is held; absent = open. */
function latestOf(codes: readonly string[], find: FindHolding): Day | undefined {
  const held = codes.map(find).filter((holding) => holding.held === true);
  if (held.some(({ until }) => until === undefined)) return undefined;
  return held
    .map(({ until = '' }) => until)
    .sort()
    .at(-1);
}

function validityOf(complete: readonly Ground[], duties: readonly Evaluated[], find: FindHolding): Day | undefined {
  const isOpen = complete.some(({ until }) => until === undefined);
  const longest = isOpen
    ? undefined
    : complete
        .map(({ until = '' }) => until)
        .sort()
        .at(-1);
  const limits = duties.flatMap(({ rule, validUntil }) => [
    validUntil,
    ...rule.needs.map((codes) => latestOf(codes, find)),
  ]);
  return earliest([longest, ...limits]);
}

function earliest(days: readonly (Day | undefined)[]): Day | undefined {
  return days.filter((day) => day !== undefined).sort()[0];
}

function missingOf(evaluated: readonly Evaluated[]): readonly string[] {
  return sorted(evaluated.flatMap(({ fires }) => (fires instanceof Unknown ? fires.paths : [])));
}

function verdictOf(
  outcome: Outcome,
  rules: readonly Rule[],
  gaps: readonly (readonly string[])[],
  missingFacts: readonly string[],
): Verdict {
  return {
    outcome,
    ruleIds: sorted(rules.map(({ id }) => id)),
    needs: distinctNeeds(gaps),
    missingFacts,
    duties: sorted(rules.flatMap(({ duties }) => duties)),
    citations: sorted(rules.flatMap(({ citations }) => citations)),
  };
}
