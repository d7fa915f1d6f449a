/** The facts of one data set, from its line, what holds for all of them, and what is taken for granted. */
import { type FlowFacts, readFacts } from '@selat/sdk/compliance';
import { type Assumption, assumptionsFor } from './assumptions.js';
import { INSTRUMENTS, PERSONS, PERSONS_HANDLED, SENSITIVE_PERSONS } from './columns.js';
import { readCell, readInstruments, toCount } from './read-cell.js';
import type { CsvRecord } from './read-csv.js';
import type { Binding } from './read-header.js';

type Json = { [key: string]: unknown };

/** A mistake in a line; without a column it is the line as a whole. */
export interface LineProblem {
  readonly line: number;
  readonly column?: string;
  readonly problem: string;
}

export interface MapSettings {
  readonly asOf: string;
  /** Destination of every data set; absent = that of its line. */
  readonly to?: string;
  /** Facts that hold for every data set, where its line says nothing. */
  readonly common: Json;
  /** Takes nothing for granted. */
  readonly isStrict: boolean;
}

export interface AssetFacts {
  readonly line: number;
  readonly id: string;
  readonly name?: string;
  readonly facts: FlowFacts;
  readonly assumed: readonly Assumption[];
}

/** Facts of one line, or all that is wrong with it. */
export function assetFacts(
  record: CsvRecord,
  bindings: readonly (Binding | undefined)[],
  settings: MapSettings,
): { readonly asset: AssetFacts } | { readonly problems: readonly LineProblem[] } {
  const line = new AssetLine(record, bindings, settings);
  const asset = line.asset();
  return asset === undefined || line.problems.length > 0 ? { problems: line.problems } : { asset };
}

class AssetLine {
  readonly problems: LineProblem[] = [];
  readonly #line: number;
  readonly #cells: ReadonlyMap<string, { readonly text: string; readonly header: string }>;
  readonly #settings: MapSettings;
  readonly #json: Json;
  readonly #assumed: Assumption[] = [];

