/** The functions of the pack language. Another one is another version of the language. [CMP-12] */
import { noteTruth, statedTruth, traced } from './asked.js';
import type { Compiler, Part } from './compile.js';
import type { Asked, Calendar, Context } from './context.js';
import { covers } from './covers.js';
import { addDays, addMonths, type Day, epochDay, isDay, printDay, weekday, yearEnd } from './days.js';
import type { Expr } from './syntax.js';
import { DAY, INT, isCode, nameOf, STRING, type Type } from './types.js';
import { isPlace, Unknown, type Value } from './values.js';

type Form = (compiler: Compiler, args: readonly Expr[], at: number) => Part;

/** @throws SelatError PACK_INVALID for an unknown function or arguments that do not fit */
export function callFunction(compiler: Compiler, name: string, args: readonly Expr[], at: number): Part {
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  if (form === undefined) throw compiler.problem(at, `there is no function ${name}: ${Object.keys(FORMS).join(', ')}`);
  return form(compiler, args, at);
}

const FORMS: Readonly<Record<string, Form>> = {
  has: (compiler, args, at) => {
    const part = only(compiler, 'has(path)', args, at);
    if (part.path === undefined) throw compiler.problem(at, 'has() takes a path of the facts');
    compiler.read(part.path);
    return compiler.atom((context) => isPresent(context, part, args[0]));
  },
  size: (compiler, args, at) => {
    const part = only(compiler, 'size(list)', args, at);
    if (part.type.kind !== 'list') throw compiler.problem(at, `${nameOf(part.type)} has no size`);
    const run = (context: Context) => sizeOf(part.run(context));
    return { type: INT, run, ...(part.path === undefined ? {} : { sizeOf: part.path }) };
  },
  held: (compiler, args, at) => {
    const code = literalText(compiler, args[0], 'held("CODE", leg)', at);
    if (!isCode('instrument-code', code)) throw compiler.problem(at, `${code} is no code of an instrument`);
    const forLeg = isLeg(compiler, args, at);
    compiler.read('instruments');
    compiler.ask(code, forLeg);
    return compiler.atom((context) => context.held(code, forLeg));
  },
  covers: (compiler, args, at) => {
    const [instrument, leg] = args;
    const isFit =
      instrument?.kind === 'name' && instrument.name === 'instrument' && leg?.kind === 'name' && leg.name === 'leg';
    if (!isFit || args.length !== 2 || compiler.environment.level !== 'INSTRUMENT') {
      throw compiler.problem(at, 'covers(instrument, leg) stands in tests of instruments only');
    }
    compiler.read('instruments[].scope');
    return compiler.atom(covers);
  },
  addDays: shifted('addDays(day, n)', addDays),
  addMonths: shifted('addMonths(day, n)', addMonths),
  workingDays: (compiler, args, at) => {
    const form = 'workingDays("calendar", day, n)';
    const id = literalText(compiler, args[0], form, at);
    if (!compiler.environment.calendars.has(id)) throw compiler.problem(at, `the pack has no calendar ${id}`);
    const [day, count] = typed(compiler, form, args.slice(1), [DAY, INT], at);
    return { type: DAY, run: (context) => workingDay(context.calendar(id), day(context), count(context)) };
  },
  minDay: (compiler, args, at) => {
    if (args.length < 2) throw compiler.problem(at, 'minDay(day, day, ...) takes two days or more');
    const days = typed(
      compiler,
      'minDay(day, day, ...)',
      args,
      args.map(() => DAY),
      at,
    );
    return { type: DAY, run: (context) => earliest(days.map((day) => day(context))) };
  },
  yearEnd: (compiler, args, at) => {
    const [day] = typed(compiler, 'yearEnd(day)', args, [DAY], at);
    return { type: DAY, run: (context) => onDay(day(context), yearEnd) };
  },
  table: (compiler, args, at) => {
    const id = literalText(compiler, args[0], 'table("id")', at);
    if (!compiler.environment.tables.has(id)) throw compiler.problem(at, `the pack has no table ${id}`);
    return { type: { kind: 'list', of: STRING }, run: (context) => context.table(id) };
  },
};

function shifted(form: string, shift: (day: Day, count: number) => Day): Form {
  return (compiler, args, at) => {
    const [day, count] = typed(compiler, form, args, [DAY, INT], at);
    return {
      type: DAY,
      run: (context) => {
        const by = count(context);
        if (typeof by !== 'number') return by;
        const shifted = onDay(day(context), (text) => shift(text, by));
        return typeof shifted === 'string' && !isDay(shifted) ? new Unknown([]) : shifted;
      },
    };
  };
}

