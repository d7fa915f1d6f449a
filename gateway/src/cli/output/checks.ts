import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { widthOf } from './width.js';
import { wrap } from './wrap.js';

/** One thing that holds or does not. */
export interface PrintedCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix: string;
}

/** Checks for a person: a mark, a name, what was found, and below it what to do. */
export function printChecks(checks: readonly PrintedCheck[], style: Style): string {
  const width = Math.min(28, Math.max(0, ...checks.map(({ name }) => widthOf(name))));
  const lines = checks.map(({ name, ok, detail, fix }) => {
    const mark = ok ? style.good('ok   ') : style.bad('FAIL ');
    const indent = ' '.repeat(width + 7);
    const padded = `${name}${' '.repeat(Math.max(0, width - widthOf(name)))}`;
    const said = wrap(oneLine(detail), MAX_COLUMNS - indent.length, '')
      .split('\n')
      .join(`\n${indent}`);
    const todo = wrap(`fix: ${fix}`, MAX_COLUMNS - indent.length, '     ')
      .split('\n')
      .join(`\n${indent}`);
    return `${mark}${padded}  ${said}\n${ok ? '' : `${indent}${todo}\n`}`;
  });
  return lines.join('');
}
