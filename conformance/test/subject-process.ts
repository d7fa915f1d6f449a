/** Runs this repository's gateway as the subject of the suite: its own processes, reached by its public commands and ports. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LAUNCHER = fileURLToPath(new URL('../../gateway/bin/selat.js', import.meta.url));
const READY_MS = 30_000;
const run = promisify(execFile);

/** A node on disk, and later its process. */
export class SubjectProcess {
  readonly dir: string;
  readonly #ports: readonly number[];
  readonly #env: NodeJS.ProcessEnv;
  #serving: ChildProcess | undefined;
  #log = '';

  constructor(ports: readonly number[]) {
    this.dir = mkdtempSync(join(tmpdir(), 'selat-subject-'));
    this.#ports = ports;
    this.#env = {
      ...process.env,
      SELAT_KEY_PASSPHRASE: 'a passphrase of the conformance suite',
      SELAT_LOG_LEVEL: 'warn',
    };
  }

  /** Runs one command of the subject and returns its JSON answer. @throws Error with what it printed */
  async command(...args: string[]): Promise<unknown> {
    try {
      const { stdout } = await run(process.execPath, [LAUNCHER, ...args, '--json'], {
        env: this.#env,
        encoding: 'utf8',
      });
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
    } catch (error) {
      const printed =
        typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
      throw new Error(`selat ${args.join(' ')}: ${printed}\n${this.#log}`, { cause: error });
    }
  }

  /** The same for a command that calls the running gateway. */
  online(...args: string[]): Promise<unknown> {
    return this.command(...args, '--config', this.#path('selat.yaml'));
  }

  /** Writes the node. */
  async init(preset: string): Promise<void> {
    const [federation, api, metrics] = this.#ports.map(String);
    const ports = ['--federation-port', federation ?? '', '--api-port', api ?? '', '--metrics-port', metrics ?? ''];
    await this.command('init', '--preset', preset, '--dir', this.#path(''), ...ports);
  }

  /** Signed descriptor, General JWS JSON. */
  descriptor(): string {
    return readFileSync(this.#path('descriptor.jws.json'), 'utf8');
  }

  /** Starts the gateway and waits until it says that it serves. */
  serve(): Promise<void> {
    const args = [LAUNCHER, 'serve', '--config', this.#path('selat.yaml'), '--json'];
    const child = spawn(process.execPath, args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#serving = child;
    child.stderr.on('data', (text) => {
      this.#log += text;
    });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`selat serve said nothing in ${READY_MS} ms\n${this.#log}`)),
        READY_MS,
      );
      child.stdout.once('data', () => {
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`selat serve ended with ${code}\n${this.#log}`)));
    });
  }

  /** Calls the back office. @throws Error with the answer where it is no success */
  async post(path: string, body: unknown): Promise<unknown> {
    const token = readFileSync(this.#path('operator.token'), 'utf8').trim();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`http://127.0.0.1:${this.#ports[1]}/api/v1${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  }

  /** Writes a file beside the node and returns its path. */
  file(name: string, text: string): string {
    const path = join(this.dir, name);
    writeFileSync(path, text);
    return path;
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

  #path(name: string): string {
    return join(this.dir, 'node', name);
  }
}

/** Finds free loopback ports, all open at once so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
