/** Why a result is as it is: which rule decided, what it waits for, and what is to be done, without the words. */
import type { FlowFacts } from '../facts/parse-facts.js';
import { Unknown } from '../language/values.js';
import type { Pack, Rule } from '../pack/compile-pack.js';
import { COUNSEL, type Evaluated, NO_GROUND, openNeedsOf } from './combine.js';
import { type EvaluateOptions, evaluateFlow, type Observed } from './evaluate-flow.js';
import { type IdleInstrument, idleInstruments } from './idle-instruments.js';
import { NO_PACK } from './no-pack.js';
import type { JurisdictionResult, Outcome, Result, Verdict } from './result.js';

/** How a rule bears on the result. */
export type Effect = 'bars' | 'permits' | 'asks' | 'open' | 'attaches';

export interface RuleNote {
  readonly id: string;
  readonly citations: readonly string[];
  readonly effect: Effect;
  /** Codes of the duties that it attaches. */
  readonly duties: readonly string[];
  /** Whether it rests on a reading that counsel confirms. */
  readonly isWeak: boolean;
}

/** What has to be had, and which rules ask for it. */
export interface NeedNote {
  readonly anyOf: readonly string[];
  readonly rules: readonly RuleNote[];
}

/** A fact that nobody stated, and which rules read it. */
export interface MissingNote {
  readonly path: string;
  readonly rules: readonly RuleNote[];
}

/** What one pack says of one leg, or of the listing. */
export interface PlaceNote {
  readonly jurisdiction: string;
  readonly verdict: Verdict & Pick<JurisdictionResult, 'validUntil'>;
  /** What decided: bars; else what asks for something; else what permits. */
  readonly deciding: readonly RuleNote[];
  /** Grounds that are complete, where something beside them is still missing. */
  readonly met: readonly RuleNote[];
  readonly needs: readonly NeedNote[];
  /** Instruments of needed codes that are there and do not count. */
  readonly idle: readonly IdleInstrument[];
  readonly missing: readonly MissingNote[];
  /** Duties that attach, among them rules that name no code. */
  readonly attached: readonly RuleNote[];
}

export interface LegNote {
  readonly index: number;
  readonly from?: string;
  readonly to?: string;
  readonly mode?: string;
  readonly recipient?: string;
  readonly outcome: Outcome;
  readonly places: readonly PlaceNote[];
}

export interface Explained {
  readonly asOf: string;
  readonly outcome: Outcome;
  readonly description?: string;
  readonly legs: readonly LegNote[];
  readonly listing?: { readonly outcome: Outcome; readonly places: readonly PlaceNote[] };
  readonly result: Result;
  /** What every rule said and read; empty where no values were wanted: of thousands of flows it would fill the memory. */
  readonly observed: readonly Observed[];
}

/**
 * Evaluates facts and keeps what is needed to say why.
 *
 * @param withValues keeps every value that was read too, for a trace
 * @param as how the decision was evaluated that is to be explained
 */
export function explainFlow(
  packs: readonly Pack[],
  facts: FlowFacts,
  withValues = false,
  as: Pick<EvaluateOptions, 'attested' | 'elsewhere' | 'withoutGate'> = {},
): Explained {
  const observed: Observed[] = [];
  const observe = (seen: Observed) => observed.push(seen);
  const result = evaluateFlow(packs, facts, withValues ? { ...as, observe } : { ...as, observe, withoutValues: true });
  const description = textAt(facts, 'data', 'description');
  const gates = observed.filter(({ leg }) => leg === undefined);
  return {
    asOf: facts.asOf,
    outcome: result.outcome,
    ...(description === undefined ? {} : { description }),
    legs: result.legs.map((leg, index) => {
      const mode = textAt(facts.legs[index], 'mode');
      const recipient = textAt(facts.legs[index], 'recipient', 'id');
      return {
        ...{ index, outcome: leg.outcome },
        ...(leg.from === undefined ? {} : { from: leg.from }),
        ...(leg.to === undefined ? {} : { to: leg.to }),
        ...(mode === undefined ? {} : { mode }),
        ...(recipient === undefined ? {} : { recipient }),
        places: leg.jurisdictions.map((one) => placeNote(one.jurisdiction, one, observed, index)),
      };
    }),
    ...(result.listing === undefined
      ? {}
      : {
          listing: {
            outcome: result.listing.outcome,
            places: gates.map(({ pack, verdict }) => placeNote(pack.source.jurisdiction, verdict, gates, undefined)),
          },
        }),
    result,
    observed: withValues ? observed : [],
  };
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([name]) => name === key)?.[1] : undefined,
    value,
  );
  return typeof found === 'string' ? found : undefined;
}

