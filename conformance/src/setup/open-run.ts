/** Opens a run: reads the subject, brings up the suite's peers, has both agree. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RawClient } from '../client/index.js';
import {
  callAs,
  closeSuite,
  type Operator,
  openSuite,
  ReceiptLedger,
  readSubject,
  type Subject,
  type Suite,
  toOperatorRequest,
  type World,
} from '../run/index.js';
import { seededRandom } from '../runner/seeded-random.js';
import { openHarness, openOperator } from '../subject/index.js';
import { agree, NotReady } from './agree.js';
import { readPeers } from './peer-files.js';
import { forgetState } from './run-state.js';
import type { SubjectFile } from './subject-file.js';

/** What a run is opened with. */
export interface RunOptions {
  readonly file: SubjectFile;
  /** Folder that `init` wrote; absent = the folder of the subject's file. */
  readonly dir?: string;
  /** From which every id and nonce of the suite follows. */
  readonly nonce: string;
  /** Time of this machine, milliseconds since 1970. */
  readonly wall: () => number;
  /** Longest wait for a person to agree, milliseconds. */
  readonly patienceMs: number;
  readonly say: (line: string) => void;
}

/** A run in which cases can be run. */
export interface OpenRun {
  readonly file: SubjectFile;
  readonly nonce: string;
  readonly suite: Suite;
  /** The suite as one case sees it: its random bytes follow from the nonce and the case alone. */
  suiteFor(caseId: string): Suite;
  close(): Promise<void>;
}

/** A program answers in seconds where a person takes minutes. */
const PROGRAM_PATIENCE_MS = 30_000;
const GET_DESCRIPTOR = '/selat.v1.FederationService/GetDescriptor';

async function reset({ reset: command, dir }: SubjectFile): Promise<void> {
  const [program, ...args] = command ?? [];
  if (program !== undefined) await promisify(execFile)(program, args, { cwd: dir });
}

async function findSubject({ descriptor, address, fingerprint, path }: SubjectFile): Promise<Subject> {
  const read = await readSubject(descriptor).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotReady(`the descriptor that ${path} names does not hold: ${why}`, { cause });
  });
  const own = `sha256:${read.fingerprint.toString('hex')}`;
  if (fingerprint !== undefined && fingerprint !== own)
    throw new NotReady(`the descriptor that ${path} names has fingerprint ${own}, its operator read ${fingerprint}`);
  if (read.env !== 'SANDBOX')
    throw new NotReady(`${read.exchange} is of environment ${read.env}: only SANDBOX is tested`);
  return { ...read, address: address ?? read.address };
}

/** The clock of subject and suite: the machine's, and what the harness added. */
class SharedClock {
  #ahead = 0;
  readonly #wall: () => number;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  readonly now = (): number => this.#wall() + this.#ahead;

  /** @param instant what the subject's clock says now */
  follow(instant: number): void {
    this.#ahead = Math.max(0, instant - this.#wall());
  }
}

function operatorOf(
  process: ReturnType<typeof openOperator> | undefined,
  subject: Subject,
  worldOf: () => World,
): Operator {
  return async (verb, args) => {
    if (process === undefined)
      throw new Error(`no program acts for the operator of ${subject.exchange}: cannot ${verb}`);
    const asked = toOperatorRequest(subject.exchange, worldOf(), verb, args);
    return process.act(asked.verb, asked.args);
  };
}

/** Opens a run. @throws NotReady, BadSuiteDir */
export async function openRun({ file, dir = file.dir, nonce, wall, patienceMs, say }: RunOptions): Promise<OpenRun> {
  const peers = await readPeers(dir);
  const subject = await findSubject(file);
  if (file.reset !== undefined) {
    await reset(file);
    forgetState(dir);
  }
  const clock = new SharedClock(wall);
  const worldFor = (scope: string): World => ({ now: clock.now, wall, random: seededRandom(nonce, scope) });
  const world = worldFor('');
  const process = file.operator === undefined ? undefined : openOperator(file.operator.command, file.dir);
  const closers: (() => unknown)[] = [() => process?.close()];
  const close = async () => {
    for (const one of closers.reverse()) await one();
  };
  const operate = operatorOf(process, subject, () => world);
  try {
    const held = await holdClock({ file, wall }, subject, peers.good.tls, clock, closers);
    const opened = await openSuite({ subject, world, operate, ledger: new ReceiptLedger(), ...held }, peers);
    closers.push(() => closeSuite(opened));
    const hasOperator = process !== undefined;
    const patience = hasOperator ? Math.min(patienceMs, PROGRAM_PATIENCE_MS) : patienceMs;
    const suite = await agree(opened, { dir, hasOperator, patienceMs: patience, say });
    await requireAnswer(suite);
    const suiteFor = (id: string): Suite => {
      const its = worldFor(id);
      return { ...suite, world: its, operate: operatorOf(process, subject, () => its) };
    };
    return { file, nonce, suite, suiteFor, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A subject that is not there fails every case; that is better said once. @throws NotReady */
async function requireAnswer({ subject, peers, world }: Suite): Promise<void> {
  const metadata = [['selat-protocol', subject.protocol]] as const;
  const { code, message } = await peers.good.client.unary(GET_DESCRIPTOR, Buffer.alloc(0), metadata, world.wall());
  if (code !== 'OK')
    throw new NotReady(`${subject.exchange} at ${subject.address} does not answer good: ${code} ${message}`);
}

/**
 * Takes hold of the subject's clock, which an earlier run may have moved.
 * @param closers takes what ends the connection
 * @throws NotReady where the harness does not answer
 */
async function holdClock(
  { file, wall }: Pick<RunOptions, 'file' | 'wall'>,
  subject: Subject,
  tls: { readonly certPem: string; readonly keyPem: string },
  clock: SharedClock,
  closers: (() => unknown)[],
): Promise<{ readonly advance?: (ms: number) => Promise<void> }> {
  const { harness: address } = file;
  if (address === undefined) return {};
  const { certPem, keyPem } = tls;
  const client: RawClient = callAs({ ...subject, address }, { certPem, keyPem });
  closers.push(() => client.close());
  const harness = openHarness(client, subject.protocol, wall);
  const advance = async (ms: number) => clock.follow(await harness.advance(Math.ceil(ms)));
  await advance(1).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotReady(`the harness at ${address} does not admit the peer good: ${why}`, { cause });
  });
  return { advance };
}
