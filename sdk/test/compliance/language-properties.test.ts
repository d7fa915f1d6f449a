/** The language against a second evaluator, written from the specification alone and as plainly as it goes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../src/compliance/evaluate/context-of.js';
import { Holdings } from '../../src/compliance/evaluate/holdings.js';
import { placesOf } from '../../src/compliance/evaluate/leg-places.js';
import { evaluateFlow, parseFacts, requirePack } from '../../src/compliance/index.js';
import type { Calendar } from '../../src/compliance/language/context.js';
import { Unknown } from '../../src/compliance/language/values.js';
import { rule, source } from './small-pack.js';

type Fact = 'yes' | 'no' | undefined;
type Tree =
  | { readonly fact: number; readonly is: 'yes' | 'no' }
  | { readonly not: Tree }
  | { readonly join: '&&' | '||'; readonly parts: readonly [Tree, Tree] };

const FIELDS = ['personal', 'anonymised', 'deidentified', 'secret', 'exportControlled', 'commercial'];
const RUNS = { numRuns: 300, seed: 12 };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.record({ fact: fc.nat(FIELDS.length - 1), is: fc.constantFrom('yes' as const, 'no' as const) }),
    fc.record({ not: tie('tree') }),
    fc.record({ join: fc.constantFrom('&&' as const, '||' as const), parts: fc.tuple(tie('tree'), tie('tree')) }),
  ),
}));
const facts = fc.tuple(...FIELDS.map(() => fc.constantFrom<Fact>('yes', 'no', undefined)));

function write(node: Tree): string {
  if ('fact' in node) return `data.${FIELDS[node.fact]} == "${node.is}"`;
  if ('not' in node) return `!(${write(node.not)})`;
  return `(${node.parts.map(write).join(` ${node.join} `)})`;
}

/** 0 = false, 1 = unknown, 2 = true: `&&` is the lesser, `||` the greater. */
function degree(node: Tree, stated: readonly Fact[]): number {
  if ('fact' in node) return stated[node.fact] === undefined ? 1 : stated[node.fact] === node.is ? 2 : 0;
  if ('not' in node) return 2 - degree(node.not, stated);
  const both = node.parts.map((part) => degree(part, stated));
  return node.join === '&&' ? Math.min(...both) : Math.max(...both);
}

function read(node: Tree): readonly string[] {
  if ('fact' in node) return [`data.${FIELDS[node.fact]}`];
  return 'not' in node ? read(node.not) : node.parts.flatMap(read);
}

function factsOf(stated: readonly Fact[]) {
  const data = Object.fromEntries(FIELDS.flatMap((name, i) => (stated[i] === undefined ? [] : [[name, stated[i]]])));
  return parseFacts({ asOf: '2026-11-23', legs: [{ from: 'CN', to: 'MY' }], data });
}

function computed(is: string, stated: readonly Fact[] = [], calendars: readonly Calendar[] = []): unknown {
  const pack = requirePack(source([], { definitions: [{ name: 'asked', is }], calendars }));
  const given = factsOf(stated);
  return pack.valueOf('asked', contextOf(pack, given, new Holdings(pack), {}, placesOf(given, 0, 'CN')));
}

