/** The check of a rule pack for its author, within 80 columns. */
import type { RuleCoverage } from '@selat/sdk/compliance';
import type { FailedCase, PackCheck, PackSummary } from '../../packs/check-pack.js';
import { printFinding } from '../../packs/open-packs.js';
import type { Style } from './style.js';
import { fields, MAX_COLUMNS, oneLine } from './table.js';
import { wrap } from './wrap.js';

/** Most ids that one line of the coverage names. */
const MAX_IDS = 6;

export function printPackCheck(check: PackCheck, style: Style): string {
  const { findings, summary, cases, coverage, beside } = check;
  const parts = [
    printFindings(check, style),
    summary === undefined ? '' : printSummary(summary, style),
    cases.run === 0 ? '' : printCases(cases.run, cases.failed, beside.used, style),
    beside.unreadable.length === 0 ? '' : `left out, for they cannot be read: ${beside.unreadable.join(', ')}\n`,
    coverage === undefined ? '' : printCoverage(coverage, style),
  ];
  if (summary !== undefined && cases.run === 0 && findings.length === 0) parts.push('no cases travel with it\n');
  return parts.filter((part) => part !== '').join('\n');
}

function printFindings({ findings, ok }: PackCheck, style: Style): string {
  if (findings.length === 0) return ok ? `${style.good('sound')}\n` : '';
  const lines = findings.map((finding) => `${wrap(oneLine(printFinding(finding)), MAX_COLUMNS, '    ')}\n`);
  return `${lines.join('')}\n${style.bad(counted(findings.length, 'finding'))}\n`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function printSummary(summary: PackSummary, style: Style): string {
  const { rules, tables, calendars, missingTexts } = summary;
  const total = Object.values(rules).reduce((sum, count) => sum + count, 0);
  const byOutcome = Object.entries(rules).map(([outcome, count]) => `${count} ${outcome}`);
  const missing = missingTexts.map((texts): [string, string] => [
    `without ${texts.language}`,
    listed([...texts.rules, ...texts.codes]),
  ]);
  return fields(
    [
      ['pack', `${summary.id} ${summary.version}, the law of ${summary.jurisdiction}`],
      ['in force', `${summary.effectiveFrom} to ${summary.effectiveTo ?? 'open'}`],
      ['decides since', `${summary.takesEffect.slice(0, 16).replace('T', ' ')}Z`],
      ['rules', `${total}: ${byOutcome.join(', ')}`],
      ['instruments', String(summary.instruments)],
      ['definitions', String(summary.definitions)],
      ['tables', tables.map(({ id, rows }) => `${id} (${counted(rows, 'row')})`).join(', ') || 'none'],
      ['calendars', calendars.map((one) => `${one.id} ${one.coversFrom} to ${one.coversTo}`).join(', ') || 'none'],
      ['not encoded', summary.notEncoded === 0 ? undefined : counted(summary.notEncoded, 'row')],
      ...(missing.length === 0 ? [['texts', 'en, zh-CN and ms-MY for every rule and code'] as const] : missing),
    ],
    style,
  );
}

function listed(ids: readonly string[]): string {
  const more = ids.length > MAX_IDS ? ` and ${ids.length - MAX_IDS} more` : '';
  return `${ids.slice(0, MAX_IDS).join(' ')}${more}`;
}

/** Below the label of the coverage, which takes 16 columns. */
function idsOf(ids: readonly string[], style: Style): string {
  return ids.length === 0 ? style.bad('in no case') : wrap(listed(ids), MAX_COLUMNS - 16, ' '.repeat(16));
}

function printCases(run: number, failed: readonly FailedCase[], others: readonly string[], style: Style): string {
  const beside = others.length === 0 ? '' : ` (with ${others.join(', ')})`;
  if (failed.length === 0) return `${style.good('ok')}  ${counted(run, 'case')}${beside}\n`;
  const lines = failed.map(({ id, title, file, line, differences }) => {
    const head = wrap(oneLine(`${file}:${line}: ${id}: ${title}`), MAX_COLUMNS, '    ');
    const differs = differences.map((one) => `${wrap(oneLine(`    ${one}`), MAX_COLUMNS, '      ')}\n`);
    return `${style.bad(head)}\n${differs.join('')}`;
  });
  return `${lines.join('')}\n${style.bad(`${failed.length} of ${counted(run, 'case')} came out otherwise`)}${beside}\n`;
}

/** Rules without both kinds of cases first: they are what is left to do. */
function printCoverage(coverage: readonly RuleCoverage[], style: Style): string {
  const lacks = coverage.filter(({ fires, nearlyFires }) => fires.length === 0 || nearlyFires.length === 0);
  const blocks = coverage.map(({ ruleId, effectiveFrom, fires, nearlyFires }) => {
    const name = effectiveFrom === undefined ? ruleId : `${ruleId} (from ${effectiveFrom})`;
    return [
      style.bold(name),
      `  fires         ${idsOf(fires, style)}`,
      `  nearly fires  ${idsOf(nearlyFires, style)}`,
    ].join('\n');
  });
  const names = lacks.map(({ ruleId }) => ruleId);
  const verdict =
    lacks.length === 0
      ? style.good(`every rule has both kinds of cases (${coverage.length})`)
      : style.bad(
          wrap(`${lacks.length} of ${coverage.length} rules lack a kind: ${names.join(' ')}`, MAX_COLUMNS, '  '),
        );
  return `${blocks.join('\n')}\n\n${verdict}\n`;
}
