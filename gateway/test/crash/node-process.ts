/** One life of a node: the process from its start to its end. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type NodeHome, PASSPHRASE } from './node-home.js';

const LAUNCHER = fileURLToPath(new URL('../../bin/selat.js', import.meta.url));
const START_MS = 60_000;
const END_MS = 10_000;

/** What a node says when it serves. */
export interface ReadyLine {
  readonly apiUrl: string;
  readonly harnessUrl: string;
}

/** Every process that is alive, so that none outlives a failed test. */
const alive = new Set<number>();
process.on('exit', () => {
  for (const pid of alive) kill(pid);
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** A started process. */
export class NodeProcess {
  /** Undefined where the process ended before it served. */
  readonly ready: Promise<ReadyLine | undefined>;
  /** The signal that ended it; undefined where it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | undefined>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #errors = '';

  /** @param crashAfter `<point>#<number>` at which it ends itself */
  constructor(home: NodeHome, crashAfter?: string) {
    const args = [LAUNCHER, 'serve', '--config', home.config.file, '--harness', '--json'];
    if (crashAfter !== undefined) args.push('--crash-after', crashAfter);
    const env = { PATH: process.env['PATH'], SELAT_KEY_PASSPHRASE: PASSPHRASE };
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = this.#child;
    if (pid !== undefined) alive.add(pid);
    this.#child.stderr.on('data', (chunk) => {
      this.#errors = `${this.#errors}${chunk}`.slice(-4_000);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (_code, signal) => {
        if (pid !== undefined) alive.delete(pid);
        resolve(signal ?? undefined);
      });
    });
    this.ready = this.#readReady();
    this.ready.catch(() => undefined);
  }

  /** The last of what it said on stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** Whether the process is gone, or goes within ten seconds. */
  async isGone(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), END_MS);
    });
    const gone = await Promise.race([this.ended.then(() => true), late]);
    clearTimeout(timer);
    return gone;
  }

  /** Ends it without a goodbye and waits for its end. */
  async kill(): Promise<void> {
    if (this.#child.pid !== undefined) kill(this.#child.pid);
    await this.ended;
  }

  #readReady(): Promise<ReadyLine | undefined> {
    return new Promise((resolve, reject) => {
      let text = '';
      const late = () => reject(new Error(`the node did not serve within ${START_MS} ms: ${this.#errors}`));
      const timer = setTimeout(late, START_MS);
      const settle = (line?: ReadyLine) => {
        clearTimeout(timer);
        resolve(line);
      };
      this.#child.stdout.on('data', (chunk) => {
        text += chunk;
        if (!text.endsWith('\n')) return;
        const line = JSON.parse(text);
        // A node that cannot start prints its error instead, and ends.
        if (line.error === undefined) settle(line);
      });
      void this.ended.then(() => settle());
    });
  }
}
