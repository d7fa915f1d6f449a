/** Checks a pack as a whole and makes its expressions runnable. What is wrong is said for all of it at once. [CMP-2] */
import { SelatError } from '../../errors/index.js';
import { compileExpression, type Definition, type Environment, type Expression } from '../language/compile.js';
import type { Calendar, Context } from '../language/context.js';
import type { Day } from '../language/days.js';
import { isReserved, type Level } from '../language/scope.js';
import { BOOL, DAY, isCode, type Type } from '../language/types.js';
import { Unknown, type Value } from '../language/values.js';
import { partProblems, selfAsking } from './check-parts.js';
import { DUTY_ONLY } from './duty-only.js';
import {
  doOverlap,
  type InstrumentSource,
  isInForce,
  type PackSource,
  type Period,
  type RuleSource,
} from './pack-source.js';
import { remembered } from './remembered.js';

/** The version of the language that this build reads. */
export const PACK_LANGUAGE = 1;

export interface Rule extends Omit<RuleSource, 'applies' | 'when' | 'validUntil'> {
  readonly applies: Expression;
  readonly when: Expression;
  readonly validUntil?: Expression;
  /** Every path that its expressions read. [CMP-3] */
  readonly reads: readonly string[];
}

export interface InstrumentTest extends Omit<InstrumentSource, 'counts' | 'until'> {
  readonly counts: Expression;
  readonly until: Expression;
}

/** A pack that can be evaluated. */
export interface Pack {
  readonly source: PackSource;
  readonly rules: readonly Rule[];
  readonly instruments: ReadonlyMap<string, readonly InstrumentTest[]>;
  /** How a code is tested that the pack says nothing of. */
  readonly anyInstrument: InstrumentTest;
  readonly calendars: ReadonlyMap<string, Calendar>;
  /** Values of a table in force on a day. */
  readonly tables: (id: string, day: Day) => readonly string[];
  readonly definitions: number;
  /** Value of a definition. */
  readonly valueOf: (definition: string, context: Context) => Value;
}

/** One mistake; `at` is a place in the source such as `rules[3].when`. */
export interface PackProblem {
  readonly at: string;
  readonly problem: string;
}

/** Returns the pack, or everything that is wrong with it. */
export function compilePack(
  source: PackSource,
): { readonly pack: Pack } | { readonly problems: readonly PackProblem[] } {
  const compiler = new PackCompiler(source);
  const pack = compiler.pack();
  return compiler.problems.length === 0 ? { pack } : { problems: compiler.problems };
}

/** The same for callers that need the pack. @throws SelatError PACK_INVALID with the first problem, and how many there are */
export function requirePack(source: PackSource): Pack {
  const compiled = compilePack(source);
  if ('pack' in compiled) return compiled.pack;
  const [first, ...more] = compiled.problems;
  const also = more.length === 0 ? '' : `, and ${more.length} more`;
  const message = `cannot use pack ${source.id} ${source.version}: ${first?.at}: ${first?.problem}${also}`;
  throw new SelatError('PACK_INVALID', message, {
    pack: source.id,
    at: first?.at ?? '',
    problem: first?.problem ?? '',
  });
}

function byCode(tests: readonly InstrumentTest[]): ReadonlyMap<string, readonly InstrumentTest[]> {
  const grouped = new Map<string, InstrumentTest[]>();
  for (const test of tests) grouped.set(test.code, [...(grouped.get(test.code) ?? []), test]);
  return grouped;
}

const ALWAYS_COVERED: InstrumentSource = {
  code: '',
  counts: 'covers(instrument, leg)',
  until: 'instrument.expiresOn',
  citations: [],
};

class PackCompiler {
  readonly problems: PackProblem[] = [];
  readonly #source: PackSource;
  readonly #definitions = new Map<string, Definition>();
  #atoms = 0;

  constructor(source: PackSource) {
    this.#source = source;
  }

