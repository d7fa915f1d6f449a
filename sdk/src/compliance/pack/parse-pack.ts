/** The authored form of a pack: YAML files of one folder, merged. [CMP-1] */
import type { Calendar } from '../language/context.js';
import { codesOf } from '../language/types.js';
import { compilePack, type Pack } from './compile-pack.js';
import {
  calendarOf,
  coded,
  HEADER,
  headerOf,
  type NotEncoded,
  need,
  notEncodedOf,
  periodOf,
  signOffOf,
  tableOf,
} from './pack-parts.js';
import type {
  DefinitionSource,
  InstrumentSource,
  PackSource,
  RuleOutcome,
  RuleSource,
  Support,
  TableSource,
} from './pack-source.js';
import { type CodeText, codeTextOf, type RuleText, ruleTextOf, textRemarks } from './pack-texts.js';
import { type Finding, type PackFile, YamlFile, type YamlValue } from './pack-yaml.js';

const LISTS = ['definitions', 'instruments', 'sections', 'calendars', 'tables', 'texts', 'codes', 'notEncoded'];

/** Everything that the files say. */
export interface AuthoredPack {
  readonly pack: Pack;
  readonly ruleTexts: readonly RuleText[];
  readonly codeTexts: readonly CodeText[];
  readonly notEncoded: readonly NotEncoded[];
  /** What is wrong with the texts; no outcome depends on it. */
  readonly remarks: readonly Finding[];
}

/** Reads a pack, or says all that is wrong with it, each with file and line. */
export function parsePack(
  files: readonly PackFile[],
): { readonly authored: AuthoredPack } | { readonly findings: readonly Finding[] } {
  const reader = new PackReader(files.map((file) => new YamlFile(file)));
  const source = reader.source();
  const { findings } = reader;
  if (source === undefined || findings.length > 0) return { findings };
  const compiled = compilePack(source);
  if ('problems' in compiled)
    return { findings: compiled.problems.map(({ at, problem }) => reader.place(at, problem)) };
  const { ruleTexts, codeTexts, notEncoded } = reader;
  const remarks = textRemarks(source.rules, ruleTexts, reader.textPlaces);
  return { authored: { pack: compiled.pack, ruleTexts, codeTexts, notEncoded, remarks } };
}

class PackReader {
  readonly ruleTexts: RuleText[] = [];
  readonly codeTexts: CodeText[] = [];
  readonly notEncoded: NotEncoded[] = [];
  readonly textPlaces = { rules: [] as [string, YamlValue][], codes: [] as [string, YamlValue][] };
  readonly #files: readonly YamlFile[];
  readonly #places = new Map<string, YamlValue>();
  readonly #definitions: DefinitionSource[] = [];
  readonly #instruments: InstrumentSource[] = [];
  readonly #rules: RuleSource[] = [];
  readonly #calendars: Calendar[] = [];
  readonly #tables: TableSource[] = [];

  constructor(files: readonly YamlFile[]) {
    this.#files = files;
  }

  get findings(): readonly Finding[] {
    return this.#files.flatMap(({ findings }) => findings);
  }

  /** Where a part of the source was written. */
  place(at: string, problem: string): Finding {
    const [, base = ''] = /^([a-z]+\[\d+\])/.exec(at) ?? [];
    const value = this.#places.get(at) ?? this.#places.get(base) ?? this.#files[0]?.root;
    return { file: value?.file ?? '', line: value?.line ?? 1, problem };
  }

