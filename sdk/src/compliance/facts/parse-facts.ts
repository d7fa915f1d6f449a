/** Reads facts from JSON: every key, code and form is checked against the schema, all mistakes at once. [FCT-1] */
import { type FieldSchema, REGISTRIES } from '@selat/proto/schema.js';
import { SelatError } from '../../errors/index.js';
import { FORMATS } from '../../formats/index.js';
import type { Day } from '../language/days.js';
import { FLOW_FACTS, fieldsOf } from '../language/types.js';
import type { FactsObject, FactsValue } from '../language/values.js';
import { nearestOf } from './nearest.js';

/** Facts of one flow, in the shape of their JSON. */
export interface FlowFacts extends FactsObject {
  readonly asOf: Day;
  readonly legs: readonly FactsObject[];
}

/** One mistake; `path` such as `legs[0].mode`. */
export interface FactsProblem {
  readonly path: string;
  readonly problem: string;
}

/**
 * @param json a parsed JSON value
 * @param asOf overrides the day in the facts
 * @throws SelatError FACTS_INVALID with the first mistake; fact `problems` = all of them, one a line
 */
export function parseFacts(json: unknown, asOf?: Day): FlowFacts {
  const read = readFacts(json, asOf);
  if ('facts' in read) return read.facts;
  const { problems } = read;
  const [first] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  const message = `cannot read the facts: ${first?.path || 'the file'} ${first?.problem}${more}`;
  const lines = problems.map(({ path, problem }) => `${path || 'the file'} ${problem}`).join('\n');
  throw new SelatError('FACTS_INVALID', message, {
    path: first?.path ?? '',
    problem: first?.problem ?? '',
    problems: lines,
  });
}

/** The same without an exception: the facts, or all that is wrong with them. */
export function readFacts(
  json: unknown,
  asOf?: Day,
): { readonly facts: FlowFacts } | { readonly problems: readonly FactsProblem[] } {
  const reader = new FactsReader();
  const given = asOf !== undefined && isObject(json) ? { ...json, asOf } : json;
  const value = reader.message(FLOW_FACTS, given, '');
  const legs = value['legs'];
  if (reader.problems.length === 0) requireChain(value, reader.problems);
  if (reader.problems.length > 0) return { problems: reader.problems };
  return { facts: { ...value, asOf: String(value['asOf']), legs: Array.isArray(legs) ? legs : [] } };
}

class FactsReader {
  readonly problems: FactsProblem[] = [];

  message(name: string, json: unknown, path: string): FactsObject {
    if (!isObject(json)) {
      this.#tell(path, `is ${nameOf(json)}, not an object`);
      return {};
    }
    const fields = fieldsOf(name);
    const read: Record<string, FactsValue> = {};
    for (const [key, value] of Object.entries(json)) {
      const field = fields.get(key);
      const at = path === '' ? key : `${path}.${key}`;
      if (field === undefined) this.#tell(at, `is no fact${nearest(key, [...fields.keys()])}`);
      else this.#into(read, field, value, at);
    }
    for (const field of fields.values()) {
      const isMissing = field.rules?.required === true && !Object.hasOwn(json, field.jsonName);
      if (isMissing) this.#tell(path === '' ? field.jsonName : `${path}.${field.jsonName}`, 'is missing');
    }
    return read;
  }

  #into(read: Record<string, FactsValue>, field: FieldSchema, json: unknown, at: string): void {
    const value = field.repeated === true ? this.#list(field, json, at) : this.#single(field, json, at);
    if (value !== undefined) read[field.jsonName] = value;
  }

  #list(field: FieldSchema, json: unknown, at: string): FactsValue | undefined {
    if (!Array.isArray(json)) return this.#tell(at, `is ${nameOf(json)}, not a list`);
    const { maxItems = 256, unique, required } = field.rules ?? {};
    if (json.length > maxItems) this.#tell(at, `has ${json.length} items, the limit is ${maxItems}`);
    if (required === true && json.length === 0) this.#tell(at, 'is empty');
    if (unique === true && new Set(json).size < json.length) this.#tell(at, 'names something twice');
    return json.flatMap((item, i) => this.#single(field, item, `${at}[${i}]`) ?? []);
  }

  #single(field: FieldSchema, json: unknown, at: string): FactsValue | undefined {
    if (field.kind === 'message') return this.message(field.message ?? '', json, at);
    if (field.kind === 'string') return this.#text(field, json, at);
    return this.#count(field, json, at);
  }

  #count({ rules = {} }: FieldSchema, json: unknown, at: string): number | undefined {
    if (typeof json !== 'number' || !Number.isInteger(json)) return this.#tell(at, `is ${nameOf(json)}, not a count`);
    const { min = 0, max = 2_147_483_647 } = rules;
    if (json < min || json > max) return this.#tell(at, `is ${json}, outside of ${min} to ${max}`);
    return json;
  }

  #text({ rules = {} }: FieldSchema, json: unknown, at: string): string | undefined {
    if (typeof json !== 'string') return this.#tell(at, `is ${nameOf(json)}, not a text${asTri(json, rules.registry)}`);
    if (json === '') return this.#tell(at, 'is empty; leave out what is unknown');
    const { registry, format, maxChars = 128 } = rules;
    if (registry !== undefined && !Object.hasOwn(REGISTRIES[registry] ?? {}, json)) {
      const codes = Object.keys(REGISTRIES[registry] ?? {});
      const which = codes.length > 12 ? nearest(json, codes) : `: ${codes.join(', ')}`;
      return this.#tell(at, `is ${JSON.stringify(json)}, no code of ${registry}${which}`);
    }
    const form = format === undefined ? undefined : FORMATS[format];
    if (form !== undefined && !form.matches(json))
      return this.#tell(at, `is ${JSON.stringify(json)}, not ${form.meaning}`);
    if (registry === undefined && form === undefined && [...json].length > maxChars) {
      return this.#tell(at, `has ${[...json].length} characters, the limit is ${maxChars}`);
    }
    return json;
  }

  #tell(path: string, problem: string): undefined {
    this.problems.push({ path, problem });
  }
}

/** Each later leg starts where the one before ended. [FCT-6] */
function requireChain({ legs }: FactsObject, problems: FactsProblem[]): void {
  if (!Array.isArray(legs)) return;
  const list = legs as readonly FactsObject[];
  list.forEach(({ from }, i) => {
    const before = list[i - 1]?.['to'];
    if (before === undefined || from === undefined || from === before) return;
    problems.push({ path: `legs[${i}].from`, problem: `is ${from}, but the leg before ends in ${before}` });
  });
}

/** How a truth of JSON is written here. */
function asTri(json: unknown, registry: string | undefined): string {
  return registry === 'tri' && typeof json === 'boolean' ? `; write ${json ? '"yes"' : '"no"'}` : '';
}

/** A known word that may be meant, as a hint. */
function nearest(word: string, known: readonly string[]): string {
  const found = nearestOf(word, known);
  return found === undefined ? '' : `; is ${found} meant?`;
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function nameOf(json: unknown): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object') return 'an object';
  if (json === undefined) return 'nothing';
  if (typeof json === 'number') return `the number ${json}`;
  return `${typeof json === 'string' ? 'the text' : `the ${typeof json}`} ${JSON.stringify(json)}`;
}
