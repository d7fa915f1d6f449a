/** From how many persons on a pack asks for more: read off its rules, for people who plan. */
import type { Day } from '../language/days.js';
import { isInForce, type PackSource, type RuleSource } from './pack-source.js';

/** A number of persons at which a rule that asks for something begins to apply. */
export interface CountThreshold {
  /** Fact that is compared, such as `counts.cnNonSensitiveYtd`. */
  readonly path: string;
  /** First number that the rule applies to. */
  readonly from: number;
  /** What it asks for: all of them, any one of each list. */
  readonly needs: readonly (readonly string[])[];
  readonly rules: readonly string[];
  /** Those that most of the rules cite come first. */
  readonly citations: readonly string[];
}

const COMPARISON = /\b(counts\.\w+)\s*(>=|>)\s*(\d+)\b/g;
/** A name that is not denied: what it says helps to make the rule apply. */
const NAME = /(?<![!\w.])[a-z]\w*\b(?!\s*[.(])/g;

/**
 * The thresholds of the rules that ask for an instrument on a day, by path and number. Only what an expression says as
 * `counts.x >= n` or `counts.x > n` is found, in the rule or in the definitions that it names without denying them.
 */
export function countThresholds({ rules, definitions }: PackSource, day: Day): readonly CountThreshold[] {
  const texts = new Map(definitions.map(({ name, is }) => [name, is]));
  const found = new Map<string, { path: string; from: number; rules: Set<RuleSource> }>();
  for (const rule of rules) {
    if (rule.outcome !== 'NEEDS' || !isInForce(rule, day)) continue;
    for (const { path, from } of comparisonsIn(rule, texts)) {
      const key = `${path} ${from}`;
      const rulesOf = found.get(key)?.rules ?? new Set();
      found.set(key, { path, from, rules: rulesOf.add(rule) });
    }
  }
  return [...found.values()]
    .map(toThreshold)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.from - b.from));
}

function comparisonsIn({ applies, when }: RuleSource, texts: ReadonlyMap<string, string>) {
  const seen = new Set<string>();
  const read = (text: string): { path: string; from: number }[] => {
    const own = [...text.matchAll(COMPARISON)].map(([, path = '', operator, number]) => ({
      path,
      from: Number(number) + (operator === '>' ? 1 : 0),
    }));
    const named = [...text.matchAll(NAME)].flatMap(([name]) => {
      const definition = seen.has(name) ? undefined : texts.get(name);
      seen.add(name);
      return definition === undefined ? [] : read(definition);
    });
    return [...own, ...named];
  };
  return [...read(applies), ...read(when)];
}

function toThreshold({
  path,
  from,
  rules,
}: {
  path: string;
  from: number;
  rules: ReadonlySet<RuleSource>;
}): CountThreshold {
  const all = [...rules];
  const needs = new Map(all.flatMap((rule) => rule.needs.map((anyOf) => [anyOf.join(), anyOf] as const)));
  const cited = all.flatMap(({ citations }) => citations);
  const times = (citation: string) => cited.filter((one) => one === citation).length;
  return {
    ...{ path, from, needs: [...needs.values()], rules: all.map(({ id }) => id) },
    citations: [...new Set(cited)].sort((a, b) => times(b) - times(a)),
  };
}
