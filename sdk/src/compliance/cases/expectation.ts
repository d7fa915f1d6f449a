/** Reads what a case expects; a key or code that does not exist is a mistake, since it would be compared with nothing. [FCT-14] */
import type { Need, Outcome } from '../evaluate/result.js';
import { isDay } from '../language/days.js';
import { isCode } from '../language/types.js';
import type { YamlValue } from '../pack/pack-yaml.js';
import type { Expectation } from './compare.js';

const KEYS = [
  ...['outcome', 'needs', 'jurisdictions', 'legs', 'listing', 'duties', 'notDuties'],
  ...['missingFacts', 'citations', 'ruleIds', 'validUntil'],
];

/** Every mistake is told at its line. */
export function expectationOf(value: YamlValue): Expectation {
  const get = value.fields(KEYS);
  const outcome = get('outcome');
  if (outcome === undefined) value.tell('expects no outcome');
  return {
    outcome: outcome === undefined ? 'PERMIT' : outcomeOf(outcome),
    ...given('needs', get('needs'), (needs) => needs.items().map(needOf)),
    ...given('jurisdictions', get('jurisdictions'), (by) =>
      Object.fromEntries(by.entries().map(([code, expected]) => [code, outcomeOf(expected)])),
    ),
    ...given('legs', get('legs'), (legs) => legs.items().map(outcomeOf)),
    ...given('listing', get('listing'), outcomeOf),
    ...given('duties', get('duties'), codes),
    ...given('notDuties', get('notDuties'), codes),
    ...given('missingFacts', get('missingFacts'), (paths) => paths.texts()),
    ...given('citations', get('citations'), (citations) => citations.texts()),
    ...given('ruleIds', get('ruleIds'), (ids) => ids.texts()),
    ...given('validUntil', get('validUntil'), (day) => day.textOf(isDay, 'a day such as "2026-11-23"')),
  };
}

function given<Key extends keyof Expectation, T>(
  key: Key,
  value: YamlValue | undefined,
  read: (value: YamlValue) => T,
) {
  return (value === undefined ? {} : { [key]: read(value) }) as { readonly [K in Key]?: T };
}

const OUTCOMES: readonly string[] = ['PERMIT', 'NEEDS', 'DENY'] satisfies readonly Outcome[];

function outcomeOf(value: YamlValue): Outcome {
  return value.textOf((text) => OUTCOMES.includes(text), `one of ${OUTCOMES.join(', ')}`) as Outcome;
}

function codes(value: YamlValue): readonly string[] {
  return value.items().map((item) => item.textOf((code) => isCode('instrument-code', code), 'a code of an instrument'));
}

function needOf(value: YamlValue): Need {
  const anyOf = value.fields(['anyOf'])('anyOf');
  if (anyOf === undefined) value.tell('has no `anyOf`');
  return { anyOf: anyOf === undefined ? [] : codes(anyOf) };
}
