/** Every rule that was tried: its condition, what it read, and the answer. */
import { type Evaluated, type Observed, Unknown, type Value } from '@selat/sdk/compliance';

/** What a rule answered: it fires, it does not, nobody can tell, or its section is about other flows. */
export type Answer = 'fires' | 'does not fire' | 'unknown' | 'not about this';

export interface TracedRule {
  readonly ruleId: string;
  readonly outcome: string;
  readonly citations: readonly string[];
  /** Condition of its section, and its own. */
  readonly applies: string;
  readonly when: string;
  readonly answer: Answer;
  /** Values read, by path; null = unknown. */
  readonly read: Readonly<Record<string, unknown>>;
  /** Facts that would have told. */
  readonly missing?: readonly string[];
}

export interface TracedPart {
  /** From 0; absent = the listing gate. */
  readonly leg?: number;
  readonly jurisdiction: string;
  readonly pack: string;
  readonly rules: readonly TracedRule[];
  /** Definitions that the conditions of these rules use, by name. */
  readonly definitions: Readonly<Record<string, string>>;
}

export function traceOf(observed: readonly Observed[]): readonly TracedPart[] {
  return observed.map(({ pack, leg, evaluated, context }) => {
    const tried = new Map(evaluated.map((one) => [one.rule, one]));
    const level = leg === undefined ? 'LISTING' : 'LEG';
    const { asOf } = context;
    const conditions = evaluated.flatMap(({ rule }) => [rule.applies.text, rule.when.text]);
    const inForce = pack.rules.filter(
      ({ level: own, effectiveFrom = '', effectiveTo = '9999-12-31' }) =>
        own === level && effectiveFrom <= asOf && asOf <= effectiveTo,
    );
    return {
      ...(leg === undefined ? {} : { leg }),
      jurisdiction: pack.source.jurisdiction,
      pack: `${pack.source.id} ${pack.source.version}`,
      rules: inForce.map((rule) => {
        const found = tried.get(rule);
        return {
          ...{ ruleId: rule.id, outcome: rule.outcome, citations: rule.citations },
          ...{ applies: rule.applies.text, when: rule.when.text },
          answer: found === undefined ? 'not about this' : answerOf(found),
          read: found === undefined ? {} : valuesOf(found),
          ...(found?.fires instanceof Unknown ? { missing: [...new Set(found.fires.paths)].sort() } : {}),
        };
      }),
      definitions: definitionsIn(conditions, pack.source.definitions),
    };
  });
}

/** Names stand before what uses them, so the way back from the last one finds them all. */
function definitionsIn(
  conditions: readonly string[],
  definitions: readonly { readonly name: string; readonly is: string }[],
): Record<string, string> {
  const words = new Set(conditions.flatMap(wordsOf));
  const used = definitions.toReversed().filter(({ name, is }) => {
    if (!words.has(name)) return false;
    for (const word of wordsOf(is)) words.add(word);
    return true;
  });
  return Object.fromEntries(used.reverse().map(({ name, is }) => [name, is]));
}

function wordsOf(condition: string): readonly string[] {
  return condition.replaceAll(/"[^"]*"/g, '').match(/(?<![.\w])[A-Za-z_]\w*/g) ?? [];
}

function answerOf({ fires }: Evaluated): Answer {
  if (fires instanceof Unknown) return 'unknown';
  return fires ? 'fires' : 'does not fire';
}

function valuesOf({ values = new Map<string, Value>() }: Evaluated): Record<string, unknown> {
  const told = [...values].filter(([path]) => path !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(told.map(([path, value]) => [path, tellable(value)]));
}

/** A list of messages is told by their number: their fields stand below it. */
function tellable(value: Value): unknown {
  if (value instanceof Unknown) return null;
  if (Array.isArray(value)) return value.some((item) => typeof item === 'object') ? `${value.length} items` : value;
  return typeof value === 'object' ? 'present' : value;
}
