/** `npm run conformance`: the whole suite against the gateway of this repository. */
import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, type Io, Usage } from '../cli/io.js';
import { runSuite } from '../cli/run.js';
import { summaryText } from '../cli/summary.js';
import { openSelatBench } from './selat-bench.js';

const HELP = `npm run conformance [-- options]: runs the suite against the gateway of this repository

  --json             print one line of JSON: verdict, counts, pairs, nonce, failed
  --report DIR       write report.json and junit.xml there
  --profile NAME     only cases of this profile
  --only CASE...     only these cases, or folders of cases
  --nonce TEXT       from which every id and nonce of the run follows
  --database URL     keep the data in this PostgreSQL instead of SQLite
  --preset NAME      szdex (signs with Ed25519 and SM2) or my
`;

const OPTIONS = {
  json: { type: 'boolean' },
  report: { type: 'string' },
  profile: { type: 'string' },
  only: { type: 'string', multiple: true },
  nonce: { type: 'string' },
  database: { type: 'string' },
  preset: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (positionals.length === 0) return values;
    if (values.only === undefined)
      throw new Error(`${positionals.join(' ')} follows no option; name cases after --only`);
    return { ...values, only: [...values.only, ...positionals] };
  } catch (cause) {
    throw new Usage(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** @param env environment of the gateway's processes @throws Usage, Error */
async function runIt(args: readonly string[], io: Io, env: Readonly<Record<string, string | undefined>>) {
  const { preset = 'szdex', database, help = false, ...given } = parse(args);
  if (help) {
    io.out(HELP);
    return EXIT.done;
  }
  if (given.json !== true) io.err('starting a gateway ...\n');
  const world = { now: io.clock, wall: io.clock, random: io.random };
  const bench = await openSelatBench({ world, env, preset, ...(database === undefined ? {} : { database }) });
  try {
    const report = await runSuite(io, { subject: bench.subjectFile, ...given });
    const { verdict, counts, pairs, nonce, cases } = report;
    const failed = cases.filter((one) => one.verdict === 'failed').map(({ id, why }) => ({ id, why }));
    io.out(
      given.json === true
        ? `${JSON.stringify({ verdict, counts, pairs, nonce, failed })}\n`
        : summaryText(report, given.report),
    );
    if (verdict === 'failed' && bench.log() !== '') io.err(`The gateway logged:\n${bench.log()}`);
    return verdict === 'passed' ? EXIT.done : EXIT.no;
  } finally {
    await bench.close();
  }
}

/** Runs it. @returns the exit code */
export async function runSelat(
  args: readonly string[],
  io: Io,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  try {
    return await runIt(args, io, env);
  } catch (error) {
    io.err(`conformance: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.wrong;
  }
}
