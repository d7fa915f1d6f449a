/** Runs planned cases one after the other and gathers what came of them. */
import { reasonsOf } from '../cases/index.js';
import { type CaseVerdict, runCase } from '../run/index.js';
import type { OpenRun } from '../setup/index.js';
import type { Spec } from '../spec/index.js';
import type { PlannedCase } from './plan.js';
import { whyFailed, whyPassed } from './why.js';

/** How a case ended in a run. */
export type Verdict = 'passed' | 'failed' | 'skipped' | 'known-failing';

/** One case in a report. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  readonly requirements: readonly string[];
  /** Reasons that its steps expect. */
  readonly reasons: readonly string[];
  readonly verdict: Verdict;
  /** Milliseconds that it took; nothing is judged by it. */
  readonly ms: number;
  /** Why it is not passed; empty where it is. */
  readonly why: string;
  /** Step at which it ended, from 1; absent where it passed or did not run. */
  readonly step?: number;
}

/** The clock of timers may wait for no step at all: each case has its own end. */
function within(ms: number, running: Promise<CaseVerdict>, late: () => CaseVerdict): Promise<CaseVerdict> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late()), ms);
    running.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function frameOf({ found }: PlannedCase): Omit<CaseResult, 'verdict' | 'ms' | 'why'> {
  const { id, title, profile, proves } = found;
  return { id, title, profile, requirements: proves, reasons: reasonsOf(found) };
}

/** Runs one case of a plan; the one way in which cases are run. Never throws for what the subject does. */
export async function runPlanned(planned: PlannedCase, run: OpenRun, spec: Spec): Promise<CaseResult> {
  const { found, skip, knownFailing } = planned;
  const frame = frameOf(planned);
  if (skip !== undefined) return { ...frame, verdict: 'skipped', ms: 0, why: skip };
  const limitS = found.limitS || run.file.caseLimitS;
  const startedAt = run.suite.world.wall();
  let step = 1;
  const late = (): CaseVerdict => {
    return { id: found.id, verdict: 'failed', step, why: `the case did not end within ${limitS} s` };
  };
  const running = runCase(found, run.suiteFor(found.id), (at) => {
    step = at;
  });
  const end = await within(limitS * 1000, running, late);
  const ms = run.suite.world.wall() - startedAt;
  if (end.verdict === 'passed')
    return knownFailing === undefined
      ? { ...frame, verdict: 'passed', ms, why: '' }
      : { ...frame, verdict: 'failed', ms, why: whyPassed(knownFailing) };
  const verdict = knownFailing === undefined ? 'failed' : 'known-failing';
  return { ...frame, verdict, ms, why: whyFailed(found, end, spec, knownFailing), step: end.step };
}

/** What a run is told while it goes. */
export interface RunWatch {
  readonly onBegin?: (planned: PlannedCase, index: number) => void;
  readonly onEnd?: (result: CaseResult, index: number) => void;
  /** Whether to stop before the next case; what is left then counts as failed: it never ran. */
  readonly isOver?: () => boolean;
}

/** Runs a whole plan. */
export async function runPlan(
  plan: readonly PlannedCase[],
  run: OpenRun,
  spec: Spec,
  { onBegin, onEnd, isOver }: RunWatch = {},
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index, planned] of plan.entries()) {
    onBegin?.(planned, index);
    const result: CaseResult =
      isOver?.() === true
        ? { ...frameOf(planned), verdict: 'failed', ms: 0, why: 'it never ran: the run was stopped before it' }
        : await runPlanned(planned, run, spec);
    results.push(result);
    onEnd?.(result, index);
  }
  return results;
}
