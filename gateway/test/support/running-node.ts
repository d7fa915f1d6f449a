import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JwsJson } from '@selat/sdk/document';
import {
  type Env,
  type Environment,
  initNode,
  loadConfig,
  type NewNode,
  type OpenKeys,
  type Preset,
  readPreset,
} from '../../src/config/index.js';
import { openLogger } from '../../src/logging/index.js';
import { type RunningGateway, startGateway } from '../../src/main.js';
import { CHEAP_KEYS } from './cheap-keys.js';
import { freePort } from './free-port.js';

export const PASSPHRASE = 'a passphrase for tests only';

/** Members that answers have; which of them an answer has, its test knows. */
export interface Body {
  readonly id: string;
  readonly request: string;
  readonly digest: string;
  readonly state: string;
  readonly ok: boolean;
  readonly act: string;
  readonly direction: string;
  readonly type: string;
  readonly officer: string;
  readonly documents: readonly Body[];
  readonly actions: readonly string[];
  readonly purposes: readonly string[];
  readonly places: readonly string[];
  readonly token: string;
  readonly signers: readonly string[];
  readonly items: readonly Body[];
  readonly terms: readonly Body[];
  readonly agreements: readonly Body[];
  readonly document: JwsJson;
  readonly error: {
    readonly reason: string;
    readonly message: string;
    readonly fix: string;
    readonly facts: Readonly<Record<string, string>>;
  };
  readonly [name: string]: unknown;
}

/** One answer of the REST API. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** A node of its own folder, started in this process. */
export interface TestNode {
  readonly made: NewNode;
  readonly gateway: RunningGateway;
  readonly logs: string[];
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  /** The signed descriptor, as JWS JSON. */
  descriptor(): Promise<unknown>;
  /** Stops and starts again on the same folder. */
  restart(): Promise<TestNode>;
}

/** A folder for one test; `remove` takes it away. */
export async function tempFolder(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'selat-test-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** What differs from the preset. */
export interface NodeOptions {
  readonly environment?: Environment;
  /** Reviews that a listing needs; none unless the test is about them. */
  readonly reviews?: Preset['reviews'];
}

/** Makes a node of a preset in a folder below `root`. */
export async function makeNode(root: string, presetName: string, options: NodeOptions = {}): Promise<NewNode> {
  const preset = await readPreset(presetName);
  const { environment = preset.exchange.environment, reviews = [] } = options;
  const [federation, api, metrics] = [await freePort(), 0, 0];
  const plan = {
    ...preset,
    exchange: { ...preset.exchange, environment },
    reviews,
    ...CHEAP_KEYS,
    dir: join(root, presetName),
    passphrase: PASSPHRASE,
    ports: { federation, api, metrics },
    advertise: `127.0.0.1:${federation}`,
  };
  return initNode(plan, Date.now(), randomBytes);
}

export interface RunOptions {
  /** Serves the harness, so that a test moves the clock. */
  readonly harness?: boolean;
  /** More variables of the environment. */
  readonly env?: Env;
  /** Where the keys live, if not in the files of the node. */
  readonly openKeys?: OpenKeys;
}

/** Starts a made node in this process. */
export async function runNode(made: NewNode, options: RunOptions = {}): Promise<TestNode> {
  const logs: string[] = [];
  const { config, secrets } = await loadConfig(made.config, { SELAT_KEY_PASSPHRASE: PASSPHRASE, ...options.env });
  const logger = openLogger({ level: 'debug', destination: { write: (line) => logs.push(line) } });
  const gateway = await startGateway({
    ...{ config, secrets, logger },
    harness: options.harness ?? false,
    onFatal: (fault) => {
      throw fault;
    },
    ...(options.openKeys === undefined ? {} : { openKeys: options.openKeys }),
  });
  const token = (await readFile(made.officer.tokenFile, 'utf8')).trim();
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`http://${gateway.apiAddress}/api/v1${path}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  };
  return {
    made,
    gateway,
    logs,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    descriptor: async () => JSON.parse(await readFile(join(made.dir, 'descriptor.jws.json'), 'utf8')),
    restart: async () => {
      await gateway.stop();
      return runNode(made, options);
    },
  };
}

/** Calls a gateway as one of its officers. */
export interface OfficerCalls {
  readonly id: string;
  readonly token: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
}

/** The same calls with another token; `node` is asked for anew, because a restart replaces it. */
export function asOfficer(node: () => TestNode, id: string, token: string): OfficerCalls {
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`http://${node().gateway.apiAddress}/api/v1${path}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  };
  return { id, token, get: (path) => call('GET', path), post: (path, body = {}) => call('POST', path, body) };
}

/** Adds an officer, who must not need a second one to be added. */
export async function addOfficer(node: () => TestNode, slug: string, role: string): Promise<OfficerCalls> {
  const { body } = await node().post('/officers', { slug, role });
  if (body.token === undefined) throw new Error(JSON.stringify(body));
  return asOfficer(node, body.id, body.token);
}