describe('CMP-12: truths are those of Kleene', () => {
  it('whatever the expression and the facts, and a missing path is one that is absent and read', () => {
    fc.assert(
      fc.property(tree, facts, (node, stated) => {
        const value = computed(write(node), stated);
        expect(value instanceof Unknown ? 1 : value === true ? 2 : 0).toBe(degree(node, stated));
        const absent = FIELDS.filter((_, i) => stated[i] === undefined).map((name) => `data.${name}`);
        const paths = value instanceof Unknown ? value.paths : [];
        expect(paths.filter((path) => !absent.includes(path) || !read(node).includes(path))).toEqual([]);
        if (value instanceof Unknown) expect(paths.length).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('so that one more fact never turns what was known', () => {
    fc.assert(
      fc.property(
        tree,
        facts,
        fc.nat(FIELDS.length - 1),
        fc.constantFrom<Fact>('yes', 'no'),
        (node, stated, i, told) => {
          const before = computed(write(node), stated.with(i, undefined));
          if (!(before instanceof Unknown)) expect(computed(write(node), stated.with(i, told))).toBe(before);
        },
      ),
      RUNS,
    );
  });
});

describe('CMP-3: reads are the paths of the expression', () => {
  it('also of those that stand behind definitions, however deep, and each once', () => {
    fc.assert(
      fc.property(tree, fc.integer({ min: 0, max: 30 }), (node, depth) => {
        const chain = Array.from({ length: depth }, (_, i) => ({ name: `d${i + 1}`, is: `d${i} && d${i}` }));
        const definitions = [{ name: 'd0', is: write(node) }, ...chain];
        const rules = [rule({ id: 'R', applies: 'true', when: `d${depth}`, outcome: 'PERMIT' })];
        const pack = requirePack(source([], { definitions, rules }));
        expect(pack.rules[0]?.reads).toEqual([...new Set(read(node))].sort());
        const seen: string[] = [];
        evaluateFlow([pack], factsOf([]), {
          observe: ({ evaluated }) => seen.push(...evaluated.flatMap(({ values }) => [...(values?.keys() ?? [])])),
        });
        expect(seen.filter((path) => !read(node).includes(path))).toEqual([]);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year: number, month: number) =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
const print = (year: number, month: number, day: number) =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const civil = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .filter(([year, month, day]) => day <= lengthOf(year, month));
type Civil = readonly [year: number, month: number, day: number];

/** The next or the last day, counted on the fingers. */
function step([year, month, day]: Civil, by: 1 | -1): Civil {
  if (by === 1 && day < lengthOf(year, month)) return [year, month, day + 1];
  if (by === 1) return month < 12 ? [year, month + 1, 1] : [year + 1, 1, 1];
  if (day > 1) return [year, month, day - 1];
  return month > 1 ? [year, month - 1, lengthOf(year, month - 1)] : [year - 1, 12, 31];
}

function known(value: unknown): unknown {
  return value instanceof Unknown ? 'unknown' : value;
}

describe('CMP-12: days are those of the civil calendar', () => {
  it('addMonths keeps the day or ends on the last of a shorter month, from year 1 to 9999', () => {
    fc.assert(
      fc.property(
        civil,
        fc.oneof(fc.integer({ min: -600, max: 600 }), fc.integer({ min: -2e9, max: 2e9 })),
        ([year, month, day], by) => {
          const months = year * 12 + month - 1 + by;
          const [toYear, toMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
          const isCivil = toYear >= 1 && toYear <= 9999;
          const expected = isCivil ? print(toYear, toMonth, Math.min(day, lengthOf(toYear, toMonth))) : 'unknown';
          expect(known(computed(`addMonths("${print(year, month, day)}", ${by})`))).toBe(expected);
        },
      ),
      RUNS,
    );
  });

  it('addDays goes one day at a time, over leap days and the turn of years', () => {
    fc.assert(
      fc.property(civil, fc.integer({ min: -800, max: 800 }), (from, by) => {
        let at: Civil = from;
        for (let left = Math.abs(by); left > 0; left -= 1) at = step(at, by > 0 ? 1 : -1);
        const expected = at[0] >= 1 && at[0] <= 9999 ? print(...at) : 'unknown';
        expect(known(computed(`addDays("${print(...from)}", ${by})`))).toBe(expected);
      }),
      RUNS,
    );
  });

  it('workingDays counts days of work inside of the calendar, and is unknown where it would leave it', () => {
    const inYear = fc.integer({ min: 0, max: 59 }).map((days) => print(2026, 12 - (days % 2), 1 + (days % 30)));
    fc.assert(
      fc.property(
        fc.uniqueArray(inYear, { maxLength: 12 }),
        fc.uniqueArray(inYear, { maxLength: 6 }),
        fc.subarray([1, 2, 3, 4, 5, 6, 7]),
        fc.integer({ min: -5, max: 70 }),
        fc.integer({ min: -40, max: 40 }),
        (holidays, workingDays, weekend, start, by) => {
          const calendar = {
            id: 'c',
            coversFrom: '2026-11-01',
            coversTo: '2026-12-31',
            weekend,
            holidays,
            workingDays,
          };
          const days: string[] = [];
          for (let at: Civil = [2026, 11, 1]; at[0] === 2026; at = step(at, 1)) days.push(print(...at));
          // 2026-11-01 is a Sunday.
          const isWork = (day: string, i: number) =>
            weekend.includes(((i + 6) % 7) + 1) ? workingDays.includes(day) : !holidays.includes(day);
          let from: Civil = [2026, 11, 1];
          for (let left = Math.abs(start); left > 0; left -= 1) from = step(from, start > 0 ? 1 : -1);
          const ahead = days.filter(
            (day, i) => isWork(day, i) && (by > 0 ? day > print(...from) : day < print(...from)),
          );
          const ordered = by > 0 ? ahead : ahead.reverse();
          const isInside = print(...from) >= '2026-11-01' && print(...from) <= '2026-12-31';
          const isReached = by === 0 ? isInside : isInside || (by > 0 ? start === -1 : start === 61);
          const found = by === 0 ? print(...from) : ordered[Math.abs(by) - 1];
          const expected = isReached ? (found ?? 'unknown') : 'unknown';
          expect(known(computed(`workingDays("c", "${print(...from)}", ${by})`, [], [calendar]))).toBe(expected);
        },
      ),
      RUNS,
    );
  });

  it('minDay is the earliest that is known', () => {
    fc.assert(
      fc.property(fc.array(fc.option(civil, { nil: undefined }), { minLength: 2, maxLength: 5 }), (days) => {
        const args = days.map((day) => (day === undefined ? 'flowStartedOn' : `"${print(...day)}"`));
        const stated = days.flatMap((day) => (day === undefined ? [] : [print(...day)])).sort();
        expect(known(computed(`minDay(${args.join(', ')})`))).toBe(stated[0] ?? 'unknown');
      }),
      RUNS,
    );
  });
});
