/** Tables and lists of fields for people, within 80 columns. */
import type { Style } from './style.js';
import { clip, padEnd, widthOf } from './width.js';
import { wrap } from './wrap.js';

/** Columns that output for people never passes, except where one value alone is longer. */
export const MAX_COLUMNS = 80;
const GAP = 2;
const NARROWEST = 6;
/** What a column keeps while one that shrinks last is whole. */
const KEEPS = 12;

/** One column: how it reads a row, and whether it may be cut to fit. */
export interface Column<T> {
  readonly title: string;
  value(row: T): string;
  /**
   * Cut off with an ellipsis where the table is too wide; ids and digests that people copy are not. `last`: only once the others
   * are down to twelve columns.
   */
  readonly shrinks?: boolean | 'last';
}

/** An aligned table, or `none` where there are no rows. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], style: Style, none: string): string {
  if (rows.length === 0) return `${none}\n`;
  const cells = rows.map((row) => columns.map((column) => oneLine(column.value(row))));
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at] ?? ''))),
  );
  shrink(widths, columns);
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => padEnd(clip(cell, widths[at] ?? 0), widths[at] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd();
  const head = style.bold(line(columns.map(({ title }) => title)));
  return `${[head, ...cells.map(line)].join('\n')}\n`;
}

/** Takes from the widest column that may shrink until the table fits or nothing is left to take. */
function shrink<T>(widths: number[], columns: readonly Column<T>[]): void {
  const over = () => widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1)) - MAX_COLUMNS;
  const take = (may: (column: Column<T>) => boolean, narrowest: number) => {
    while (over() > 0) {
      let widest = -1;
      columns.forEach((column, at) => {
        if (may(column) && (widths[at] ?? 0) > Math.max(narrowest, widths[widest] ?? 0)) widest = at;
      });
      if (widest < 0) return;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  };
  take(({ shrinks }) => shrinks === true, KEEPS);
  take(({ shrinks }) => shrinks !== undefined && shrinks !== false, NARROWEST);
}

/**
 * Names and values, one a line, values aligned; a long value goes on below itself, and only one long word passes 80 columns.
 * Absent values are left out.
 */
export function fields(pairs: readonly (readonly [name: string, value: string | undefined])[], style: Style): string {
  const given = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '');
  const width = Math.max(0, ...given.map(([name]) => widthOf(name))) + GAP;
  const lines = given.map(([name, value]) => {
    const wrapped = wrap(oneLine(value), MAX_COLUMNS - width, '').replaceAll('\n', `\n${' '.repeat(width)}`);
    return `${style.dim(padEnd(name, width))}${wrapped}\n`;
  });
  return lines.join('');
}

/** A value of a peer may hold line breaks and control characters; a terminal must not obey them. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** `2026-01-05 12:00:00Z`. */
export function toTimeText(instant: number): string {
  return Number.isFinite(instant) ? `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')}Z` : '';
}

/** The first digits of a digest: enough to recognise it, and to name a grant by. */
export function shortDigest(digest: string): string {
  return digest.startsWith('sha256:') ? digest.slice('sha256:'.length, 'sha256:'.length + 12) : digest;
}

/** `zh-CN: …  en: …`, in the order given. */
export function toNamesText(names: Readonly<Record<string, string>>): string {
  return Object.entries(names)
    .map(([language, text]) => `${text} (${language})`)
    .join(', ');
}
