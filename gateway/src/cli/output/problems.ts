import type { Problem } from '../../fsck/problems.js';
import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { wrap } from './wrap.js';

/** Problems for a person: place and fault, and below it what to do. @param count all of them, also those not listed */
export function printProblems(problems: readonly Problem[], count: number, style: Style): string {
  if (count === 0) return '';
  const lines = problems.map(({ where, what, fix }) => {
    const said = wrap(`${where}: ${oneLine(what)}`, MAX_COLUMNS, '    ');
    return `${style.bad(said)}\n${wrap(`    fix: ${fix}`, MAX_COLUMNS, '         ')}\n`;
  });
  const rest = count > problems.length ? `and ${count - problems.length} more\n` : '';
  return `\n${lines.join('')}${rest}`;
}
