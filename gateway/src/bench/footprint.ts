/** `node.*`: what a gateway without work costs, from the command to readiness and at rest. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Commands } from '../demo/commands.js';
import { initDemoNode, serveDemoNode } from '../demo/demo-node.js';
import type { BenchContext } from './context.js';
import { type Figure, quantile } from './measure.js';

const STARTS = 5;
/** Until what the start left behind is collected, milliseconds. */
const REST_MS = 3_000;
const MAX_START_MS = 1_500;
const MAX_RSS_MB = 150;

/** Resident memory of a process in MiB, where the system tells it in /proc; undefined elsewhere. */
async function residentMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

/** Starts one node again and again: cold start to ready, and its memory at rest. */
export async function benchFootprint({ root, dir, env, random, now }: BenchContext): Promise<readonly Figure[]> {
  const passphrase = join(dir, 'footprint.passphrase');
  await writeFile(passphrase, random(24).toString('base64url'), { mode: 0o600 });
  const environment = { SELAT_KEY_PASSPHRASE_FILE: passphrase, SELAT_LOG_LEVEL: 'error' };
  const commands = new Commands({ root, cwd: dir, env }, environment, () => undefined);
  const node = await initDemoNode(commands, 'szdex', join(dir, 'footprint'));
  const starts: number[] = [];
  const resident: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const startedAt = now();
    const serving = await serveDemoNode(commands, node);
    starts.push(now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    resident.push(...[await residentMb(serving.pid)].flatMap((mb) => mb ?? []));
    await serving.stop();
  }
  const [start, rss] = [quantile(starts, 0.5), quantile(resident, 0.5)];
  const started = { value: start, unit: 'ms', target: '<= 1,500 ms', isMet: start <= MAX_START_MS };
  const held = { value: rss, unit: 'MB', target: '<= 150 MB', isMet: rss <= MAX_RSS_MB };
  return [{ name: 'node.start', ...started }, ...(resident.length === 0 ? [] : [{ name: 'node.rss', ...held }])];
}
