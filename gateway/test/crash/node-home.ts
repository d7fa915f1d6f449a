/** Folders of nodes that are made once and copied for every run. */
import { randomBytes, randomInt } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Config, initNode, loadConfig, openNode, readPreset } from '../../src/config/index.js';
import { CHEAP_KEYS } from '../support/cheap-keys.js';

export const PASSPHRASE = 'a passphrase for tests only';

/** The two sides of the scenario. */
export type Side = 'szdex' | 'my';
export const SIDES: readonly Side[] = ['szdex', 'my'];

/** One node: its folder as made, and what an operator of it holds. */
export interface NodeHome {
  readonly side: Side;
  readonly exchange: string;
  /** Folder as it is before the scenario; never served from. */
  readonly template: string;
  /** Folder that a run serves from. */
  readonly dir: string;
  readonly config: Config;
  readonly token: string;
  readonly fingerprint: string;
  /** The signed descriptor, as JWS JSON. */
  readonly descriptor: unknown;
  /** Who may steer the node: the holder of its own certificate. */
  readonly tls: { readonly certPem: string; readonly keyPem: string; readonly caPem: string };
  readonly pins: readonly string[];
}

/** Makes a node below `root`. It speaks on a port that stays its own while its process is gone. */
export async function makeHome(root: string, side: Side): Promise<NodeHome> {
  const preset = await readPreset(side);
  const federation = await steadyPort();
  const [dir, template] = [join(root, side), join(root, `${side}.template`)];
  const ports = { federation, api: 0, metrics: 0 };
  const plan = {
    ...preset,
    ...CHEAP_KEYS,
    reviews: [],
    dir,
    passphrase: PASSPHRASE,
    ports,
    advertise: `127.0.0.1:${federation}`,
  };
  const made = await initNode(plan, Date.now(), randomBytes);
  const text = await readFile(made.config, 'utf8');
  await writeFile(made.config, text.replace('logLevel: info', 'logLevel: warn'));
  const { config, secrets } = await loadConfig(made.config, { SELAT_KEY_PASSPHRASE: PASSPHRASE });
  const { tls, descriptor } = await openNode(config, secrets, Date.now(), randomBytes);
  return {
    side,
    exchange: made.exchange,
    template,
    dir,
    config,
    token: (await readFile(made.officer.tokenFile, 'utf8')).trim(),
    fingerprint: made.fingerprint,
    descriptor: JSON.parse(await readFile(join(dir, 'descriptor.jws.json'), 'utf8')),
    tls: { certPem: tls.certificatePem, keyPem: tls.keyPem, caPem: tls.caPem },
    pins: descriptor.tls.pins.map((pin) => `sha256:${pin}`),
  };
}

/** Keeps the folder as it is now as the one that every run starts from. */
export async function keepTemplate({ dir, template }: NodeHome): Promise<void> {
  await cp(dir, template, { recursive: true });
}

/** Puts the folder back to how it was kept. */
export async function resetHome({ dir, template }: NodeHome): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await cp(template, dir, { recursive: true });
}

/** Ports of other nodes of these tests, in use or not. */
const given = new Set<number>();

/**
 * A free port below those that the system gives to outgoing connections: one of these could take the port of a node
 * between its end and its next start.
 */
async function steadyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port)) continue;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    given.add(port);
    return port;
  }
}
