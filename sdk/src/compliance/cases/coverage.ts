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

/** @param packs every pack that the cases need, the covered one among them */
export function coverageOf(pack: Pack, packs: readonly Pack[], cases: readonly WorkedCase[]): readonly RuleCoverage[] {
  const fires = new Map<Rule, Set<string>>(pack.rules.map((rule) => [rule, new Set()]));
  const nearly = new Map<Rule, Set<string>>(pack.rules.map((rule) => [rule, new Set()]));
  for (const { id, facts } of cases) {
    const attached = new Set<Rule>();
    const fired = firing(pack, packs, facts, (rule) => attached.add(rule));
    for (const rule of fired) fires.get(rule)?.add(id);
    const open = [...attached].filter((rule) => !fired.has(rule));
    for (const atom of new Set(open.flatMap((rule) => rule.when.atoms))) {
      const turned = firing(pack, packs, facts, () => undefined, atom);
      for (const rule of open) if (rule.when.atoms.includes(atom) && turned.has(rule)) nearly.get(rule)?.add(id);
    }
  }
  return pack.rules.map((rule) => ({
    ruleId: rule.id,
    ...(rule.effectiveFrom === undefined ? {} : { effectiveFrom: rule.effectiveFrom }),
    fires: [...(fires.get(rule) ?? [])],
    nearlyFires: [...(nearly.get(rule) ?? [])],
  }));
}

function firing(
  pack: Pack,
  packs: readonly Pack[],
  facts: WorkedCase['facts'],
  onAttached: (rule: Rule) => void,
  atom?: number,
): ReadonlySet<Rule> {
  const fired = new Set<Rule>();
  evaluateFlow(packs, facts, {
    ...(atom === undefined ? {} : { flip: { pack, atom } }),
    observe: (seen) => {
      if (seen.pack !== pack) return;
      for (const { rule, fires } of seen.evaluated) {
        onAttached(rule);
        if (fires === true) fired.add(rule);
      }
    },
  });
  return fired;
}
