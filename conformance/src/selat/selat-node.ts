/** This repository's gateway as a subject: processes of its own, reached by its public commands and ports. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

/** Launcher of the gateway beside this package. */
const LAUNCHER = fileURLToPath(new URL('../../../gateway/bin/selat.js', import.meta.url));
const READY_MS = 60_000;
const PASSPHRASE = 'a passphrase of the conformance suite';
const run = promisify(execFile);

/** Where a node lives and what it is given. */
export interface SelatNodeOptions {
  /** Folder to make. */
  readonly dir: string;
  readonly preset: string;
  /** Ports for peers, back office and health. */
  readonly ports: readonly number[];
  /** Environment of the processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `postgres://...`; absent = SQLite in the folder. */
  readonly database?: string;
}

/** What `selat serve` says when it is ready. */
export interface Served {
  readonly apiUrl: string;
  readonly federationUrl: string;
  readonly harnessUrl: string;
}

function isServed(value: unknown): value is Served {
  return typeof value === 'object' && value !== null && 'apiUrl' in value && 'harnessUrl' in value;
}

/** A node on disk, and later its process. */
export class SelatNode {
  readonly dir: string;
  readonly #options: SelatNodeOptions;
  readonly #env: NodeJS.ProcessEnv;
  #serving: ChildProcess | undefined;
  #log = '';

  constructor(options: SelatNodeOptions) {
    this.dir = options.dir;
    this.#options = options;
    const database = options.database === undefined ? {} : { SELAT_DATABASE_URL: options.database };
    this.#env = { ...options.env, SELAT_KEY_PASSPHRASE: PASSPHRASE, SELAT_LOG_LEVEL: 'warn', ...database };
  }

  /** Whether the gateway beside this package is built. */
  static isThere(): boolean {
    return existsSync(LAUNCHER);
  }

  /** File of the node. */
  path(name: string): string {
    return join(this.dir, name);
  }

  /** Writes the node. @throws Error with what `selat init` printed */
  async init(): Promise<void> {
    const { preset, ports, dir } = this.#options;
    const [federation, api, metrics] = ports.map(String);
    const given = ['--federation-port', federation ?? '', '--api-port', api ?? '', '--metrics-port', metrics ?? ''];
    const args = [LAUNCHER, 'init', '--preset', preset, '--dir', dir, '--review', 'none', ...given];
    await run(process.execPath, args, { env: this.#env }).catch((cause: unknown) => {
      const printed = typeof cause === 'object' && cause !== null && 'stderr' in cause ? cause.stderr : cause;
      throw new Error(`selat init: ${String(printed)}`, { cause });
    });
  }

  /** Adds sections to the configuration that `init` wrote. */
  configure(sections: object): void {
    appendFileSync(this.path('selat.yaml'), stringify(sections));
  }

  /** Starts the gateway and waits until it says that it serves. @param steeredBy descriptor of who may use the harness */
  serve(steeredBy: string): Promise<Served> {
    const args = ['serve', '--config', this.path('selat.yaml'), '--harness', '--steered-by', steeredBy, '--json'];
    const child = spawn(process.execPath, [LAUNCHER, ...args], { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#serving = child;
    child.stderr.on('data', (text) => {
      this.#log += text;
    });
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`selat serve ${why}\n${this.#log}`));
      const timer = setTimeout(() => fail(`said nothing in ${READY_MS} ms`), READY_MS);
      child.stdout.once('data', (text) => {
        clearTimeout(timer);
        const served: unknown = JSON.parse(String(text));
        if (isServed(served)) resolve(served);
        else fail(`said ${String(text)}`);
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        fail(`ended with ${code}`);
      });
    });
  }

  /** API token of the first officer. */
  token(): string {
    return readFileSync(this.path('operator.token'), 'utf8').trim();
  }

  /** What the gateway logged so far. */
  get log(): string {
    return this.#log;
  }

  /** Ends the gateway and removes the node. */
  async stop(): Promise<void> {
    const child = this.#serving;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      });
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}
