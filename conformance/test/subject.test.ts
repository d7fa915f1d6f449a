/** The gateway of this repository as a subject: every case is a test, run by the functions that `selat-conformance run` uses. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteCases, suiteSpec } from '../src/cli/package-files.js';
import { inOrder, planRun, type Report, runPlanned } from '../src/runner/index.js';
import { openSelatBench, type SelatBench } from '../src/selat/index.js';
import { type OpenRun, openRun, readSubjectFile } from '../src/setup/index.js';

const CASES = suiteCases();
const SPEC = suiteSpec();
const OK: readonly Report['cases'][number]['verdict'][] = ['passed', 'known-failing'];

let bench: SelatBench;
let run: OpenRun;

beforeAll(async () => {
  const wall = () => Date.now();
  const random = (bytes: number) => randomBytes(bytes);
  bench = await openSelatBench({ world: { now: wall, wall, random }, env: process.env, preset: 'szdex' });
  const file = readSubjectFile(bench.subjectFile);
  run = await openRun({ file, nonce: 'vitest', wall, patienceMs: 60_000, say: () => undefined });
}, 180_000);

afterAll(async () => {
  await run?.close();
  await bench?.close();
});

describe('the gateway passes every case', () => {
  for (const found of inOrder(CASES)) {
    it(`${found.proves.join(', ')}: ${found.title} (${found.id})`, async (context) => {
      const [planned] = planRun(CASES, { file: run.file, only: [found.id] });
      if (planned === undefined) throw new Error(`${found.id} is in no plan`);
      const { verdict, why } = await runPlanned(planned, run, SPEC);
      if (verdict === 'skipped') context.skip(why);
      expect(OK.includes(verdict) ? '' : `${why}\n${bench.log()}`).toBe('');
    });
  }
});
