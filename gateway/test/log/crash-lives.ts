import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { urlOf } from '../store/postgres-databases.js';

const CHILD = fileURLToPath(new URL('./crash-child.mjs', import.meta.url));

/** The child runs the compiled build. */
export const isBuilt = existsSync(new URL('../../dist/log/index.js', import.meta.url));

/** Every point of store and log, in the order of the steps of a batch. */
export const POINTS = [
  'commit:before-tx',
  'commit:in-tx',
  'commit:after-tx',
  'head:before-temp',
  'head:after-temp',
  'head:after-rename',
  'head:after-dir-sync',
  'receipt:before-sign',
  'receipt:before-store',
  'receipt:after-store',
  'commit:resolved',
];

/** Acts of one life of the child: 3 rounds of 5 streamed submissions and 1 call. */
const ACTS = 18;

/** What a finished life says of its node. */
export const SOUND = { size: ACTS, head: ACTS, outbox: ACTS, counter: 3, problems: [], unsigned: 0 };

interface Life {
  readonly signal: NodeJS.Signals | null;
  /** Signatures of the receipt by name of the submission. */
  readonly answers: ReadonlyMap<string, string>;
  readonly report?: { readonly points: readonly { readonly point: string; readonly count: number }[] };
}

/** Environment of the child for each engine. */
const ENVIRONMENTS = {
  SQLite: async () => ({}),
  PostgreSQL: async (dir: string) => ({ SELAT_DATABASE_URL: await urlOf(dir) }),
} as const;
export type Engine = keyof typeof ENVIRONMENTS;
export const ENGINES: readonly Engine[] = ['SQLite', 'PostgreSQL'];

/** Lives once in a folder; with a point, until it is reached for the given time. */
export async function live(engine: Engine, dir: string, ...crash: readonly string[]): Promise<Life> {
  const env = { ...process.env, ...(await ENVIRONMENTS[engine](dir)) };
  const child = spawn(process.execPath, [CHILD, dir, ...crash], { env });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (...ended) => resolve(ended));
  });
  if (signal === null && status !== 0) throw new Error(output.err);
  const lines = output.out.split('\n').filter((line) => line !== '');
  const answered = lines.filter((line) => line.startsWith('answered ')).map((line) => line.split(' '));
  const answers = new Map(answered.map(([, name = '', signature = '']) => [name, signature]));
  const last = lines.at(-1) ?? '';
  return { signal, answers, ...(last.startsWith('{') ? { report: JSON.parse(last) } : {}) };
}

/** Runs `use` with a folder of its own. */
export async function inFolder<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'selat-crash-'));
  try {
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Kills a node at a point, starts it again, and compares what was answered before and after. */
export function expectRecovery(engine: Engine, point: string, occurrence: number): Promise<void> {
  return inFolder(async (dir) => {
    const killed = await live(engine, dir, point, String(occurrence));
    expect(killed.signal).toBe('SIGKILL');
    const recovered = await live(engine, dir);
    expect(recovered.report).toMatchObject(SOUND);
    for (const [name, signature] of killed.answers) expect(recovered.answers.get(name)).toBe(signature);
  });
}
