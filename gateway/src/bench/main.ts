/** `npm run bench`: what the protocol costs on this machine, each figure beside the limit that the machine itself sets. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchContext } from './context.js';
import { benchSign, benchSm2, benchVerify } from './documents.js';
import { benchFootprint } from './footprint.js';
import { benchGrants } from './grants.js';
import { benchIngest } from './ingest.js';
import type { Figure } from './measure.js';
import { benchPreflight } from './preflight.js';
import { describeFigures, type Report, toPage } from './report.js';
import { benchSearch } from './search.js';

/** What the launcher hands over. */
export interface BenchIo extends Omit<BenchContext, 'dir' | 'say'> {
  readonly argv: readonly string[];
  /** Git commit of the sources, or `unknown`. */
  readonly commit: string;
  /** Processor and number of cores. */
  readonly cpu: string;
  /** Processes that wanted to run, on average over the last minute. */
  readonly load: () => number;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

type Bench = (context: BenchContext) => Promise<readonly Figure[]>;

/** Every measurement by the first words of its figures' names. */
const BENCHES: Readonly<Record<string, Bench>> = {
  'document.verify': benchVerify,
  'document.sign': benchSign,
  'document.sm2': benchSm2,
  'listing.ingest': benchIngest,
  grant: benchGrants,
  search: benchSearch,
  node: benchFootprint,
  preflight: benchPreflight,
};

const HELP = `npm run bench -- [options]
  --only NAME     one of ${Object.keys(BENCHES).join(', ')}
  --json          print one JSON value, the last line
  --report FILE   write the page docs/reference/performance.md there
`;

/** Runs the benchmark and returns the exit code. */
export async function main(io: BenchIo): Promise<number> {
  const options = parse(io.argv);
  const chosen = typeof options === 'string' ? [] : choose(options.only);
  if (typeof options === 'string' || chosen.length === 0) {
    io.err(`bench: ${typeof options === 'string' ? options : `nothing is named ${options.only}`}\n${HELP}`);
    return 2;
  }
  const dir = await mkdtemp(join(tmpdir(), 'selat-bench-'));
  try {
    const say = (text: string) => io.err(`${text}\n`);
    const results: Figure[] = [];
    const load = io.load();
    for (const [name, bench] of chosen) {
      say(`measuring ${name}`);
      // A folder of its own for each: they write files of the same names.
      const own = join(dir, name);
      await mkdir(own);
      results.push(...(await bench({ ...io, dir: own, say })));
    }
    const report: Report = { results, commit: io.commit, cpu: io.cpu, load };
    io.out(options.json ? `${JSON.stringify(report)}\n` : describeFigures(report));
    if (options.report !== undefined) await writeFile(options.report, toPage(report, io.today));
    return 0;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function choose(only: string | undefined) {
  return Object.entries(BENCHES).filter(([name]) => only === undefined || name === only || only.startsWith(`${name}.`));
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        report: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}
