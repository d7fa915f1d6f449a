/** Types of expressions, taken from the schema of the facts, so that a pack cannot name what facts do not have. [CMP-2] */
import { type FieldSchema, REGISTRIES, SCHEMA } from '@selat/proto/schema.js';

/** Type of a value. A string with a registry takes only its codes; `tri` is the registry of yes, no and unknown. */
export type Type =
  | { readonly kind: 'bool' }
  | { readonly kind: 'int' }
  | { readonly kind: 'day' }
  | { readonly kind: 'string'; readonly registry?: string }
  | { readonly kind: 'message'; readonly name: string }
  | { readonly kind: 'list'; readonly of: Type };

export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const DAY: Type = { kind: 'day' };
export const STRING: Type = { kind: 'string' };

export const FLOW_FACTS = 'selat.facts.v1.FlowFacts';
export const LEG: Type = { kind: 'message', name: 'selat.facts.v1.Leg' };
export const PARTY: Type = { kind: 'message', name: 'selat.facts.v1.Party' };
export const INSTRUMENT: Type = { kind: 'message', name: 'selat.facts.v1.Instrument' };

/** The fields of a message of facts by JSON name. */
export function fieldsOf(message: string): ReadonlyMap<string, FieldSchema> {
  const known = FIELDS.get(message);
  if (known !== undefined) return known;
  const fields = new Map((SCHEMA[message]?.fields ?? []).map((field) => [field.jsonName, field]));
  FIELDS.set(message, fields);
  return fields;
}
const FIELDS = new Map<string, ReadonlyMap<string, FieldSchema>>();

export function typeOf(field: FieldSchema): Type {
  const one = singleType(field);
  return field.repeated === true ? { kind: 'list', of: one } : one;
}

function singleType({ kind, message, rules = {} }: FieldSchema): Type {
  if (kind === 'message') return { kind: 'message', name: message ?? '' };
  if (kind === 'int32') return INT;
  if (kind === 'bool') return BOOL;
  if (rules.format === 'day') return DAY;
  return rules.registry === undefined ? STRING : { kind: 'string', registry: rules.registry };
}

/** Whether the code belongs to the vocabulary. */
export function isCode(registry: string, code: string): boolean {
  return Object.hasOwn(REGISTRIES[registry] ?? {}, code);
}

export function codesOf(registry: string): readonly string[] {
  return Object.keys(REGISTRIES[registry] ?? {});
}

/** The type in words, for messages. */
export function nameOf(type: Type): string {
  if (type.kind === 'list') return `a list of ${nameOf(type.of).replace(/^an? /, '')}`;
  if (type.kind === 'message') return `a ${type.name.split('.').at(-1)}`;
  if (type.kind === 'string' && type.registry !== undefined) return `a code of ${type.registry}`;
  return { bool: 'a truth', int: 'a count', day: 'a day', string: 'a text' }[type.kind];
}
