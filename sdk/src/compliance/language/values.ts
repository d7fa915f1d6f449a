/** What expressions compute with: Kleene's three truths, scalars, lists, and places in the facts. */

/** A JSON value of facts, already checked against their schema. */
export type FactsValue = string | number | boolean | FactsObject | readonly FactsValue[];
/** A message of facts; an absent key is unknown. */
export interface FactsObject {
  readonly [field: string]: FactsValue | undefined;
}

/** Nobody knows: the paths whose absence makes it so. */
export class Unknown {
  readonly paths: readonly string[];
  constructor(paths: readonly string[]) {
    this.paths = paths;
  }
}

/** A message at its place in the facts; without a value it is absent, and so is all in it. */
export interface Place {
  readonly path: string;
  readonly value: FactsObject | undefined;
}

export type Scalar = string | number | boolean;
/** Result of an expression. */
export type Value = Scalar | Unknown | Place | readonly (Scalar | Place)[];
export type Truth = boolean | Unknown;

/** Unknown for the reasons of both, each named once. */
export function both(left: Unknown, right: Unknown): Unknown {
  if (left === right) return left;
  const more = right.paths.filter((path) => !left.paths.includes(path));
  return more.length === 0 ? left : new Unknown([...left.paths, ...more]);
}

/** Kleene's conjunction: false wins over unknown. */
export function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false;
  if (left === true) return right;
  return right === true ? left : both(left, right);
}

/** Kleene's disjunction: true wins over unknown. */
export function or(left: Truth, right: Truth): Truth {
  if (left === true || right === true) return true;
  if (left === false) return right;
  return right === false ? left : both(left, right);
}

export function not(truth: Truth): Truth {
  return truth instanceof Unknown ? truth : !truth;
}

/** Narrows the result of an expression whose type was checked to be a truth. */
export function asTruth(value: Value): Truth {
  return value === true ? true : value === false ? false : value instanceof Unknown ? value : new Unknown([]);
}

export function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'path' in value && 'value' in value;
}

/** Path of a field of a message. */
export function fieldPath(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

/** A message, where the value is one. */
export function objectOf(value: FactsValue | undefined): FactsObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FactsObject) : undefined;
}

/** The place of a message inside another one. */
export function placeIn(place: Place, field: string): Place {
  return { path: fieldPath(place.path, field), value: objectOf(place.value?.[field]) };
}
