/** Compares a result with what a case expects: outcomes exactly, lists as facts.md says. [FCT-14] */
import type { Need, Outcome, Result, Verdict } from '../evaluate/result.js';
import { worst } from '../evaluate/result.js';

/** What a case expects; an absent part is not compared. */
export interface Expectation {
  readonly outcome: Outcome;
  readonly needs?: readonly Need[];
  readonly jurisdictions?: Readonly<Record<string, Outcome>>;
  readonly legs?: readonly Outcome[];
  readonly listing?: Outcome;
  readonly duties?: readonly string[];
  readonly notDuties?: readonly string[];
  readonly missingFacts?: readonly string[];
  readonly citations?: readonly string[];
  readonly ruleIds?: readonly string[];
  readonly validUntil?: string;
}

/** Every difference in words; empty = as expected. */
export function differences(expected: Expectation, result: Result): readonly string[] {
  const { legs, listing } = result;
  const verdicts: readonly Verdict[] = [
    ...legs.flatMap((leg) => leg.jurisdictions),
    ...(listing === undefined ? [] : [listing]),
  ];
  const all = (part: 'duties' | 'missingFacts' | 'citations' | 'ruleIds') =>
    new Set(verdicts.flatMap((verdict) => verdict[part]));
  return [
    ...differs('outcome', expected.outcome, result.outcome),
    ...differs('legs', expected.legs?.join(' '), legs.map(({ outcome }) => outcome).join(' ')),
    ...differs('listing', expected.listing, listing?.outcome),
    ...Object.entries(expected.jurisdictions ?? {}).flatMap(([jurisdiction, outcome]) =>
      differs(jurisdiction, outcome, outcomeIn(result, jurisdiction)),
    ),
    ...differs('validUntil', expected.validUntil, validUntilOf(result)),
    ...(expected.needs === undefined ? [] : needDifferences(expected.needs, verdicts)),
    ...(['duties', 'missingFacts', 'citations', 'ruleIds'] as const).flatMap((part) =>
      (expected[part] ?? []).filter((one) => !all(part).has(one)).map((one) => `${part}: ${one} is absent`),
    ),
    ...(expected.notDuties ?? []).filter((one) => all('duties').has(one)).map((one) => `duties: ${one} is there`),
  ];
}

function differs(what: string, expected: string | undefined, found: string | undefined): string[] {
  return expected === undefined || expected === found
    ? []
    : [`${what}: ${found ?? 'none'} where ${expected} is expected`];
}

function outcomeIn({ legs }: Result, jurisdiction: string): Outcome | undefined {
  const found = legs.flatMap((leg) => leg.jurisdictions).filter((result) => result.jurisdiction === jurisdiction);
  return found.length === 0 ? undefined : worst(found.map(({ outcome }) => outcome));
}

/** The earliest day on which some part of a PERMIT ends. */
function validUntilOf({ legs }: Result): string | undefined {
  return legs.flatMap((leg) => leg.jurisdictions.flatMap(({ validUntil }) => validUntil ?? [])).sort()[0];
}

/** One to one: each expected need is part of another found one, and none is left over. */
function needDifferences(expected: readonly Need[], verdicts: readonly Verdict[]): string[] {
  const byKey = new Map(verdicts.flatMap(({ needs }) => needs).map((need) => [need.anyOf.join(' '), need]));
  const found = [...byKey.values()];
  if (found.length === expected.length && matches(expected, found)) return [];
  const print = (needs: readonly Need[]) => needs.map(({ anyOf }) => anyOf.join(' or ')).join(', ') || 'none';
  return [`needs: ${print(found)} where ${print(expected)} is expected`];
}

function matches([first, ...rest]: readonly Need[], found: readonly Need[]): boolean {
  if (first === undefined) return true;
  return found.some((need, i) => {
    const isPart = first.anyOf.every((code) => need.anyOf.includes(code));
    return (
      isPart &&
      matches(
        rest,
        found.filter((_, k) => k !== i),
      )
    );
  });
}
