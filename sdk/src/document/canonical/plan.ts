/** Turns the table of the .proto files into what the walk over bytes reads: one array of fields a message, no look-ups. */
import type { FieldSchema, MessageSchema } from '@selat/proto/schema.js';
import { Codes } from './codes.js';
import { FORMATS, type Format } from './formats.js';
import { ShortTexts } from './short-texts.js';

/** Table of messages by full name, as `SCHEMA` of the protocol. */
export type SchemaTable = Readonly<Record<string, MessageSchema>>;

/** Vocabularies by name: code -> meaning. */
export type RegistryTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Integers of a document. */
export type NumberKind = 'bool' | 'int32' | 'uint32' | 'int64' | 'uint64';

/** One field, ready to be met in bytes. */
export interface FieldPlan {
  readonly no: number;
  readonly name: string;
  /** Value of the only tag that the field may have: number and wire type. */
  readonly tag: number;
  readonly kind: 'string' | 'bytes' | 'message' | NumberKind;
  readonly isList: boolean;
  /** A list of numbers: one length-delimited run. */
  readonly isPacked: boolean;
  readonly isOneof: boolean;
  /** The default value may stand in the bytes: `optional`, a member of a oneof, or an item of a list. */
  readonly mayBeDefault: boolean;
  readonly isRequired: boolean;
  readonly isUnique: boolean;
  readonly isFreeText: boolean;
  readonly maxChars: number;
  readonly maxItems: number;
  readonly lengths: readonly number[] | undefined;
  readonly min: number;
  readonly max: number;
  readonly format: Format | undefined;
  readonly formatName: string;
  readonly codes: Codes | undefined;
  readonly registryName: string;
  /** Plain texts that had the form, or were codes, when they were met before; absent where a text needs another look. */
  readonly known: ShortTexts | undefined;
  readonly message: MessagePlan | undefined;
}

/** One message: fields in ascending order of their numbers. */
export interface MessagePlan {
  readonly name: string;
  readonly fields: readonly FieldPlan[];
  /** Names of the members of the oneof, where one of them must be present. */
  readonly requiredOneof: string | undefined;
}

const NUMBERS: readonly string[] = ['bool', 'int32', 'uint32', 'int64', 'uint64'];

/** What the fields of all messages share. */
interface Tables {
  readonly planOf: (name: string) => MessagePlan | undefined;
  readonly codesOf: (registry: string) => Codes;
  /** What was met of a form or a registry. */
  readonly knownOf: (rule: string) => ShortTexts;
}

/** Slots for the texts of one form or registry: a few more than a registry has codes, and parties a region. */
const KNOWN_TEXTS = 256;

/** `make`, once for each name. */
function once<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}

/** Returns a function from message name to plan that compiles each message once, on first use. */
export function planner(schema: SchemaTable, registries: RegistryTable): (name: string) => MessagePlan | undefined {
  const plans = new Map<string, MessagePlan>();
  const codesOf = once((registry) => new Codes(Object.keys(registries[registry] ?? {})));
  const knownOf = once(() => new ShortTexts(KNOWN_TEXTS));
  const planOf = (name: string): MessagePlan | undefined => {
    const known = plans.get(name);
    if (known !== undefined) return known;
    const message = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (message === undefined) return undefined;
    const fields: FieldPlan[] = [];
    // A message may contain itself: the plan is known before its fields are.
    plans.set(name, { name, fields, requiredOneof: requiredOneof(message) });
    const ordered = [...message.fields].sort((a, b) => a.no - b.no);
    for (const field of ordered) fields.push(fieldPlan(name, field, { planOf, codesOf, knownOf }));
    return plans.get(name);
  };
  return planOf;
}

function requiredOneof(message: MessageSchema): string | undefined {
  const members = message.fields.filter((field) => field.oneof !== undefined);
  return members.some((field) => field.rules?.required === true)
    ? members.map((field) => field.name).join('|')
    : undefined;
}

function fieldPlan(owner: string, field: FieldSchema, tables: Tables): FieldPlan {
  const kind = kindOf(owner, field);
  const isNumber = NUMBERS.includes(kind);
  const isList = field.repeated === true;
  const isOneof = field.oneof !== undefined;
  const rules = field.rules ?? {};
  return {
    no: field.no,
    name: field.name,
    tag: field.no * 8 + (isNumber && !isList ? 0 : 2),
    kind,
    isList,
    isPacked: isNumber && isList,
    isOneof,
    mayBeDefault: field.optional === true || isOneof || isList,
    isRequired: rules.required === true && !isOneof,
    isUnique: rules.unique === true,
    isFreeText: rules.freeText === true,
    maxChars: rules.maxChars ?? Number.POSITIVE_INFINITY,
    maxItems: rules.maxItems ?? Number.POSITIVE_INFINITY,
    lengths:
      rules.len === undefined && rules.lens === undefined ? undefined : [rules.len ?? [], rules.lens ?? []].flat(),
    // Beyond 2^53 - 1 two implementations may read two numbers.
    min: Math.max(rules.min ?? 0, Number.MIN_SAFE_INTEGER),
    max: Math.min(rules.max ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    ...vocabulary(owner, field, tables),
    message: field.message === undefined ? undefined : tables.planOf(field.message),
  };
}

function vocabulary(owner: string, field: FieldSchema, { codesOf, knownOf }: Tables) {
  const { format = '', registry = '', freeText = false } = field.rules ?? {};
  if (format !== '' && !Object.hasOwn(FORMATS, format)) {
    throw new Error(`cannot check ${owner}.${field.name}: no form is named ${format}`);
  }
  const codes = registry === '' ? undefined : codesOf(registry);
  return {
    format: format === '' ? undefined : FORMATS[format],
    formatName: format,
    codes,
    registryName: registry,
    // Text that is counted as free, or stands under two rules, is looked at each time.
    known: freeText || (format === '') === (registry === '') ? undefined : knownOf(`${format}/${registry}`),
  };
}

function kindOf(owner: string, field: FieldSchema): FieldPlan['kind'] {
  switch (field.kind) {
    case 'string':
    case 'bytes':
    case 'message':
    case 'bool':
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'uint64':
      return field.kind;
    default:
      throw new Error(`cannot check ${owner}.${field.name}: a document has no field of kind ${field.kind}`);
  }
}
