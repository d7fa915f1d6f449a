/** A report in the JUnit form that build servers read. */
import type { Spec } from '../spec/index.js';
import type { Report } from './report.js';
import type { CaseResult } from './run-plan.js';

/** Text for XML 1.0: its special characters escaped, characters that it forbids replaced. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Chapter of the first requirement that a case proves; its folder where that is not stated yet. */
function chapterOf({ id, requirements }: CaseResult, { requirements: stated }: Spec): string {
  return stated.get(requirements[0] ?? '')?.chapter ?? id.split('/')[0] ?? id;
}

function outcomeOf({ verdict, why }: CaseResult): string {
  const [message = ''] = why.split('\n');
  if (verdict === 'failed')
    return `<failure${attributes({ message, type: 'failed' })}>${escapeXml(why).replaceAll('&#10;', '\n')}</failure>`;
  if (verdict === 'passed') return '';
  return `<skipped${attributes({ message: verdict === 'skipped' ? message : `known failing: ${message}` })}/>`;
}

function testcase(result: CaseResult, spec: Spec): string {
  const name = `${result.id}: ${result.title}`;
  const head = attributes({ classname: chapterOf(result, spec), name, time: seconds(result.ms) });
  const outcome = outcomeOf(result);
  return outcome === '' ? `    <testcase${head}/>` : `    <testcase${head}>${outcome}</testcase>`;
}

function totals(results: readonly CaseResult[]): Readonly<Record<string, number | string>> {
  return {
    tests: results.length,
    failures: results.filter(({ verdict }) => verdict === 'failed').length,
    errors: 0,
    skipped: results.filter(({ verdict }) => verdict === 'skipped' || verdict === 'known-failing').length,
    time: seconds(results.reduce((sum, { ms }) => sum + ms, 0)),
  };
}

/** One test suite a chapter, one test case a case. */
export function toJunit({ cases, subject, startedAt }: Report, spec: Spec): string {
  const chapters = [...new Set(cases.map((one) => chapterOf(one, spec)))];
  const suites = chapters.map((chapter) => {
    const own = cases.filter((one) => chapterOf(one, spec) === chapter);
    const timestamp = startedAt.slice(0, 19);
    const head = attributes({ name: chapter, timestamp, hostname: subject.exchange, ...totals(own) });
    return `  <testsuite${head}>\n${own.map((one) => testcase(one, spec)).join('\n')}\n  </testsuite>`;
  });
  // The root has no count of skipped cases in the common schema.
  const { skipped: _, ...sums } = totals(cases);
  const head = attributes({ name: `selat conformance of ${subject.exchange}`, ...sums });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.join('\n')}\n</testsuites>\n`;
}
