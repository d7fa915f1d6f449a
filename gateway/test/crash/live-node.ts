/** A node over all its lives: it dies at crash points and is started again, as a supervisor would. */
import { PROTOCOL_VERSION } from '../../src/config/index.js';
import { callApi } from './api-call.js';
import { type Harness, openHarness, SteeringRefused } from './harness-client.js';
import type { NodeHome } from './node-home.js';
import { NodeProcess } from './node-process.js';

/** The process died while it was asked: nobody knows yet whether the act took effect. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** An answer of the API that says no. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly reason: string;

  constructor(call: string, status: number, text: string) {
    super(`${call} answered ${status}: ${text}`);
    this.status = status;
    this.reason = String(JSON.parse(text).error?.reason);
  }
}

interface Life {
  readonly process: NodeProcess;
  readonly apiUrl: string;
  readonly harness: Harness;
}

export class LiveNode {
  readonly home: NodeHome;
  #process: NodeProcess;
  #life: Promise<Life | undefined>;
  #fault: Error | undefined;
  #later: readonly string[];
  #isEnding = false;
  #crashes = 0;

  /** @param lives `<point>#<number>` at which the first life ends itself, the second, and so on; later ones do not */
  constructor(home: NodeHome, lives: readonly string[] = []) {
    this.home = home;
    const [first, ...later] = lives;
    this.#later = later;
    this.#process = new NodeProcess(home, first);
    this.#life = this.#follow(this.#process);
  }

  /** How often the node has ended itself at a crash point. */
  get crashes(): number {
    return this.#crashes;
  }

  /** @throws Interrupted; Refused */
  async get<T>(path: string): Promise<T> {
    return (await this.#call('GET', path)) as T;
  }

  /** @param token of another officer than the first @throws Interrupted; Refused */
  async post<T>(path: string, body: unknown, token = this.home.token): Promise<T> {
    return (await this.#call('POST', path, { body, token })) as T;
  }

  /** Asks the harness of the present life. @throws Interrupted */
  async steer<T>(ask: (harness: Harness) => Promise<T>): Promise<T> {
    const life = await this.#up();
    return unlessGone(life, () => ask(life.harness));
  }

  /** Says where the lives after the present one end themselves. */
  planLives(lives: readonly string[]): void {
    this.#later = lives;
  }

  /** Ends the node for good. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#process.kill();
    (await this.#life.catch(() => undefined))?.harness.close();
  }

  async #call(method: string, path: string, given: { body?: unknown; token?: string } = {}): Promise<unknown> {
    const { body, token = this.home.token } = given;
    const life = await this.#up();
    const url = `${life.apiUrl}/api/v1${path}`;
    const { status, text } = await unlessGone(life, () => callApi(url, method, token, body));
    if (status >= 400) throw new Refused(`${method} ${path} on ${this.home.exchange}`, status, text);
    return JSON.parse(text);
  }

  /** The present life, once it serves. */
  async #up(): Promise<Life> {
    for (;;) {
      const life = await this.#life;
      if (this.#fault !== undefined) throw this.#fault;
      if (life !== undefined) return life;
    }
  }

  /** Watches one process; undefined where it ended before it served. */
  async #follow(process: NodeProcess): Promise<Life | undefined> {
    void process.ended.then((signal) => this.#restart(process, signal));
    const line = await process.ready;
    if (line === undefined) {
      await process.ended;
      return undefined;
    }
    return { process, apiUrl: line.apiUrl, harness: openHarness(this.home, line.harnessUrl, PROTOCOL_VERSION) };
  }

  #restart(process: NodeProcess, signal: NodeJS.Signals | undefined): void {
    void this.#life.then((life) => life?.harness.close());
    if (this.#isEnding) return;
    if (signal !== 'SIGKILL') {
      const how = signal ?? 'an exit code';
      this.#fault = new Error(`${this.home.exchange} stopped serving with ${how}: ${process.errors}`);
      return;
    }
    this.#crashes += 1;
    const [next, ...later] = this.#later;
    this.#later = later;
    this.#process = new NodeProcess(this.home, next);
    this.#life = this.#follow(this.#process);
  }
}

/** A call that fails because its process is gone is interrupted; one that fails while its process lives is a fault. */
async function unlessGone<T>({ process }: Life, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (!(cause instanceof SteeringRefused) && (await process.isGone()))
      throw new Interrupted('the process died', { cause });
    throw cause;
  }
}
