/** Two gateways as processes of their own, with an agreement and members, made by public commands. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeFiles } from '../config/index.js';
import { loadConfig, openNode } from '../config/index.js';
import { Commands } from '../demo/commands.js';
import { initDemoNode, type ServingNode, serveDemoNode } from '../demo/demo-node.js';
import { Story } from '../demo/story.js';
import type { BenchContext } from './context.js';

const NO_API_LIMIT = '\nlimits: { api: { requestsPerSecond: 100000 } }\n';

/** A pair that trades: the provider side has listings, the consumer side a member that asks for them. */
export interface Gateways {
  readonly szdex: ServingNode;
  readonly my: ServingNode;
  readonly story: Story;
  readonly commands: Commands;
  stop(): Promise<void>;
}

/**
 * Starts both and forms their agreement.
 * @param flags of `selat serve`; with `--harness` the gateways count their points, and wait at each
 * @throws DemoFailure with what a command wrote to stderr
 */
export async function openGateways(
  context: BenchContext,
  name: string,
  flags: readonly string[] = [],
): Promise<Gateways> {
  const { root, dir, env, random, now, clock } = context;
  const passphrase = join(dir, `${name}.passphrase`);
  await writeFile(passphrase, random(24).toString('base64url'), { mode: 0o600 });
  const environment = { SELAT_KEY_PASSPHRASE_FILE: passphrase, SELAT_LOG_LEVEL: 'error' };
  const commands = new Commands({ root, cwd: dir, env }, environment, () => undefined);
  const folder = join(dir, name);
  const made = await Promise.all([initDemoNode(commands, 'szdex', folder), initDemoNode(commands, 'my', folder)]);
  // One officer drives all of it, faster than officers are meant to.
  await Promise.all(made.map(({ config }) => appendFile(config, NO_API_LIMIT)));
  const started = made.map((node) => serveDemoNode(commands, node, flags));
  const running = await Promise.allSettled(started);
  const stop = async () => {
    await Promise.all(running.map((node) => (node.status === 'fulfilled' ? node.value.stop() : undefined)));
  };
  try {
    const [szdex, my] = await Promise.all(started);
    if (szdex === undefined || my === undefined) throw new Error('a gateway is missing');
    const today = new Date(clock()).toISOString().slice(0, 10);
    const story = new Story(commands, now, today);
    await story.agree(szdex, my);
    await story.join(szdex, 'harbour-data', 'en=Harbour Data (example)', 'provider');
    await story.join(my, 'open-data', 'en=Open Data (example)', 'provider');
    await story.join(szdex, 'pearl-analytics', 'en=Pearl Analytics (example)', 'consumer');
    return { szdex, my, story, commands, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keys and certificates of a node, as its operator holds them. */
export async function filesOf({ config }: ServingNode, commands: Commands, context: BenchContext): Promise<NodeFiles> {
  const loaded = await loadConfig(config, commands.environment);
  return openNode(loaded.config, loaded.secrets, context.clock(), context.random);
}

/** Calls the back office of one node as its first officer. */
export interface Api {
  /** Asks for what is public and needs no work: what one request costs at least. */
  ping(): Promise<void>;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
}

/** @throws Error with the answer of a call that is refused */
export async function openApiOf({ dir, apiUrl }: ServingNode): Promise<Api> {
  const token = (await readFile(join(dir, 'operator.token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await fetch(`${apiUrl}/api/v1${path}`, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  };
  return {
    ping: async () => void (await (await fetch(`${apiUrl}/.well-known/selat`)).arrayBuffer()),
    get: (path) => call(path, {}),
    post: (path, body = {}) => call(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}
