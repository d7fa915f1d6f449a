/** Where the rules of a pack fire in worked cases, and where they nearly fire. */
import { evaluateFlow } from '../evaluate/evaluate-flow.js';
import type { Pack, Rule } from '../pack/compile-pack.js';
import type { WorkedCase } from './parse-cases.js';

/** Ids of the cases in which one rule fires, and in which one turned comparison of `when` would make it fire. */
export interface RuleCoverage {
  readonly ruleId: string;
  /** First day of the rule, where the id has several periods. */
  readonly effectiveFrom?: string;
  readonly fires: readonly string[];
  readonly nearlyFires: readonly string[];
}

/** What other packs say of a case does not matter here. */
export function coverageOf(pack: Pack, cases: readonly WorkedCase[]): readonly RuleCoverage[] {
  const fires = new Map<Rule, Set<string>>(pack.rules.map((rule) => [rule, new Set()]));
  const nearly = new Map<Rule, Set<string>>(pack.rules.map((rule) => [rule, new Set()]));
  for (const { id, facts } of cases) {
    const { attached, fired } = firing(pack, facts);
    for (const rule of fired) fires.get(rule)?.add(id);
    const open = [...attached].filter((rule) => !fired.has(rule));
    for (const atom of new Set(open.flatMap((rule) => rule.when.atoms))) {
      // Only the rules that the comparison can make fire: a pack has thousands of pairs of case and comparison.
      const rules = open.filter((rule) => rule.when.atoms.includes(atom));
      for (const rule of firing({ ...pack, rules }, facts, atom).fired) nearly.get(rule)?.add(id);
    }
  }
  return pack.rules.map((rule) => ({
    ruleId: rule.id,
    ...(rule.effectiveFrom === undefined ? {} : { effectiveFrom: rule.effectiveFrom }),
    fires: [...(fires.get(rule) ?? [])],
    nearlyFires: [...(nearly.get(rule) ?? [])],
  }));
}

/** Rules of the pack that attach to some leg or to the listing gate, and those of them that fire. */
function firing(pack: Pack, facts: WorkedCase['facts'], atom?: number) {
  const attached = new Set<Rule>();
  const fired = new Set<Rule>();
  evaluateFlow([pack], facts, {
    ...(atom === undefined ? {} : { flip: { pack, atom } }),
    withoutValues: true,
    observe: ({ evaluated }) => {
      for (const { rule, fires } of evaluated) {
        attached.add(rule);
        if (fires === true) fired.add(rule);
      }
    },
  });
  return { attached, fired };
}
