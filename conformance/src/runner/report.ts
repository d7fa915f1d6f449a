/** The result of a run, as data. */
import { createHash } from 'node:crypto';
import type { Case } from '../cases/index.js';
import type { OpenRun } from '../setup/index.js';
import { type Pair, pairsOfAll } from '../spec/index.js';
import type { CaseResult, Verdict } from './run-plan.js';

/** How many cases ended how. */
export type Counts = Readonly<Record<Verdict, number>>;

/** What report.json holds. */
export interface Report {
  /** `passed`: at least one case ran and none failed. */
  readonly verdict: 'passed' | 'failed';
  readonly counts: Counts;
  /** Pairs of requirement and reason that passed cases prove. */
  readonly pairs: readonly Pair[];
  readonly suite: { readonly version: string; readonly cases: number; readonly digest: string };
  readonly subject: {
    readonly exchange: string;
    readonly fingerprint: string;
    readonly address: string;
    readonly env: string;
    readonly protocol: string;
    readonly profiles: readonly string[];
    readonly features: readonly string[];
  };
  /** Profile that was asked for; empty = all. */
  readonly profile: string;
  readonly nonce: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly ms: number;
  readonly cases: readonly CaseResult[];
}

/** Names a set of cases by its content: SHA-256 over their JSON, by id. */
export function digestOfCases(cases: readonly Case[]): string {
  const hash = createHash('sha256');
  for (const found of [...cases].sort((a, b) => (a.id < b.id ? -1 : 1))) hash.update(`${JSON.stringify(found)}\n`);
  return `sha256:${hash.digest('hex')}`;
}

function countOf(results: readonly CaseResult[]): Counts {
  const of = (verdict: Verdict) => results.filter((one) => one.verdict === verdict).length;
  return {
    passed: of('passed'),
    failed: of('failed'),
    skipped: of('skipped'),
    'known-failing': of('known-failing'),
  };
}

/** What a report is made of. */
export interface ReportInput {
  readonly run: OpenRun;
  /** All cases of the suite. */
  readonly cases: readonly Case[];
  readonly results: readonly CaseResult[];
  readonly version: string;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Puts a report together. */
export function toReport({ run, cases, results, version, profile, startedAt, endedAt }: ReportInput): Report {
  const { subject } = run.suite;
  const { profiles, features } = run.file;
  const counts = countOf(results);
  const passed = new Set(results.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id));
  const ran = counts.passed + counts['known-failing'];
  return {
    verdict: counts.failed === 0 && ran > 0 ? 'passed' : 'failed',
    counts,
    pairs: pairsOfAll(cases.filter(({ id }) => passed.has(id))),
    suite: { version, cases: cases.length, digest: digestOfCases(cases) },
    subject: {
      exchange: subject.exchange,
      fingerprint: `sha256:${subject.fingerprint.toString('hex')}`,
      address: subject.address,
      env: subject.env,
      protocol: subject.protocol,
      profiles,
      features,
    },
    profile,
    nonce: run.nonce,
    startedAt: new Date(startedAt).toISOString(),
    ms: endedAt - startedAt,
    cases: results,
  };
}
