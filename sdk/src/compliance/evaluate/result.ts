/** The answer to one set of facts, in the shape of its JSON. [FCT-11] */
import type { Day } from '../language/days.js';

export type Outcome = 'PERMIT' | 'NEEDS' | 'DENY';

/** One gap: any of the codes closes it. */
export interface Need {
  readonly anyOf: readonly string[];
}

/** What a set of rules says. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly ruleIds: readonly string[];
  readonly needs: readonly Need[];
  readonly missingFacts: readonly string[];
  readonly duties: readonly string[];
  readonly citations: readonly string[];
}

export interface JurisdictionResult extends Verdict {
  readonly jurisdiction: string;
  /** Last day on which a PERMIT holds; absent = no rule limits it. [FCT-13] */
  readonly validUntil?: Day;
}

export interface LegResult {
  readonly from?: string;
  readonly to?: string;
  readonly outcome: Outcome;
  readonly jurisdictions: readonly JurisdictionResult[];
}

export interface Result {
  readonly outcome: Outcome;
  readonly legs: readonly LegResult[];
  readonly listing?: Verdict;
}

const RANK: Readonly<Record<Outcome, number>> = { PERMIT: 0, NEEDS: 1, DENY: 2 };

/** The most restrictive one; PERMIT where there is none. [FCT-11] */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (RANK[b] > RANK[a] ? b : a), 'PERMIT');
}

/** Ascending, each once. */
export function sorted(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort();
}

/** Each need once, its codes ascending, in the order of their first code. */
export function distinctNeeds(needs: readonly (readonly string[])[]): readonly Need[] {
  const byKey = new Map(needs.map((codes) => sorted(codes)).map((codes) => [codes.join(' '), { anyOf: codes }]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
}
