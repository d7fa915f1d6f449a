/** One exchange of the demo: its folder, its ports and its `selat serve` process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Commands, DemoFailure } from './commands.js';

/** A made node. */
export interface DemoNode {
  /** `szdex` or `my`: preset and key of the printed JSON. */
  readonly name: string;
  readonly exchange: string;
  readonly dir: string;
  readonly config: string;
  readonly descriptor: string;
  readonly fingerprint: string;
}

/** A node that serves. */
export interface ServingNode extends DemoNode {
  readonly pid: number;
  readonly federationUrl: string;
  readonly apiUrl: string;
  /** Present only where the node serves with `--harness`. */
  readonly harnessUrl?: string;
  /** Ends the process by SIGTERM and waits for its end. */
  readonly stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new DemoFailure('the system gave no free port');
  return address.port;
}

/** Makes a node of a preset on free loopback ports. */
export async function initDemoNode(commands: Commands, name: string, root: string): Promise<DemoNode> {
  const [federation, api, metrics] = [await freePort(), await freePort(), await freePort()];
  const dir = join(root, name);
  const ports = ['--federation-port', `${federation}`, '--api-port', `${api}`, '--metrics-port', `${metrics}`];
  const made = await commands.selat<{ exchange: string; fingerprint: string; config: string }>([
    'init',
    ...['--preset', name, '--dir', dir],
    ...ports,
  ]);
  const { exchange, fingerprint, config } = made;
  return { name, exchange, fingerprint, config, dir, descriptor: join(dir, 'descriptor.jws.json') };
}

/** Starts `selat serve` and waits until it says that it is ready. @throws DemoFailure with what it wrote to stderr */
export async function serveDemoNode(
  commands: Commands,
  node: DemoNode,
  flags: readonly string[] = [],
): Promise<ServingNode> {
  const args = [commands.launcher, 'serve', '--config', node.config, '--json', ...flags];
  const child = spawn(process.execPath, args, { env: commands.environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ready = await readReady(child, node);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    ...node,
    ...ready,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

interface Ready {
  readonly pid: number;
  readonly federationUrl: string;
  readonly apiUrl: string;
  readonly harnessUrl?: string;
}

function readReady(child: ChildProcess, { exchange }: DemoNode): Promise<Ready> {
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
      const end = stdout.indexOf('\n');
      if (end < 0) return;
      const { pid, federationUrl, apiUrl, harnessUrl } = JSON.parse(stdout.slice(0, end)) as Ready;
      resolve({ pid, federationUrl, apiUrl, ...(harnessUrl === undefined ? {} : { harnessUrl }) });
    });
    child.once('exit', (code) => {
      reject(new DemoFailure(`selat serve of ${exchange} ended with ${code}\n${stderr}`));
    });
  });
}
