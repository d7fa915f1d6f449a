/** Schemas of hand-written files, made from the table of the .proto files: a limit is stated once, on the wire. */
import { type FieldSchema, REGISTRIES, SCHEMA } from '@selat/proto/schema.js';
import { FORMATS } from '@selat/sdk/document';
import { z } from 'zod';

const LOCALIZED = 'selat.v1.LocalizedText';
const MAX_INT32 = 2_147_483_647;

/** How strict a schema is about what is absent. */
export interface SchemaOptions {
  /** Required fields may be absent, also in single messages inside: another layer may state them. List items stay whole. */
  readonly isPartial: boolean;
  /** Fields that the file may not state, by their JSON name. */
  readonly omit?: readonly string[];
}

/**
 * Shape of a message in proto3 JSON names; values come out as the generated `fromPartial` takes them (bigint, Buffer).
 * Texts by language may be written as a mapping `{en: ..., ms-MY: ...}`, digests as `sha256:<hex>`.
 */
export function shapeOf(message: string, { isPartial, omit = [] }: SchemaOptions): Readonly<Record<string, z.ZodType>> {
  const fields = (SCHEMA[message]?.fields ?? []).filter(({ jsonName }) => !omit.includes(jsonName));
  return Object.fromEntries(
    fields.map((field) => {
      const isRequired = field.rules?.required === true && !isPartial;
      const schema = fieldSchema(field, isPartial);
      return [field.jsonName, isRequired ? schema : schema.optional()];
    }),
  );
}

/** A mapping with exactly these keys; an unknown one is refused with the known ones. */
export function strictMapping(shape: Readonly<Record<string, z.ZodType>>): z.ZodType<Record<string, unknown>> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `unknown key; known here: ${known}` : 'expected a mapping'),
  });
}

function fieldSchema(field: FieldSchema, isPartial: boolean): z.ZodType {
  if (field.repeated !== true) return singleSchema(field, isPartial);
  if (field.message === LOCALIZED) return localizedSchema(field.rules?.maxItems ?? 8);
  const { maxItems = MAX_INT32, unique = false } = field.rules ?? {};
  const list = z
    .array(singleSchema(field, false), { error: 'expected a list' })
    .min(1, { error: 'expected at least one item, or leave the key out' })
    .max(maxItems, { error: `expected at most ${maxItems} items` });
  return unique
    ? list.refine((items) => new Set(items).size === items.length, { error: 'expected distinct items' })
    : list;
}

function singleSchema(field: FieldSchema, isPartial: boolean): z.ZodType {
  switch (field.kind) {
    case 'message':
      return strictMapping(shapeOf(field.message ?? '', { isPartial }));
    case 'string':
      return stringSchema(field);
    case 'bytes':
      return digestSchema();
    case 'bool':
      return z.boolean({ error: 'expected true or false' });
    case 'int64':
      return integerSchema(field, Number.MAX_SAFE_INTEGER).transform((value) => BigInt(value));
    default:
      return integerSchema(field, MAX_INT32);
  }
}

function integerSchema({ rules }: FieldSchema, largest: number) {
  const [min, max] = [rules?.min ?? 0, Math.min(rules?.max ?? largest, largest)];
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

function stringSchema({ rules = {} }: FieldSchema): z.ZodType {
  if (rules.registry !== undefined) {
    const codes = Object.keys(REGISTRIES[rules.registry] ?? {});
    return z.enum(codes, { error: `expected a ${rules.registry}: one of ${codes.join(', ')}` });
  }
  const form = rules.format === undefined ? undefined : FORMATS[rules.format];
  if (form !== undefined) {
    const error = `expected ${form.meaning} (text: put digits in quotes)`;
    return z.string({ error }).refine((text) => form.matches(text), { error });
  }
  return textSchema(rules.maxChars ?? MAX_INT32);
}

function textSchema(maxChars: number) {
  const error = `expected text of 1 to ${maxChars} characters`;
  const fits = (text: string) => text !== '' && (text.length <= maxChars || [...text].length <= maxChars);
  return z.string({ error }).refine(fits, { error });
}

function digestSchema() {
  const error = 'expected a digest: sha256: and 64 lower-case hexadecimal digits';
  const isDigest = (text: string) => FORMATS['digest']?.matches(text) === true;
  return z
    .string({ error })
    .refine(isDigest, { error })
    .transform((text) => Buffer.from(text.slice('sha256:'.length), 'hex'));
}

/** Texts by language, as a mapping or as the list of proto3 JSON; a language stands once. */
function localizedSchema(maxItems: number): z.ZodType {
  const language = FORMATS['language'];
  const byLanguage = z.record(z.string(), textSchema(8192)).transform((texts, context) => {
    for (const key of Object.keys(texts)) {
      if (language?.matches(key) === true) continue;
      context.addIssue({ code: 'custom', path: [key], message: `expected ${language?.meaning}` });
    }
    return Object.entries(texts).map(([tag, text]) => ({ language: tag, text }));
  });
  const item = strictMapping(shapeOf(LOCALIZED, { isPartial: false }));
  const list = z.array(item, { error: 'expected texts by language, such as {en: Rail ridership}' });
  const both = z.unknown().transform((value, context) => {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    const result = (isMapping ? byLanguage : list).safeParse(value);
    if (result.success) return result.data as readonly { language: string; text: string }[];
    for (const { path, message } of result.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });
  return both.superRefine((texts, context) => {
    const languages = texts.map((text) => text.language);
    const isValid =
      languages.length > 0 && languages.length <= maxItems && new Set(languages).size === languages.length;
    if (!isValid) context.addIssue(`expected 1 to ${maxItems} texts, each language once`);
  });
}
