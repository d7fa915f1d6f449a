/** Worked cases that travel with a pack: facts by difference from a base, and what is expected. [FCT-14] */
import { parse } from 'yaml';
import { SelatError } from '../../errors/index.js';
import { type FlowFacts, parseFacts } from '../facts/parse-facts.js';
import type { PackFile } from '../pack/pack-yaml.js';
import type { Expectation } from './compare.js';

export interface WorkedCase {
  readonly id: string;
  readonly title: string;
  readonly facts: FlowFacts;
  readonly expect: Expectation;
}

type Json = { [key: string]: unknown };

interface AuthoredCase {
  readonly id: string;
  readonly title: string;
  readonly of?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
  readonly expect: Expectation;
}

/** @throws SelatError FACTS_INVALID, facts file and case */
export function parseCases({ name, text }: PackFile): readonly WorkedCase[] {
  const { base, cases } = parse(text) as { readonly base: Json; readonly cases: readonly AuthoredCase[] };
  const made = new Map<string, Json>();
  return cases.map((authored) => {
    const { id, title, expect } = authored;
    const from = authored.of === undefined ? base : made.get(authored.of);
    if (from === undefined) throw invalid(name, id, `it starts from ${authored.of}, and no case above has that id`);
    const json = changed(from, authored);
    made.set(id, json);
    try {
      return { id, title, facts: parseFacts(json), expect };
    } catch (error) {
      if (error instanceof SelatError) throw invalid(name, id, error.message);
      throw error;
    }
  });
}

function invalid(file: string, id: string, why: string): SelatError {
  return new SelatError('FACTS_INVALID', `cannot read case ${id} of ${file}: ${why}`, { file, case: id, why });
}

function changed(from: Json, { set = {}, unset = [] }: AuthoredCase): Json {
  const json = structuredClone(from);
  for (const [path, value] of Object.entries(set)) place(json, path, value);
  for (const path of unset) place(json, path, undefined);
  return json;
}

/** Sets the value at a path such as `legs[0].recipient.id`; undefined takes it away. */
function place(json: Json, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  let at: Json = json;
  for (const [i, key] of keys.entries()) {
    at[key] ??= /^\d+$/.test(keys[i + 1] ?? last) ? [] : {};
    at = at[key] as Json;
  }
  if (value !== undefined) at[last] = structuredClone(value);
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
}
