/** What the machine gives: ports, disks, clock. */
import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import { type HostPort, toHostPort } from '../config/index.js';
import { lockFile } from '../store/lock-file.js';
import { type Check, checkOf, type Finding, unwell, well } from './check.js';
import type { ExaminedNode } from './examined-node.js';

/** Least room of a disk that holds a part of the node, bytes. */
const MIN_FREE_BYTES = 512 * 1024 * 1024;
const HEALTH_MS = 3_000;

export async function machineChecks(node: ExaminedNode): Promise<readonly Check[]> {
  return [
    await checkOf('gateway', () => gateway(node)),
    await checkOf('disk', () => disk(node)),
    await checkOf('head store', () => headStore(node)),
  ];
}

/** Asks the gateway how it is; where none runs, whether one could listen. */
async function gateway(node: ExaminedNode): Promise<Finding> {
  const { federation, api, metrics, store } = await node.config();
  const health = await readiness(metrics.listen);
  if (health !== undefined) return health;
  if (metrics.listen.port === 0 && isHeld(store.file)) return well('running; its health is on no fixed port');
  const taken: string[] = [];
  for (const [key, at] of [
    ['federation.listen', federation.listen],
    ['api.listen', api.listen],
    ['metrics.listen', metrics.listen],
  ] as const) {
    const why = await whyNotFree(at);
    if (why !== undefined) taken.push(`${key} ${toHostPort(at)}: ${why}`);
  }
  if (taken.length === 0) return well('not running; its addresses are free');
  return unwell(
    `does not answer, and cannot listen on ${taken.join('; ')}`,
    'stop the other process, or change the address',
  );
}

async function readiness(at: HostPort): Promise<Finding | undefined> {
  if (at.port === 0) return undefined;
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[at.host] ?? at.host;
  const url = `http://${toHostPort({ ...at, host })}/readyz`;
  const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_MS) }).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || !('checks' in body) || !Array.isArray(body.checks)) return undefined;
  if (response?.ok === true) return well('running and ready');
  const failing = body.checks.filter((check) => check?.ok !== true).map((check) => String(check?.name));
  return unwell(`running, and not ready: ${failing.join(', ')}`, 'look at the log of the gateway');
}

/** Whether a process has the SQLite store open. */
function isHeld(file: string): boolean {
  if (!existsSync(`${file}.lock`)) return false;
  try {
    lockFile(file).release();
    return false;
  } catch (error) {
    if (error instanceof SelatError && error.reason === 'STORE_LOCKED') return true;
    throw error;
  }
}

function whyNotFree({ host, port }: HostPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function disk(node: ExaminedNode): Promise<Finding> {
  const { store, log } = await node.config();
  const { store: url, head } = node.databases();
  const folders = [...(url === undefined ? [dirname(store.file)] : []), ...(head === undefined ? [log.headDir] : [])];
  const short: string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const folder of folders) {
    const { bavail, bsize } = await statfs(folder);
    least = Math.min(least, bavail * bsize);
    if (bavail * bsize < MIN_FREE_BYTES) short.push(folder);
  }
  if (folders.length === 0) return well('the data are on the database server');
  const free = `${Math.floor(least / 1024 ** 2)} MiB free`;
  return short.length === 0
    ? well(free)
    : unwell(`${free} under ${short.join(', ')}`, 'free room, or move the data to a larger disk');
}

/** A head beside its data shows nothing when both go back. In SANDBOX that is said, in LIVE it is a fault. */
async function headStore(node: ExaminedNode): Promise<Finding> {
  const { exchange, store, log } = await node.config();
  const apart = await isHeadApart(node);
  if (apart) return well('apart from the data');
  const { head, store: url } = node.databases();
  const where =
    head === undefined ? `${log.headDir} is on the disk of ${store.file}` : `both databases are on ${hostOf(url)}`;
  if (exchange.environment === 'SANDBOX') return well(`${where}; in LIVE keep it apart`);
  return unwell(where, 'put log.headDir on another disk, or name SELAT_HEAD_DATABASE_URL on another server');
}

/** Whether data and signed head cannot be lost together with one disk or server. */
export async function isHeadApart(node: ExaminedNode): Promise<boolean> {
  const { store, log } = await node.config();
  const { store: url, head } = node.databases();
  if (head !== undefined) return hostOf(head) !== hostOf(url);
  if (url !== undefined) return true;
  const [data, heads] = await Promise.all([stat(dirname(store.file)), stat(log.headDir)]);
  return data.dev !== heads.dev;
}

const hostOf = (url: string | undefined): string => (url === undefined ? '' : new URL(url).host);