  pack(): Pack {
    const { packLanguage, definitions, instruments, rules, calendars } = this.#source;
    if (packLanguage !== PACK_LANGUAGE) {
      this.#tell('packLanguage', `this build reads language ${PACK_LANGUAGE}, not ${packLanguage}`);
    }
    for (const [i, { name, is }] of definitions.entries()) this.#define(name, is, `definitions[${i}]`, i);
    const tests = instruments.map((instrument, i) => this.#instrument(instrument, `instruments[${i}]`));
    this.#requireNoOverlap('instruments', instruments, ({ code }) => code);
    this.problems.push(...selfAsking(tests), ...partProblems(this.#source));
    const tables = new Map(this.#source.tables.map(({ id, rows }) => [id, rows]));
    const compiled = rules.map((rule, i) => this.#rule(rule, `rules[${i}]`));
    this.#requireNoOverlap('rules', rules, ({ id }) => id);
    return {
      source: this.#source,
      rules: compiled,
      instruments: byCode(tests),
      anyInstrument: this.#instrument(ALWAYS_COVERED, 'instruments'),
      calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
      tables: (id, day) =>
        tables
          .get(id)
          ?.filter((row) => isInForce(row, day))
          .map(({ value }) => value) ?? [],
      definitions: definitions.length,
      valueOf: (name, context) => this.#definitions.get(name)?.run(context) ?? new Unknown([]),
    };
  }

  #define(name: string, is: string, at: string, slot: number): void {
    if (isReserved(name)) this.#tell(at, `${name} is the name of a fact or of the language`);
    if (this.#definitions.has(name)) this.#tell(at, `${name} is defined above`);
    const defined = this.#expression(is, undefined, 'LEG', `${at}.is`);
    this.#definitions.set(name, { ...defined, run: remembered(defined.run, slot) });
  }

  #instrument(source: InstrumentSource, at: string): InstrumentTest {
    this.#requireCodes(
      [source.code].filter((code) => code !== ''),
      at,
    );
    return {
      ...source,
      counts: this.#expression(source.counts, BOOL, 'INSTRUMENT', `${at}.counts`),
      until: this.#expression(source.until, DAY, 'INSTRUMENT', `${at}.until`),
    };
  }

  #rule({ validUntil, ...source }: RuleSource, at: string): Rule {
    const applies = this.#expression(source.applies, BOOL, source.level, `${at}.applies`);
    const when = this.#expression(source.when, BOOL, source.level, `${at}.when`);
    const until = validUntil === undefined ? [] : [this.#expression(validUntil, DAY, source.level, `${at}.validUntil`)];
    this.#requireCodes([...source.needs.flat(), ...source.duties], at);
    for (const code of source.needs.flat()) {
      if (DUTY_ONLY.has(code)) this.#tell(`${at}.needs`, `${code} is a duty and never a need`);
    }
    if (source.outcome === 'NEEDS' && source.needs.length === 0) this.#tell(at, 'a NEEDS rule names its needs');
    if (source.outcome === 'DENY' && source.needs.length > 0)
      this.#tell(at, 'nothing cures a DENY: its codes are duties');
    const reads = [...new Set([applies, when, ...until].flatMap((expression) => expression.reads))].sort();
    const [validity] = until;
    return { ...source, applies, when, ...(validity === undefined ? {} : { validUntil: validity }), reads };
  }

  #expression(text: string, type: Type | undefined, level: Level, at: string): Expression {
    const { tables, calendars } = this.#source;
    const environment: Environment = {
      level,
      definitions: this.#definitions,
      tables: new Set(tables.map(({ id }) => id)),
      calendars: new Set(calendars.map(({ id }) => id)),
      nextAtom: () => this.#atoms++,
    };
    try {
      return compileExpression(text, type, environment);
    } catch (error) {
      if (!(error instanceof SelatError)) throw error;
      this.#tell(
        at,
        `column ${error.facts['column']} of ${JSON.stringify(text.slice(0, 512))}: ${error.facts['problem']}`,
      );
      return { text, type: type ?? BOOL, reads: [], atoms: [], asks: [], run: () => false };
    }
  }

  #requireCodes(codes: readonly string[], at: string): void {
    for (const code of codes) {
      if (!isCode('instrument-code', code)) this.#tell(at, `${code} is no code of an instrument`);
    }
  }

  #requireNoOverlap<T extends Period>(list: string, items: readonly T[], keyOf: (item: T) => string): void {
    items.forEach((item, i) => {
      const other = items.findIndex((one, k) => k < i && keyOf(one) === keyOf(item) && doOverlap(one, item));
      if (other >= 0)
        this.#tell(`${list}[${i}]`, `${keyOf(item)} is in force twice on the same day: its dates overlap`);
    });
  }

  #tell(at: string, problem: string): void {
    this.problems.push({ at, problem });
  }
}
