/** A leg that starts where nobody has encoded the law: counsel looks at it. [CMP-4] */
import type { FlowFacts } from '../facts/parse-facts.js';
import { Unknown } from '../language/values.js';
import { type Pack, requirePack } from '../pack/compile-pack.js';
import { COUNSEL } from './combine.js';
import { contextOf } from './context-of.js';
import type { EvaluateOptions } from './evaluate-flow.js';
import { Holdings } from './holdings.js';
import { placesOf } from './leg-places.js';
import { distinctNeeds, type JurisdictionResult, sorted } from './result.js';

/** Rule id of the engine where a leg starts in a place that no pack knows. */
export const NO_PACK = 'SELAT-NO-PACK';

/** `ZZ` stands for a place that is not stated. */
export function withoutPack(facts: FlowFacts, index: number, options: EvaluateOptions): JurisdictionResult {
  const from = facts.legs[index]?.['from'];
  const none = { ruleIds: [NO_PACK], duties: [], citations: [] };
  if (typeof from !== 'string') {
    return { ...none, jurisdiction: 'ZZ', outcome: 'NEEDS', needs: [], missingFacts: [`legs[${index}].from`] };
  }
  const held = reviewOf(facts, index, from, options);
  if (held === true) return { ...none, jurisdiction: from, outcome: 'PERMIT', needs: [], missingFacts: [] };
  const missingFacts = held instanceof Unknown ? sorted(held.paths) : [];
  const needs = missingFacts.length > 0 ? [] : distinctNeeds([[COUNSEL]]);
  return { ...none, jurisdiction: from, outcome: 'NEEDS', needs, missingFacts };
}

/** Whether a review counts for the leg, by the test that every instrument has to pass. [FCT-9] */
function reviewOf(facts: FlowFacts, index: number, from: string, options: EvaluateOptions) {
  const holdings = new Holdings(lawless());
  const context = contextOf(lawless(), facts, holdings, options, placesOf(facts, index, from, options));
  return holdings.find(context, COUNSEL, true).held;
}

let made: Pack | undefined;
/** A pack that says nothing, so that instruments are tested as they are where a pack says nothing of them. */
function lawless(): Pack {
  made ??= requirePack({
    ...{ id: 'none', version: '1.0.0', jurisdiction: 'ZZ', effectiveFrom: '0001-01-01', packLanguage: 1 },
    ...{ utcOffsetMinutes: 0, takesEffectMs: 0 },
    ...{ definitions: [], instruments: [], rules: [], calendars: [], tables: [] },
  });
  return made;
}