  source(): PackSource | undefined {
    const headers = this.#files.flatMap((file) => this.#file(file.root));
    const [header, second] = headers;
    if (second !== undefined) this.#files[1]?.root.tell('a pack has one header; `id` stands in two files');
    if (header === undefined)
      this.#files[0]?.root.tell('no file has the header of the pack: `id`, `version`, `jurisdiction` ...');
    return header === undefined ? undefined : { ...header, ...this.#parts() };
  }

  #parts() {
    const [definitions, instruments, rules] = [this.#definitions, this.#instruments, this.#rules];
    return { definitions, instruments, rules, calendars: this.#calendars, tables: this.#tables };
  }

  #file(root: YamlValue): Omit<PackSource, 'definitions' | 'instruments' | 'rules' | 'calendars' | 'tables'>[] {
    const get = root.fields([...HEADER, ...LISTS]);
    const each = (list: string, read: (value: YamlValue) => void) => {
      for (const value of get(list)?.items() ?? []) read(value);
    };
    each('definitions', (value) => this.#definition(value));
    each('instruments', (value) => this.#instrument(value));
    each('sections', (value) => this.#section(value));
    each('calendars', (value) => {
      this.#note(`calendars[${this.#calendars.length}]`, value, {});
      this.#calendars.push(calendarOf(value));
    });
    each('tables', (value) => {
      this.#note(`tables[${this.#tables.length}]`, value, {});
      this.#tables.push(tableOf(value));
    });
    each('texts', (value) => {
      const texts = ruleTextOf(value);
      this.ruleTexts.push(...texts);
      if (texts[0] !== undefined) this.textPlaces.rules.push([texts[0].ruleId, value]);
    });
    each('codes', (value) => {
      const texts = codeTextOf(value);
      this.codeTexts.push(...texts);
      if (texts[0] !== undefined) this.textPlaces.codes.push([texts[0].code, value]);
    });
    each('notEncoded', (value) => this.notEncoded.push(notEncodedOf(value)));
    const id = get('id');
    if (id !== undefined) this.#note('pack', id, {});
    return id === undefined ? [] : [headerOf(root, get)];
  }

  #definition(value: YamlValue): void {
    const get = value.fields(['name', 'is']);
    this.#note(`definitions[${this.#definitions.length}]`, value, { is: get('is') });
    this.#definitions.push({ name: need(value, get, 'name').text(), is: need(value, get, 'is').text() });
  }

  #instrument(value: YamlValue): void {
    const get = value.fields(['code', 'effectiveFrom', 'effectiveTo', 'counts', 'until', 'citations']);
    this.#note(`instruments[${this.#instruments.length}]`, value, { counts: get('counts'), until: get('until') });
    this.#instruments.push({
      code: need(value, get, 'code').text(),
      ...periodOf(get),
      counts: get('counts')?.text() ?? 'covers(instrument, leg)',
      until: get('until')?.text() ?? 'instrument.expiresOn',
      citations: get('citations')?.texts() ?? [],
    });
  }

  #section(value: YamlValue): void {
    const get = value.fields(['level', 'applies', 'rules']);
    const level = need(value, get, 'level').textOf((text) => codesOf('rule-level').includes(text), 'LEG or LISTING');
    const applies = get('applies')?.text() ?? 'true';
    for (const rule of need(value, get, 'rules').items()) {
      this.#rules.push(this.#rule(rule, level === 'LISTING' ? 'LISTING' : 'LEG', applies, get('applies')));
    }
  }

  #rule(value: YamlValue, level: RuleSource['level'], applies: string, appliesAt: YamlValue | undefined): RuleSource {
    const get = value.fields(RULE_KEYS);
    const when = need(value, get, 'when');
    const validUntil = get('validUntil');
    this.#note(`rules[${this.#rules.length}]`, value, { applies: appliesAt, when, validUntil, needs: get('needs') });
    const signOff = get('signOff');
    return {
      id: need(value, get, 'id').textOf((text) => /^[A-Z0-9][A-Za-z0-9-]{0,63}$/.test(text), 'an id such as CN-T-16'),
      level,
      ...periodOf(get),
      applies,
      when: when.text(),
      outcome: coded<RuleOutcome>(need(value, get, 'outcome'), 'rule-outcome'),
      needs:
        get('needs')
          ?.items()
          .map((need) => need.texts()) ?? [],
      duties: get('duties')?.texts() ?? [],
      ...(validUntil === undefined ? {} : { validUntil: validUntil.text() }),
      citations: need(value, get, 'citations').texts(),
      support: coded<Support>(need(value, get, 'support'), 'support-tag'),
      ...(signOff === undefined ? {} : { signOff: signOffOf(signOff) }),
      digest: get('digest')?.texts() ?? [],
    };
  }

  #note(at: string, value: YamlValue, parts: Readonly<Record<string, YamlValue | undefined>>): void {
    this.#places.set(at, value);
    for (const [name, part] of Object.entries(parts)) if (part !== undefined) this.#places.set(`${at}.${name}`, part);
  }
}

const RULE_KEYS = [
  ...['id', 'effectiveFrom', 'effectiveTo', 'when', 'outcome', 'needs', 'duties'],
  ...['validUntil', 'citations', 'support', 'signOff', 'digest'],
];
