/** `selat-conformance run`: the whole suite, or a part of it, against one subject. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROFILES } from '../cases/index.js';
import { planRun, type Report, runPlan, toJunit, toReport } from '../runner/index.js';
import { openRun, readSubjectFile } from '../setup/index.js';
import { EXIT, type ExitCode, type Io, Usage } from './io.js';
import { suiteCases, suiteSpec, suiteVersion } from './package-files.js';
import { openProgress } from './progress.js';
import { summaryText } from './summary.js';

/** Options of `run`. */
export interface RunCommand {
  readonly subject: string;
  readonly profile?: string;
  readonly nonce?: string;
  readonly report?: string;
  /** Cases or folders of cases; absent = all. */
  readonly only?: readonly string[];
  /** Seconds to wait for a person to pin and agree. */
  readonly wait?: string;
  readonly json?: boolean;
}

const WAIT_S = 600;
const NONCE = /^[A-Za-z0-9._-]{1,64}$/;

function nonceOf({ nonce }: RunCommand, { random }: Io): string {
  if (nonce === undefined) return random(8).toString('hex');
  if (!NONCE.test(nonce))
    throw new Usage(`--nonce is ${nonce}, not 1 to 64 letters, digits, dots, hyphens or underscores`);
  return nonce;
}

function patienceOf({ wait }: RunCommand): number {
  const seconds = Number(wait ?? WAIT_S);
  if (!Number.isFinite(seconds) || seconds < 0) throw new Usage(`--wait is ${wait}, not a number of seconds`);
  return seconds * 1000;
}

function writeReport(dir: string, report: Report, junit: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(dir, 'junit.xml'), junit);
}

/** Runs the suite. @returns the report @throws Usage, BadCase, BadSubjectFile, BadPlan, NotReady, BadSuiteDir */
export async function runSuite(io: Io, command: RunCommand): Promise<Report> {
  const { profile, only = [], report: reportDir } = command;
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile))
    throw new Usage(`no profile is named ${profile}; there are ${Object.keys(PROFILES).join(', ')}`);
  const [nonce, patienceMs] = [nonceOf(command, io), patienceOf(command)];
  const [cases, spec, startedAt] = [suiteCases(), suiteSpec(), io.clock()];
  const file = readSubjectFile(resolve(io.cwd, command.subject));
  const plan = planRun(cases, { file, only, ...(profile === undefined ? {} : { profile }) });
  const progress = openProgress(io, plan.length, command.json === true);
  let isOver = false;
  io.onStopSignal(() => {
    isOver = true;
  });
  const run = await openRun({ file, nonce, wall: io.clock, patienceMs, say: progress.say });
  try {
    const results = await runPlan(plan, run, spec, { ...progress, isOver: () => isOver });
    const timing = { startedAt, endedAt: io.clock() };
    const report = toReport({ run, cases, results, version: suiteVersion(), profile: profile ?? '', ...timing });
    if (reportDir !== undefined) writeReport(resolve(io.cwd, reportDir), report, toJunit(report, spec));
    return report;
  } finally {
    progress.end();
    await run.close();
  }
}

/** Runs the suite and prints what came of it. */
export async function run(io: Io, command: RunCommand): Promise<ExitCode> {
  const report = await runSuite(io, command);
  io.out(command.json === true ? `${JSON.stringify(report)}\n` : summaryText(report, command.report));
  return report.verdict === 'passed' ? EXIT.done : EXIT.no;
}
