/** A gateway as its own process, `selat serve`, on a node of a test; every byte that it prints is kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { NewNode } from '../../src/config/index.js';
import { type Answer, PASSPHRASE } from './running-node.js';

const LAUNCHER = fileURLToPath(new URL('../../bin/selat.js', import.meta.url));
const READY_MS = 40_000;

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How a process is started. */
export interface ServeOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Everything that any process of this test file printed. */
const printed: string[] = [];
export const everythingPrinted = (): string => printed.join('');

export class ServedNode {
  readonly made: NewNode;
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  readonly #ready: Promise<string>;
  #out = '';
  #err = '';
  /** Addresses as the ready line tells them. */
  urls: Readonly<Record<'federationUrl' | 'apiUrl' | 'metricsUrl', string>> | undefined;

  constructor(made: NewNode, { args = [], env = {} }: ServeOptions = {}) {
    this.made = made;
    const all = [LAUNCHER, 'serve', '--config', made.config, '--json', ...args];
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SELAT_'));
    const given = { SELAT_KEY_PASSPHRASE: PASSPHRASE, SELAT_LOG_LEVEL: 'trace', ...env };
    const set = Object.entries({ ...Object.fromEntries(inherited), ...given }).filter(
      ([, value]) => value !== undefined,
    );
    const child = spawn(process.execPath, all, { env: Object.fromEntries(set), stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#ready = new Promise((resolve) => child.stdout.once('data', (text) => resolve(String(text))));
    child.stdout.on('data', (text) => {
      this.#out += text;
      printed.push(String(text));
    });
    child.stderr.on('data', (text) => {
      this.#err += text;
      printed.push(String(text));
    });
    this.#ended = new Promise((resolve) => {
      child.once('close', (code) => resolve({ code, out: this.#out, err: this.#err }));
    });
  }

  /** Waits for the end, which a process that refuses to start reaches by itself. */
  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Waits until it serves. @throws Error with what it printed where it ends before */
  async ready(): Promise<this> {
    const late = AbortSignal.timeout(READY_MS);
    const first = await Promise.race([
      this.#ready,
      this.#ended.then(({ err }) => Promise.reject(new Error(`selat serve ended: ${err}`))),
      new Promise<never>((_, reject) => late.addEventListener('abort', () => reject(new Error(this.#err)))),
    ]);
    this.urls = JSON.parse(first);
    return this;
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    return this.#ended;
  }

  /** Calls the back office as the first officer. */
  async call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const token = readFileSync(this.made.officer.tokenFile, 'utf8').trim();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.urls?.apiUrl}/api/v1${path}`, init);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
}

/** The same node in another folder: made once, spoiled often. */
export async function copyNode(made: NewNode, name: string): Promise<NewNode> {
  const dir = `${made.dir}-${name}`;
  await cp(made.dir, dir, { recursive: true });
  const moved = (path: string) => path.replace(made.dir, dir);
  const officer = { ...made.officer, tokenFile: moved(made.officer.tokenFile) };
  return { ...made, dir, config: moved(made.config), offline: moved(made.offline), officer };
}

/** Changes the text of selat.yaml. */
export async function editConfig({ config }: NewNode, edit: (text: string) => string): Promise<void> {
  await writeFile(config, edit(await readFile(config, 'utf8')));
}

/** Secrets of a node that no output may hold: passphrase, token, and every private key on its disk. */
export async function secretsOf({ officer }: NewNode): Promise<string[]> {
  return [PASSPHRASE, (await readFile(officer.tokenFile, 'utf8')).trim(), 'PRIVATE KEY-----'];
}