function placeNote(
  jurisdiction: string,
  verdict: PlaceNote['verdict'],
  observed: readonly Observed[],
  leg: number | undefined,
): PlaceNote {
  const seen = observed.find((one) => one.leg === leg && one.pack.source.jurisdiction === jurisdiction);
  const isEngine = seen === undefined || verdict.ruleIds.includes(NO_GROUND);
  if (isEngine) return engineNote(jurisdiction, verdict, seen === undefined ? NO_PACK : NO_GROUND);
  const { evaluated, find } = seen;
  const fired = evaluated.filter(({ fires }) => fires === true).map(({ rule }) => rule);
  const bars = fired.filter(({ outcome }) => outcome === 'DENY');
  const open = fired.filter((rule) => openNeedsOf(rule, find).length > 0);
  const grounds = fired.filter(({ outcome }) => outcome === 'PERMIT' || outcome === 'NEEDS');
  const complete = grounds.filter((rule) => !open.includes(rule));
  // A ground that waits for something is of no interest once another one is complete.
  const asking = complete.length > 0 ? open.filter(({ outcome }) => outcome === 'DUTY') : open;
  const missing = missingNotes(verdict, evaluated);
  const unclear = verdict.outcome === 'NEEDS' ? unclearOf(evaluated, complete.length > 0) : [];
  return {
    jurisdiction,
    verdict,
    deciding: decidingOf(verdict.outcome, bars, asking, unclear, complete),
    met: verdict.outcome === 'NEEDS' ? complete.map((rule) => noteOf(rule, 'permits')) : [],
    needs: verdict.needs.map(({ anyOf }) => needNote(anyOf, seen, asking, unclear)),
    idle: idleInstruments(
      seen,
      verdict.needs.flatMap(({ anyOf }) => anyOf),
    ),
    missing,
    attached: verdict.outcome === 'DENY' ? [] : attachedOf(fired, asking),
  };
}

function engineNote(jurisdiction: string, verdict: PlaceNote['verdict'], id: string): PlaceNote {
  const rule: RuleNote = { id, citations: [], effect: 'asks', duties: [], isWeak: false };
  const isOpen = verdict.outcome !== 'PERMIT';
  return {
    jurisdiction,
    verdict,
    deciding: [{ ...rule, effect: isOpen ? 'asks' : 'permits' }],
    met: [],
    needs: verdict.needs.map(({ anyOf }) => ({ anyOf, rules: [rule] })),
    idle: [],
    missing: verdict.missingFacts.map((path) => ({ path, rules: [rule] })),
    attached: [],
  };
}

function decidingOf(
  outcome: Outcome,
  bars: readonly Rule[],
  asking: readonly Rule[],
  unclear: readonly Evaluated[],
  complete: readonly Rule[],
): readonly RuleNote[] {
  if (outcome === 'DENY') return distinct(bars.map((rule) => noteOf(rule, 'bars')));
  if (outcome === 'PERMIT') return distinct(complete.map((rule) => noteOf(rule, 'permits')));
  return distinct([...asking.map((rule) => noteOf(rule, 'asks')), ...unclear.map(({ rule }) => noteOf(rule, 'open'))]);
}

/** Rules whose answer is unknown and would matter. */
function unclearOf(evaluated: readonly Evaluated[], hasGround: boolean): readonly Evaluated[] {
  return evaluated.filter(({ rule, fires }) => {
    const isGround = rule.outcome === 'PERMIT' || rule.outcome === 'NEEDS';
    const matters = isGround ? !hasGround : rule.outcome === 'DENY' || rule.needs.length > 0;
    return fires instanceof Unknown && matters;
  });
}

function needNote(
  anyOf: readonly string[],
  { find }: Observed,
  asking: readonly Rule[],
  unclear: readonly Evaluated[],
): NeedNote {
  const asks = asking.filter((rule) =>
    openNeedsOf(rule, find).some((codes) => codes.every((code) => anyOf.includes(code))),
  );
  const rules = asks.length > 0 ? asks.map((rule) => noteOf(rule, 'asks')) : [];
  const isCounsel = anyOf.length === 1 && anyOf[0] === COUNSEL;
  if (rules.length > 0 || !isCounsel) return { anyOf, rules: distinct(rules) };
  return { anyOf, rules: distinct(unclear.map(({ rule }) => noteOf(rule, 'open'))) };
}

function missingNotes({ missingFacts }: Verdict, evaluated: readonly Evaluated[]): readonly MissingNote[] {
  return missingFacts.map((path) => {
    const readers = evaluated.filter(({ fires }) => fires instanceof Unknown && fires.paths.includes(path));
    return { path, rules: distinct(readers.map(({ rule }) => noteOf(rule, 'open'))) };
  });
}

function attachedOf(fired: readonly Rule[], asking: readonly Rule[]): readonly RuleNote[] {
  const attaching = fired.filter(
    (rule) => rule.duties.length > 0 || (rule.outcome === 'DUTY' && !asking.includes(rule)),
  );
  return distinct(attaching.map((rule) => noteOf(rule, 'attaches')));
}

function noteOf({ id, citations, duties, support, signOff }: Rule, effect: Effect): RuleNote {
  return { id, citations, effect, duties, isWeak: (support === 'K' || support === 'I') && signOff === undefined };
}

function distinct(notes: readonly RuleNote[]): readonly RuleNote[] {
  return [...new Map(notes.map((note) => [note.id, note])).values()];
}
