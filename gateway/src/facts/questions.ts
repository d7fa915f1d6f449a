/** Turns the path of a fact into the question that it answers, and says how the answer is written. */
import { type FieldSchema, REGISTRIES, SCHEMA } from '@selat/proto/schema.js';
import type { Language } from '@selat/sdk/compliance';
import { QUESTIONS_EN } from './questions-en.js';
import { QUESTIONS_MS } from './questions-ms.js';
import { QUESTIONS_ZH } from './questions-zh.js';

export const QUESTIONS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: QUESTIONS_EN,
  'zh-CN': QUESTIONS_ZH,
  'ms-MY': QUESTIONS_MS,
};

const ROOT = 'selat.facts.v1.FlowFacts';

/** What kind of value a fact takes, for the words around it. */
export type AnswerForm =
  | { readonly kind: 'codes'; readonly codes: readonly string[]; readonly several: boolean }
  | { readonly kind: 'day' | 'count' | 'country' | 'text'; readonly several: boolean };

interface FactField {
  readonly field: FieldSchema;
  /** `Party.ciio`. */
  readonly name: string;
}

/** Every field of facts that holds a value, as `Message.field`. */
export function factNames(): readonly string[] {
  const found = new Map<string, boolean>();
  const visit = (message: string) => {
    for (const { jsonName, message: inner } of SCHEMA[message]?.fields ?? []) {
      const name = `${message.split('.').at(-1)}.${jsonName}`;
      if (inner === undefined) found.set(name, true);
      else if (!found.has(name)) {
        found.set(name, false);
        visit(inner);
      }
    }
  };
  visit(ROOT);
  return [...found].filter(([, isValue]) => isValue).map(([name]) => name);
}

/** The field at a path such as `legs[0].recipient.ciio`; undefined where facts have none. */
export function findFact(path: string): FactField | undefined {
  let message: string | undefined = ROOT;
  let found: FactField | undefined;
  for (const key of path.replaceAll(/\[\d*\]/g, '').split('.')) {
    const owner: string = message ?? '';
    const field: FieldSchema | undefined = SCHEMA[owner]?.fields.find(({ jsonName }) => jsonName === key);
    if (field === undefined) return undefined;
    found = { field, name: `${owner.split('.').at(-1)}.${key}` };
    message = field.message;
  }
  return found;
}

/** The question of a path; undefined where it is no fact. */
export function questionOf(path: string, language: Language): string | undefined {
  const found = findFact(path);
  return found === undefined ? undefined : QUESTIONS[language][found.name];
}

/** How the answer to a path is written; `unknown` is not offered, since it is no answer. */
export function answerOf(path: string): AnswerForm | undefined {
  const found = findFact(path);
  if (found === undefined || found.field.kind === 'message') return undefined;
  const { kind, repeated: several = false, rules = {} } = found.field;
  if (rules.registry !== undefined) {
    const codes = Object.keys(REGISTRIES[rules.registry] ?? {}).filter((code) => code !== 'unknown');
    return { kind: 'codes', codes, several };
  }
  if (kind === 'int32') return { kind: 'count', several };
  if (rules.format === 'day' || rules.format === 'country') return { kind: rules.format, several };
  return { kind: 'text', several };
}
