/** Facts as a list of paths, and back. */
import type { FactsObject, FactsValue } from '../language/values.js';

/** One stated fact: a text, a count, a list of texts, or a message that states nothing but its presence. */
export interface Fact {
  /** Such as `legs[0].recipient.ciio`. */
  readonly path: string;
  readonly value: FactsValue;
}

/** Every fact that is stated, in the order of its fields. `unknown` and an empty list state nothing. [FCT-3] [FCT-4] */
export function factsIn(facts: FactsObject): readonly Fact[] {
  return Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : within(name, value)));
}

function within(path: string, value: FactsValue): readonly Fact[] {
  if (isList(value)) {
    if (value.length === 0) return [];
    return value.some(isObject) ? value.flatMap((item, i) => within(`${path}[${i}]`, item)) : [{ path, value }];
  }
  if (!isObject(value)) return value === 'unknown' ? [] : [{ path, value }];
  const parts = Object.entries(value).flatMap(([name, part]) =>
    part === undefined ? [] : within(`${path}.${name}`, part),
  );
  return parts.length === 0 ? [{ path, value: {} }] : parts;
}

/** The path without the numbers of list members, as the tables of docs/spec name it: `legs[].recipient`. */
export function patternOf(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}

/** Value at a path such as `legs[0].to`; undefined = absent. */
export function factAt(facts: FactsObject, path: string): FactsValue | undefined {
  const names = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  return names.reduce<FactsValue | undefined>((at, name) => {
    if (isList(at)) return at[Number(name)];
    return at !== undefined && isObject(at) ? at[name] : undefined;
  }, facts);
}

export function isList(value: FactsValue | undefined): value is readonly FactsValue[] {
  return Array.isArray(value);
}

export function isObject(value: FactsValue | undefined): value is FactsObject {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Equal by value; lists by order. */
export function isSame(a: FactsValue | undefined, b: FactsValue | undefined): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame(a[name], b[name]));
}

/** A value in messages. */
export function printFact(value: FactsValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'absent');
}