  constructor({ line, fields }: CsvRecord, bindings: readonly (Binding | undefined)[], settings: MapSettings) {
    this.#line = line;
    this.#settings = settings;
    this.#json = structuredClone(settings.common);
    this.#cells = new Map(
      bindings.flatMap((binding, i) => {
        const text = fields[i] ?? '';
        return binding === undefined || text === '' ? [] : [[binding.fact, { text, header: binding.header }] as const];
      }),
    );
  }

  asset(): AssetFacts | undefined {
    const { asOf, to } = this.#settings;
    this.#json['asOf'] = asOf;
    const [id, name] = [this.#cells.get('id')?.text, this.#cells.get('name')?.text];
    if (id === undefined) this.#tell(undefined, 'has no id');
    for (const [fact, { text }] of this.#cells) if (!COMPUTED.has(fact)) put(this.#json, fact, readCell(text, fact));
    if (name !== undefined) put(this.#json, 'data.description', at(this.#json, 'data.description') ?? name);
    if (to !== undefined) put(this.#json, 'legs[0].to', to);
    this.#requireRoute();
    this.#addInstruments();
    this.#addCounts();
    const stated = readFacts(this.#json);
    for (const { path, problem } of 'problems' in stated ? stated.problems : []) {
      if (path !== 'legs') this.#tell(this.#headerOf(path), problem, path);
    }
    if (this.problems.length > 0) return undefined;
    const assumed = [...this.#assumed, ...(this.#settings.isStrict ? [] : this.#assume())];
    const read = readFacts(this.#json);
    if ('problems' in read) return undefined;
    return { line: this.#line, id: id ?? '', ...(name === undefined ? {} : { name }), facts: read.facts, assumed };
  }

  #requireRoute(): void {
    if (at(this.#json, 'legs[0].from') === undefined) this.#tell(undefined, 'does not say where the data are located');
    if (at(this.#json, 'legs[0].to') === undefined) {
      this.#tell(undefined, 'says no destination: fill the column "to", or give --to');
    }
  }

  #addInstruments(): void {
    const cell = this.#cells.get(INSTRUMENTS);
    if (cell === undefined) return;
    const read = readInstruments(cell.text);
    if ('problem' in read) {
      this.#tell(cell.header, read.problem);
      return;
    }
    const common = this.#json['instruments'];
    this.#json['instruments'] = [...(Array.isArray(common) ? common : []), ...read.instruments];
  }

  /** Persons of this data set alone: what left before is stated in columns of its own. */
  #addCounts(): void {
    const [persons, stated, handled] = [PERSONS, SENSITIVE_PERSONS, PERSONS_HANDLED].map((fact) => this.#count(fact));
    const isMalaysia = at(this.#json, 'legs[0].from') === 'MY';
    this.#fill(isMalaysia ? 'counts.mySubjects' : 'counts.cnHandledTotal', handled);
    if (persons === undefined) return;
    const classes = at(this.#json, isMalaysia ? 'data.mySensitiveClasses' : 'data.cnSensitiveClasses');
    const sensitive = stated ?? (Array.isArray(classes) && classes.length > 0 ? persons : 0);
    if (sensitive > persons) {
      this.#tell(this.#cells.get(SENSITIVE_PERSONS)?.header, 'are more than the persons in the data set');
      return;
    }
    this.#fill('counts.flowPersons', persons);
    if (this.#settings.isStrict) return;
    // Nothing else was sent, and nobody else's sensitive data are handled.
    this.#assumeCount('counts.cnNonSensitiveYtd', persons - sensitive);
    this.#assumeCount('counts.cnSensitiveYtd', sensitive);
    this.#assumeCount('counts.mySensitiveSubjects', sensitive);
  }

  #assumeCount(path: string, count: number): void {
    if (this.#fill(path, count)) this.#assumed.push({ path, value: 'as many as in the data set' });
  }

  #count(fact: string): number | undefined {
    const cell = this.#cells.get(fact);
    if (cell === undefined) return undefined;
    const count = toCount(cell.text.normalize('NFKC'));
    if (count === undefined) this.#tell(cell.header, `is ${JSON.stringify(cell.text)}, not a whole number`);
    return count;
  }

  #assume(): readonly Assumption[] {
    const [from, to] = [String(at(this.#json, 'legs[0].from')), String(at(this.#json, 'legs[0].to'))];
    return assumptionsFor({ from, to }).filter(({ path, value }) => this.#fill(path, value));
  }

  /** Puts a value where there is none. */
  #fill(path: string, value: unknown): boolean {
    if (value === undefined || at(this.#json, path) !== undefined) return false;
    put(this.#json, path, value);
    return true;
  }

  #headerOf(path: string): string | undefined {
    const own = this.#cells.get(path.replace(/\[\d+\]$/, '')) ?? this.#cells.get(path);
    return own?.header ?? (path.startsWith('instruments') ? this.#cells.get(INSTRUMENTS)?.header : undefined);
  }

  #tell(column: string | undefined, problem: string, path = ''): void {
    const told = column === undefined && path !== '' ? `${path} ${problem}` : problem;
    this.problems.push({ line: this.#line, ...(column === undefined ? {} : { column }), problem: told });
  }
}

/** Columns that are no fact as they stand. */
const COMPUTED: ReadonlySet<string> = new Set(['id', 'name', PERSONS, SENSITIVE_PERSONS, PERSONS_HANDLED, INSTRUMENTS]);

const stepsOf = (path: string) => path.split(/[.[\]]+/).filter((step) => step !== '');

/** The value at a path such as `legs[0].recipient.kind`. */
function at(json: Json, path: string): unknown {
  return stepsOf(path).reduce<unknown>((value, step) => {
    return typeof value === 'object' && value !== null ? (value as Json)[step] : undefined;
  }, json);
}

function put(json: Json, path: string, value: unknown): void {
  if (value === undefined) return;
  const steps = stepsOf(path);
  const last = steps.pop() ?? '';
  let place: Json = json;
  for (const [i, step] of steps.entries()) {
    if (typeof place[step] !== 'object' || place[step] === null) {
      place[step] = /^\d+$/.test(steps[i + 1] ?? last) ? [] : {};
    }
    place = place[step] as Json;
  }
  place[last] = value;
}
