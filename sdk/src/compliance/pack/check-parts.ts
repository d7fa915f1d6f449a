/** What is wrong with a pack beside its expressions: days, calendars, tables, and instruments that wait for themselves. [CMP-2] */
import type { Expression } from '../language/compile.js';
import type { PackProblem } from './compile-pack.js';
import type { PackSource, Period } from './pack-source.js';

/** Periods that end before they begin, ids that stand twice, and calendars that cover nothing or name days that no week has. */
export function partProblems(source: PackSource): readonly PackProblem[] {
  const { calendars, tables, rules, instruments } = source;
  const rows = tables.flatMap((table, i) => table.rows.map((row) => [`tables[${i}]`, row] as const));
  const periods: (readonly [string, Period])[] = [
    ['pack', source],
    ...rules.map((rule, i) => [`rules[${i}]`, rule] as const),
    ...instruments.map((one, i) => [`instruments[${i}]`, one] as const),
    ...rows,
  ];
  return [
    ...periods.flatMap(([at, period]) => inverted(at, period)),
    ...twice('tables', tables),
    ...twice('calendars', calendars),
    ...calendars.flatMap((calendar, i) => calendarProblems(`calendars[${i}]`, calendar)),
  ];
}

function inverted(at: string, { effectiveFrom, effectiveTo }: Period): readonly PackProblem[] {
  if (effectiveFrom === undefined || effectiveTo === undefined || effectiveFrom <= effectiveTo) return [];
  return [{ at, problem: `it is in force from ${effectiveFrom} to ${effectiveTo}, which is no day at all` }];
}

function twice(list: string, items: readonly { readonly id: string }[]): readonly PackProblem[] {
  return items.flatMap(({ id }, i) => {
    const isSecond = items.findIndex((one) => one.id === id) < i;
    return isSecond ? [{ at: `${list}[${i}]`, problem: `${id} stands in the pack twice` }] : [];
  });
}

function calendarProblems(at: string, { id, coversFrom, coversTo, weekend }: PackSource['calendars'][number]) {
  const strange = weekend.find((day) => day < 1 || day > 7);
  return [
    ...(coversFrom <= coversTo ? [] : [{ at, problem: `${id} covers ${coversFrom} to ${coversTo}, which is no day` }]),
    ...(strange === undefined ? [] : [{ at, problem: `${id} has weekday ${strange}; 1 is Monday and 7 is Sunday` }]),
  ];
}

/** Tests of instruments that ask, if need be through others, whether what they decide is held: no order of answers is right. */
export function selfAsking(
  tests: readonly { readonly code: string; readonly counts: Expression; readonly until: Expression }[],
): readonly PackProblem[] {
  const asks = new Map<string, Set<string>>();
  for (const { code, counts, until } of tests) {
    asks.set(code, new Set([...(asks.get(code) ?? []), ...counts.asks, ...until.asks]));
  }
  const reached = (code: string) => {
    const found = new Set(asks.get(code) ?? []);
    for (const next of found) for (const further of asks.get(next) ?? []) found.add(further);
    return found;
  };
  return tests.flatMap(({ code }, i) =>
    reached(code).has(code)
      ? [{ at: `instruments[${i}]`, problem: `whether ${code} counts depends on whether ${code} is held` }]
      : [],
  );
}
