/** What several have stated about one flow, as one. [CMP-15] */
import { SelatError } from '../../errors/index.js';
import type { AttestedComparison } from '../../model/index.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import type { FactsObject, FactsValue } from '../language/values.js';
import { isList, isObject, isSame, printFact } from './fact-paths.js';

/**
 * Each fact from whoever states it. What is unknown or an empty list to one may be known to the other.
 * @throws SelatError FACTS_CONFLICT where two say different things, with the path and both
 */
export function mergeFacts(base: FlowFacts, ...stated: readonly FlowFacts[]): FlowFacts {
  const merged = [base, ...stated].reduce<FactsObject>((a, b) => mergeObjects(a, b, ''), {});
  return { ...merged, asOf: base.asOf, legs: (merged['legs'] ?? []) as FlowFacts['legs'] };
}

function mergeObjects(a: FactsObject, b: FactsObject, at: string): FactsObject {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const merged: Record<string, FactsValue> = {};
  for (const name of names) {
    const value = mergeValues(a[name], b[name], at === '' ? name : `${at}.${name}`);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

function mergeValues(a: FactsValue | undefined, b: FactsValue | undefined, path: string): FactsValue | undefined {
  if (isSilent(a)) return isSilent(b) ? undefined : cleaned(b, path);
  if (isSilent(b)) return cleaned(a, path);
  if (isObject(a) && isObject(b)) return mergeObjects(a, b, path);
  if (isList(a) && isList(b) && a.length === b.length && [...a, ...b].every(isObject)) {
    return a.map((item, i) => mergeValues(item, b[i], `${path}[${i}]`) ?? {});
  }
  if (isSame(a, b)) return a;
  const facts = { path, first: printFact(a), second: printFact(b) };
  throw new SelatError('FACTS_CONFLICT', `cannot join facts: ${path} is ${facts.first} and ${facts.second}`, facts);
}

function isSilent(value: FactsValue | undefined): boolean {
  return value === undefined || value === 'unknown' || (isList(value) && value.length === 0);
}

/** Without what is unknown further down. */
function cleaned(value: FactsValue | undefined, path: string): FactsValue | undefined {
  if (isObject(value)) return mergeObjects(value, {}, path);
  return isList(value) && value.some(isObject)
    ? value.map((item) => (isObject(item) ? mergeObjects(item, {}, path) : item))
    : value;
}

/**
 * The comparisons of both sides. Where one states a fact that the other answers, the fact counts [CMP-9].
 * @throws SelatError FACTS_CONFLICT where two answers to one comparison differ
 */
export function joinComparisons(...lists: readonly (readonly AttestedComparison[])[]): readonly AttestedComparison[] {
  const joined = new Map<string, AttestedComparison>();
  for (const one of lists.flat()) {
    const { path, operator, operand, truth } = one;
    const key = JSON.stringify([path, operator, operand]);
    const before = joined.get(key) ?? one;
    if (before.truth !== truth) {
      const facts = { path, first: before.truth, second: truth };
      const message = `cannot join facts: ${path} ${operator} ${operand} is answered ${before.truth} and ${truth}`;
      throw new SelatError('FACTS_CONFLICT', message, facts);
    }
    joined.set(key, before);
  }
  return [...joined.values()];
}
