/** Small packs for tests of the engine. */
import {
  type EvaluateOptions,
  evaluateFlow,
  type Pack,
  parseFacts,
  type Result,
  requirePack,
} from '../../src/compliance/index.js';
import type { PackSource, RuleSource } from '../../src/compliance/pack/pack-source.js';

const RULE = { level: 'LEG', applies: 'leg.from == "CN"', needs: [], duties: [], support: 'T', digest: [] } as const;

export type SmallRule = Pick<RuleSource, 'id' | 'when' | 'outcome'> & Partial<RuleSource>;

/** A rule with defaults: level LEG, attached to legs from CN, support T, cited by its id. */
export function rule(small: SmallRule): RuleSource {
  return { ...RULE, citations: [`Art ${small.id}`], ...small };
}

export function source(rules: readonly SmallRule[], more: Partial<PackSource> = {}): PackSource {
  return {
    ...{ id: 'cn', version: '1.0.0', jurisdiction: 'CN', effectiveFrom: '2020-01-01', packLanguage: 1 },
    ...{ utcOffsetMinutes: 480, takesEffectMs: 0, definitions: [], instruments: [], calendars: [], tables: [] },
    rules: rules.map(rule),
    ...more,
  };
}

export function small(rules: readonly SmallRule[], more: Partial<PackSource> = {}): Pack {
  return requirePack(source(rules, more));
}

const FACTS = { asOf: '2026-11-23', legs: [{ from: 'CN', to: 'MY' }] };

/** Evaluates facts that differ from one leg CN to MY. */
export function decide(packs: readonly Pack[], more: object = {}, options: EvaluateOptions = {}): Result {
  return evaluateFlow(packs, parseFacts({ ...FACTS, ...more }), options);
}

/** What the first jurisdiction of the first leg says. */
export function first({ legs }: Result) {
  const [verdict] = legs[0]?.jurisdictions ?? [];
  if (verdict === undefined) throw new Error('no jurisdiction attaches');
  return verdict;
}
