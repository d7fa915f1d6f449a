/** The trace of a decision for a person, within 80 columns. */
import type { TracedPart, TracedRule } from '../../preflight/trace.js';
import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { wrap } from './wrap.js';

export function printTrace(parts: readonly TracedPart[], style: Style): string {
  return parts.map((part) => `${printPart(part, style)}\n`).join('\n');
}

function printPart({ leg, jurisdiction, pack, rules, definitions }: TracedPart, style: Style): string {
  const where = leg === undefined ? 'listing' : `leg ${leg + 1}`;
  const tried = rules.filter(({ answer }) => answer !== 'not about this');
  const others = rules.filter(({ answer }) => answer === 'not about this').map(({ ruleId }) => ruleId);
  const rest =
    others.length === 0
      ? []
      : [wrap(`  not about this ${where === 'listing' ? 'listing' : 'leg'}: ${others.join(' ')}`, MAX_COLUMNS, '    ')];
  return [
    style.bold(`trace of ${where}, ${jurisdiction} (pack ${pack}): ${tried.length} of ${rules.length} rules tried`),
    ...tried.flatMap((rule) => printRule(rule, style)),
    ...rest,
    ...(Object.keys(definitions).length === 0 ? [] : ['  where']),
    ...Object.entries(definitions).map(([name, is]) => wrap(`    ${name} is ${oneLine(is)}`, MAX_COLUMNS, '      ')),
  ].join('\n');
}

function printRule(
  { ruleId, outcome, citations, applies, when, answer, read, missing }: TracedRule,
  style: Style,
): string[] {
  const mark = answer === 'fires' ? style.good(answer) : answer === 'unknown' ? style.bad(answer) : style.dim(answer);
  const values = Object.entries(read).map(
    ([path, value]) => `${path} = ${value === null ? 'unknown' : JSON.stringify(value)}`,
  );
  return [
    `  ${style.bold(ruleId)} ${outcome}: ${mark}`,
    wrap(`    article  ${citations.join('; ')}`, MAX_COLUMNS, '             '),
    ...(applies === 'true' ? [] : [wrap(`    applies  ${oneLine(applies)}`, MAX_COLUMNS, '             ')]),
    wrap(`    when     ${oneLine(when)}`, MAX_COLUMNS, '             '),
    ...values.map((value, i) =>
      wrap(`    ${i === 0 ? 'read   ' : '       '}  ${oneLine(value)}`, MAX_COLUMNS, '               '),
    ),
    ...(missing === undefined ? [] : [wrap(`    missing  ${missing.join(', ')}`, MAX_COLUMNS, '             ')]),
  ];
}
