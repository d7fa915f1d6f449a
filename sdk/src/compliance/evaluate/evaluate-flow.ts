/** Facts + packs + day -> result: pure, total and deterministic. [CMP-4] */
import type { FlowFacts } from '../facts/parse-facts.js';
import type { Context, LegPlaces } from '../language/context.js';
import { and, asTruth, type Truth } from '../language/values.js';
import type { Pack, Rule } from '../pack/compile-pack.js';
import { isInForce, type RuleLevel } from '../pack/pack-source.js';
import { combine, type Evaluated, type FindHolding } from './combine.js';
import { contextOf } from './context-of.js';
import { Holdings } from './holdings.js';
import { placesOf } from './leg-places.js';
import { withoutPack } from './no-pack.js';
import {
  distinctNeeds,
  type JurisdictionResult,
  type LegResult,
  type Result,
  sorted,
  type Verdict,
  worst,
} from './result.js';

/** What a caller may want beside the result. */
export interface EvaluateOptions {
  /** Truth of a comparison whose fact may not leave its country. [CMP-9] */
  readonly attested?: Context['attested'];
  /** Told of every comparison that reads a path which will be withheld. [CMP-18] */
  readonly withholding?: Context['withholding'];
  /** Told of each pack and leg as it is evaluated; the listing gate has no leg. */
  readonly observe?: (seen: Observed) => void;
  /** Leaves out which values the rules read, which costs more than the rules themselves. */
  readonly withoutValues?: true;
  /** Jurisdictions whose law another exchange applies: a leg that starts there needs no pack here. [CMP-17] */
  readonly elsewhere?: ReadonlySet<string>;
  /** Leaves the listing gate out: it was passed at publication, and rules of legs still read `listing`. [CMP-17] */
  readonly withoutGate?: true;
  /** Number of a comparison to turn round, and the pack that it is of. */
  readonly flip?: { readonly pack: Pack; readonly atom: number };
}

/** One pack at one leg. */
export interface Observed {
  readonly pack: Pack;
  readonly leg?: number;
  readonly context: Context;
  readonly evaluated: readonly Evaluated[];
  readonly verdict: Verdict;
  readonly find: FindHolding;
}

/** @param packs at most one for each jurisdiction; `facts.asOf` picks the rules in force */
export function evaluateFlow(packs: readonly Pack[], facts: FlowFacts, options: EvaluateOptions = {}): Result {
  const inForce = packs.filter(({ source }) => isInForce(source, facts.asOf));
  const legs = facts.legs.map((_, index) => evaluateLeg(inForce, facts, index, options));
  const isGated = facts['listing'] !== undefined && options.withoutGate !== true;
  const listing = isGated ? evaluateListing(inForce, facts, options) : undefined;
  const outcome = worst([...legs, ...(listing === undefined ? [] : [listing])].map((part) => part.outcome));
  return listing === undefined ? { outcome, legs } : { outcome, legs, listing };
}

function evaluateLeg(packs: readonly Pack[], facts: FlowFacts, index: number, options: EvaluateOptions): LegResult {
  const leg = facts.legs[index] ?? {};
  const results = packs.flatMap((pack): JurisdictionResult[] => {
    const places = placesOf(facts, index, pack.source.jurisdiction, options);
    const seen = runRules(pack, facts, 'LEG', options, places);
    if (seen.evaluated.length === 0) return [];
    options.observe?.({ ...seen, leg: index });
    return [{ jurisdiction: pack.source.jurisdiction, ...seen.verdict }];
  });
  const from = leg['from'];
  const isKnown =
    typeof from === 'string' &&
    (options.elsewhere?.has(from) || packs.some(({ source }) => source.jurisdiction === from));
  if (!isKnown) results.push(withoutPack(facts, index, options));
  const jurisdictions = results.sort((a, b) => (a.jurisdiction < b.jurisdiction ? -1 : 1));
  const outcome = worst(jurisdictions.map((result) => result.outcome));
  return { ...endsOf(leg), outcome, jurisdictions };
}

function endsOf(leg: FlowFacts['legs'][number]): { readonly from?: string; readonly to?: string } {
  const { from, to } = leg as { readonly from?: string; readonly to?: string };
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function evaluateListing(packs: readonly Pack[], facts: FlowFacts, options: EvaluateOptions): Verdict {
  const verdicts = packs.flatMap((pack): Verdict[] => {
    const seen = runRules(pack, facts, 'LISTING', options);
    if (seen.evaluated.length === 0) return [];
    options.observe?.(seen);
    return [seen.verdict];
  });
  const outcome = worst(verdicts.map((verdict) => verdict.outcome));
  return {
    outcome,
    ruleIds: sorted(verdicts.flatMap(({ ruleIds }) => ruleIds)),
    needs: outcome === 'DENY' ? [] : distinctNeeds(verdicts.flatMap(({ needs }) => needs.map(({ anyOf }) => anyOf))),
    missingFacts: sorted(verdicts.flatMap(({ missingFacts }) => missingFacts)),
    duties: sorted(verdicts.flatMap(({ duties }) => duties)),
    citations: sorted(verdicts.flatMap(({ citations }) => citations)),
  };
}

function runRules(
  pack: Pack,
  facts: FlowFacts,
  level: RuleLevel,
  options: EvaluateOptions,
  places?: LegPlaces,
): Observed {
  const holdings = new Holdings(pack);
  const context = contextOf(pack, facts, holdings, options, places);
  const evaluated = evaluateRules(pack, level, context);
  const find: FindHolding = (code) => holdings.find(context, code, places !== undefined);
  return { pack, context, evaluated, verdict: combine(evaluated, find), find };
}

function evaluateRules(pack: Pack, level: RuleLevel, context: Context): readonly Evaluated[] {
  const evaluated: Evaluated[] = [];
  // Rules of one section stand together and share a condition. Where somebody observes or turns a comparison, each has its own.
  const isShared = context.seen === undefined && context.flip === undefined;
  let last: { readonly text: string; readonly applies: Truth } | undefined;
  for (const rule of rulesOn(pack, level, context.asOf)) {
    if (context.seen !== undefined) context.seen = new Map();
    const { text } = rule.applies;
    const applies = isShared && last?.text === text ? last.applies : asTruth(rule.applies.run(context));
    last = { text, applies };
    if (applies !== false) evaluated.push(evaluateRule(rule, applies, context));
  }
  return evaluated;
}

function evaluateRule(rule: Rule, applies: Truth, context: Context): Evaluated {
  const fires: Truth = and(applies, asTruth(rule.when.run(context)));
  const until = fires === true ? rule.validUntil?.run(context) : undefined;
  const values = context.seen === undefined ? {} : { values: context.seen };
  return { rule, applies, fires, ...values, ...(typeof until === 'string' ? { validUntil: until } : {}) };
}

/** Rules of a level that are law on a day; few days are asked for, and often. */
function rulesOn(pack: Pack, level: RuleLevel, day: string): readonly Rule[] {
  const byDay = RULES.get(pack) ?? new Map<string, readonly Rule[]>();
  RULES.set(pack, byDay);
  const key = `${level} ${day}`;
  const known = byDay.get(key);
  if (known !== undefined) return known;
  if (byDay.size >= MAX_DAYS) byDay.clear();
  const rules = pack.rules.filter((rule) => rule.level === level && isInForce(rule, day));
  byDay.set(key, rules);
  return rules;
}
const RULES = new WeakMap<Pack, Map<string, readonly Rule[]>>();
/** Most days that are remembered for a pack. */
const MAX_DAYS = 512;
