/** A test bench for this repository's gateway: a fresh node, the suite's peers, and the subject.yaml that joins them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { freePorts } from '../cli/free-ports.js';
import type { World } from '../run/index.js';
import { initSuite, PORT_COUNT } from '../setup/index.js';
import { SELAT_VERBS } from './operate.js';
import { SelatNode } from './selat-node.js';

const HOST = '127.0.0.1';
const NODE_PORTS = 3;
const OPERATE = fileURLToPath(new URL('../../scripts/operate-selat.mjs', import.meta.url));
/** Cases that the gateway is known to fail, each with the reason. */
const KNOWN_FAILING = fileURLToPath(new URL('../../known-failing/selat.yaml', import.meta.url));

/** What a bench is made with. */
export interface BenchOptions {
  readonly world: World;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Preset of the node, such as `szdex`. */
  readonly preset: string;
  /** `postgres://...`; absent = SQLite. */
  readonly database?: string;
}

/** A gateway that serves and a suite that may call it. */
export interface SelatBench {
  /** The subject.yaml. */
  readonly subjectFile: string;
  /** What the gateway logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Makes and starts everything. @throws Error with what the gateway printed */
export async function openSelatBench({ world, env, preset, database }: BenchOptions): Promise<SelatBench> {
  const dir = mkdtempSync(join(tmpdir(), 'selat-conformance-'));
  const ports = await freePorts(NODE_PORTS + PORT_COUNT, HOST);
  const node = new SelatNode({
    dir: join(dir, 'node'),
    preset,
    ports: ports.slice(0, NODE_PORTS),
    env,
    ...(database === undefined ? {} : { database }),
  });
  const close = async () => {
    await node.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const suite = { dir: join(dir, 'suite'), host: HOST, ports: ports.slice(NODE_PORTS), world };
    const [made] = await Promise.all([initSuite(suite), node.init()]);
    const newcomer = made.peers.find(({ name }) => name === 'newcomer');
    node.configure({ limits: { peer: { overrides: { [newcomer?.exchange ?? '']: { awaitingCure: 4 } } } } });
    const good = made.peers.find(({ name }) => name === 'good');
    const { apiUrl, harnessUrl } = await node.serve(good?.descriptor ?? '');
    writeFileSync(made.subjectFile, subjectYaml(node, apiUrl, harnessUrl));
    return { subjectFile: made.subjectFile, log: () => node.log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function subjectYaml(node: SelatNode, apiUrl: string, harnessUrl: string): string {
  const subject = stringify({
    descriptor: node.path('descriptor.jws.json'),
    profiles: ['core', 'listing', 'grant'],
    features: ['four-may-wait', 'attestations'],
    operator: { command: [process.execPath, OPERATE, apiUrl, node.path('operator.token')], verbs: SELAT_VERBS },
    harness: harnessUrl.replace('https://', ''),
    caseLimitS: 60,
  });
  return `${subject}${readFileSync(KNOWN_FAILING, 'utf8')}`;
}
