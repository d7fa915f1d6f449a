export { toJunit } from './junit.js';
export { BadPlan, inOrder, type PlannedCase, type PlanOptions, planRun } from './plan.js';
export { type Counts, digestOfCases, type Report, toReport } from './report.js';
export { type CaseResult, type RunWatch, runPlan, runPlanned, type Verdict } from './run-plan.js';