function only(compiler: Compiler, form: string, args: readonly Expr[], at: number): Part {
  const [first, ...more] = args;
  if (first === undefined || more.length > 0) throw compiler.problem(at, `${form} takes one argument`);
  return compiler.part(first);
}

function typed(compiler: Compiler, form: string, args: readonly Expr[], types: readonly Type[], at: number) {
  if (args.length !== types.length) throw compiler.problem(at, `${form} takes ${types.length} arguments`);
  const parts = args.map((arg) => compiler.part(arg));
  parts.forEach(({ type, literal }, i) => {
    const wanted = types[i] ?? type;
    const isDayText = wanted.kind === 'day' && typeof literal === 'string' && isDay(literal);
    if (type.kind !== wanted.kind && !isDayText)
      throw compiler.problem(at, `${form} needs ${nameOf(wanted)}, not ${nameOf(type)}`);
  });
  const run = (i: number) => parts[i]?.run ?? (() => new Unknown([]));
  return [run(0), run(1), ...parts.slice(2).map((part) => part.run)] as const;
}

function literalText(compiler: Compiler, arg: Expr | undefined, form: string, at: number): string {
  if (arg?.kind === 'literal' && typeof arg.value === 'string') return arg.value;
  throw compiler.problem(at, `${form} takes a text in quotes first`);
}

/** Whether `held` asks for the leg. */
function isLeg(compiler: Compiler, args: readonly Expr[], at: number): boolean {
  const [, leg] = args;
  if (args.length === 1) return false;
  if (args.length !== 2 || leg?.kind !== 'name' || leg.name !== 'leg' || compiler.environment.level === 'LISTING') {
    throw compiler.problem(at, 'held() takes a code, and `leg` where there is one');
  }
  return true;
}

/** Whether a fact is known, here or, where it may not leave its country, to its owner who says so. [CMP-9] */
function isPresent(context: Context, part: Part, expr: Expr | undefined): boolean {
  if (context.attested === undefined && context.withholding === undefined) return isKnown(part.run(context));
  const ask = (value: Value): readonly Asked[] => {
    const list = Array.isArray(value) && part.path !== undefined ? [part.path] : [];
    const paths = value instanceof Unknown ? value.paths : list;
    return paths.map((path) => ({ path, operator: 'has', operand: '' }));
  };
  if (context.withholding !== undefined && expr !== undefined) {
    const read = traced({ part, expr }, context);
    return noteTruth(context, isKnown(read.value), (absent) => ask(absent(read))) === true;
  }
  const value = part.run(context);
  return isKnown(value) || statedTruth(context, ask(value)) === true;
}

function isKnown(value: Value): boolean {
  if (value instanceof Unknown) return false;
  if (Array.isArray(value)) return value.length > 0;
  return isPlace(value) ? value.value !== undefined : true;
}

function sizeOf(value: Value): Value {
  return Array.isArray(value) ? value.length : new Unknown([]);
}

function onDay(day: Value, make: (day: Day) => Day): Value {
  return typeof day === 'string' ? make(day) : day;
}

/** The earliest of the days that are known; unknown where none is. */
function earliest(days: readonly Value[]): Value {
  const known = days.filter((day): day is string => typeof day === 'string').sort();
  return known[0] ?? new Unknown(days.flatMap((day) => (day instanceof Unknown ? day.paths : [])));
}

/** The n-th working day after a day, or before it; unknown outside of what the calendar covers. */
function workingDay(calendar: Calendar | undefined, day: Value, count: Value): Value {
  if (typeof day !== 'string') return day;
  if (calendar === undefined || typeof count !== 'number') return new Unknown([]);
  const [first, last] = [epochDay(calendar.coversFrom), epochDay(calendar.coversTo)];
  const step = Math.sign(count);
  let at = epochDay(day);
  for (let left = Math.abs(count); left > 0; ) {
    at += step;
    if (at < first || at > last) return new Unknown([]);
    if (isWorkingDay(calendar, at)) left -= 1;
  }
  return at < first || at > last ? new Unknown([]) : printDay(at);
}

function isWorkingDay({ weekend, holidays, workingDays }: Calendar, at: number): boolean {
  const day = printDay(at);
  if (weekend.includes(weekday(at))) return workingDays.includes(day);
  return !holidays.includes(day);
}
