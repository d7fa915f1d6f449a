/** What a person reads at the end of a run. */
import type { Report } from '../runner/index.js';
import { count, table, wrap } from './text.js';

function byReason(cases: Report['cases']): readonly (readonly string[])[] {
  const reasons = new Map<string, number>();
  for (const { why } of cases) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [...reasons].map(([why, number]) => [String(number), why]);
}

/** The first line of why a case failed, without the step, which has a column of its own. */
export function withoutStep(why: string): string {
  const [line = ''] = why.split('\n');
  const end = /^step \d+ of \d+ \(/.test(line) ? line.indexOf('): ') : -1;
  return end < 0 ? line : line.slice(end + '): '.length);
}

/** Failures that are told in full below the table; the report holds all. */
const SHOWN = 5;

function whole({ id, why }: Report['cases'][number]): string {
  return `${id}\n${wrap(withoutStep(why), 2)}\n`;
}

/** @param reportDir where the report was written; absent = nowhere */
export function summaryText(report: Report, reportDir: string | undefined): string {
  const { subject, counts, cases, nonce, verdict, pairs, ms } = report;
  const of = (wanted: string) => cases.filter((one) => one.verdict === wanted);
  const [failed, skipped, known] = [of('failed'), of('skipped'), of('known-failing')];
  const rows = failed.map(({ id, step, why }) => [id, step === undefined ? '-' : String(step), withoutStep(why)]);
  const parts = [
    `${counts.passed} passed`,
    `${counts.failed} failed`,
    ...(known.length === 0 ? [] : [`${known.length} known to fail`]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
  ];
  const first = failed[0];
  return [
    ...(failed.length === 0 ? [] : [table(['FAILED', 'STEP', 'WHY'], rows), ...failed.slice(0, SHOWN).map(whole)]),
    ...(known.length === 0
      ? []
      : [
          table(
            ['KNOWN TO FAIL', 'WHY'],
            known.map(({ id, why }) => [id, why.split('\n')[1] ?? '']),
          ),
        ]),
    ...(skipped.length === 0 ? [] : [table(['SKIPPED', 'WHY'], byReason(skipped))]),
    `${subject.exchange} ${verdict === 'passed' ? 'passes' : 'does not pass'}: ${parts.join(', ')}`,
    wrap(`${count(pairs.length, 'pair')} of requirement and reason proven, ${Math.round(ms / 1000)} s, nonce ${nonce}`),
    ...(first === undefined ? [] : [`Why, and what the case does: selat-conformance explain ${first.id}`]),
    ...(reportDir === undefined ? [] : [`Report: ${reportDir}/report.json, ${reportDir}/junit.xml`]),
    '',
  ].join('\n');
}
