/** Names that expressions may use, and what they stand for. [CMP-2] */
import type { Context } from './context.js';
import { BOOL, DAY, FLOW_FACTS, fieldsOf, INSTRUMENT, LEG, PARTY, type Type, typeOf } from './types.js';
import { type FactsValue, fieldPath, type Place, Unknown, type Value } from './values.js';

/** A name in scope. `read` is its path as `reads` lists it; absent where it reads nothing by itself. */
export interface Name {
  readonly type: Type;
  readonly read?: string;
  readonly run: (context: Context) => Value;
}

/** What is evaluated: a leg, the listing gate, or an instrument in the light of a leg. */
export type Level = 'LEG' | 'LISTING' | 'INSTRUMENT';

const NOWHERE: Place = { path: '', value: undefined };

const LEG_NAMES: Readonly<Record<string, Name>> = {
  leg: { type: LEG, read: 'leg', run: ({ leg }) => leg?.leg ?? NOWHERE },
  recipient: { type: PARTY, read: 'leg.recipient', run: ({ leg }) => leg?.recipient ?? NOWHERE },
  exporter: { type: PARTY, read: 'exporter', run: ({ leg }) => leg?.exporter ?? NOWHERE },
  earlier: { type: { kind: 'list', of: LEG }, read: 'earlier', run: ({ leg }) => leg?.earlier ?? [] },
  onward: { type: BOOL, run: ({ leg }) => leg?.onward ?? false },
};

const INSTRUMENT_NAMES: Readonly<Record<string, Name>> = {
  ...LEG_NAMES,
  instrument: { type: INSTRUMENT, read: 'instruments[]', run: ({ instrument }) => instrument ?? NOWHERE },
};

const NAMES: Readonly<Record<Level, Readonly<Record<string, Name>>>> = {
  LEG: LEG_NAMES,
  LISTING: {},
  INSTRUMENT: INSTRUMENT_NAMES,
};

/** Every name that a definition may not take. */
export function isReserved(name: string): boolean {
  return findName('INSTRUMENT', name) !== undefined || RESERVED.has(name);
}
const RESERVED = new Set(['true', 'false', 'in', 'exists', 'latest', 'has', 'size', 'held', 'covers', 'table']);

/** A field of the facts or a name of the level. */
export function findName(level: Level, name: string): Name | undefined {
  const own = Object.hasOwn(NAMES[level], name) ? NAMES[level][name] : undefined;
  if (own !== undefined) return own;
  if (name === 'asOf') return { type: DAY, run: ({ asOf }) => asOf };
  const field = fieldsOf(FLOW_FACTS).get(name);
  if (field === undefined) return undefined;
  const type = typeOf(field);
  return { type, read: name, run: ({ facts }) => valueAt(facts, name, type) };
}

/** Value of a field at a place; absent = unknown, an absent list = empty, `unknown` of a Tri = unknown. [FCT-2] */
export function valueAt(place: Place, name: string, type: Type): Value {
  const value = place.value?.[name];
  if (type.kind === 'message') {
    return { path: fieldPath(place.path, name), value: isObject(value) ? value : undefined };
  }
  if (type.kind === 'list') return listAt(place, name, value);
  const isUnknown = value === undefined || (type.kind === 'string' && type.registry === 'tri' && value === 'unknown');
  return !isUnknown && isScalar(value) ? value : new Unknown([fieldPath(place.path, name)]);
}

function listAt(place: Place, name: string, value: FactsValue | undefined): Value {
  if (!isList(value)) return [];
  const path = fieldPath(place.path, name);
  return value.map((item, i) => (isScalar(item) ? item : { path: `${path}[${i}]`, value: isObject(item) ? item : {} }));
}

function isScalar(value: FactsValue): value is string | number | boolean {
  return typeof value !== 'object';
}
function isList(value: FactsValue | undefined): value is readonly FactsValue[] {
  return Array.isArray(value);
}
function isObject(value: FactsValue | undefined): value is { readonly [field: string]: FactsValue | undefined } {
  return typeof value === 'object' && !Array.isArray(value);
}
