/** Worked cases that travel with a pack: facts by difference from a base, and what is expected. [FCT-14] */
import { SelatError } from '../../errors/index.js';
import { type FactsProblem, type FlowFacts, readFacts } from '../facts/parse-facts.js';
import { type Finding, type PackFile, YamlFile, type YamlValue } from '../pack/pack-yaml.js';
import type { Expectation } from './compare.js';
import { expectationOf } from './expectation.js';

export interface WorkedCase {
  readonly id: string;
  readonly title: string;
  readonly facts: FlowFacts;
  readonly expect: Expectation;
  /** Where it stands. */
  readonly file: string;
  readonly line: number;
}

type Json = { [key: string]: unknown };

/** @throws SelatError FACTS_INVALID with the first mistake, facts file and line */
export function parseCases(file: PackFile): readonly WorkedCase[] {
  const { cases, findings } = readCases(file);
  const [first, ...more] = findings;
  if (first === undefined) return cases;
  const also = more.length === 0 ? '' : `, and ${more.length} more`;
  const message = `cannot read the cases of ${file.name}: line ${first.line} ${first.problem}${also}`;
  throw new SelatError('FACTS_INVALID', message, {
    file: file.name,
    line: String(first.line),
    problem: first.problem,
  });
}

/** The cases that are sound, and every mistake in the others. */
export function readCases(file: PackFile): {
  readonly cases: readonly WorkedCase[];
  readonly findings: readonly Finding[];
} {
  const yaml = new YamlFile(file);
  if (yaml.findings.length > 0) return { cases: [], findings: yaml.findings };
  const get = yaml.root.fields(['base', 'cases']);
  const reader = new CaseReader(get('base'));
  const list = get('cases');
  if (list === undefined) yaml.root.tell('has no list `cases`');
  const cases = (list?.items() ?? []).flatMap((value) => reader.read(value));
  return { cases, findings: yaml.findings };
}

const KEYS = ['id', 'title', 'of', 'set', 'unset', 'expect'];

class CaseReader {
  readonly #base: YamlValue | undefined;
  readonly #made = new Map<string, Json>();

  constructor(base: YamlValue | undefined) {
    this.#base = base;
  }

  read(value: YamlValue): readonly WorkedCase[] {
    const get = value.fields(KEYS);
    const [id, title] = [get('id')?.text() ?? '', get('title')?.text() ?? ''];
    if (id === '') value.tell('has no id');
    if (this.#made.has(id)) value.tell(`has the id ${id} of a case above`);
    const expected = get('expect');
    if (expected === undefined) value.tell('expects nothing: it has no `expect`');
    const expect = expected === undefined ? undefined : expectationOf(expected);
    const json = this.#start(value, get('of'));
    if (json === undefined) return [];
    for (const [path, to] of get('set')?.entries() ?? []) place(json, path, to.json());
    for (const path of get('unset')?.texts() ?? []) place(json, path, undefined);
    this.#made.set(id, json);
    const read = readFacts(json);
    if ('problems' in read) this.#tell(value, get('set'), id, read.problems);
    if (expect === undefined || 'problems' in read) return [];
    return [{ id, title, facts: read.facts, expect, file: value.file, line: value.line }];
  }

  #start(value: YamlValue, of: YamlValue | undefined): Json | undefined {
    const from = of === undefined ? this.#base?.json() : this.#made.get(of.text());
    if (of !== undefined && from === undefined) of.tell(`starts from ${of.text()}, and no case above has that id`);
    if (of === undefined && from === undefined) value.tell('starts from `base`, and the file has none');
    return isObject(from) ? structuredClone(from) : undefined;
  }

  /** Each mistake at the change that made it, where there is one. */
  #tell(value: YamlValue, set: YamlValue | undefined, id: string, problems: readonly FactsProblem[]): void {
    for (const { path, problem } of problems) {
      const change = set?.entries().find(([at]) => path.startsWith(at) || at.startsWith(path));
      (change?.[1] ?? value).tell(`case ${id}: ${path || 'the facts'} ${problem}`);
    }
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets the value at a path such as `legs[0].recipient.id`; undefined takes it away. */
function place(json: Json, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  let at: Json = json;
  for (const [i, key] of keys.entries()) {
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = /^\d+$/.test(keys[i + 1] ?? last) ? [] : {};
    at = at[key] as Json;
  }
  if (value !== undefined) at[last] = structuredClone(value);
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
}
