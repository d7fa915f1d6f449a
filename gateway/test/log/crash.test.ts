import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../store/temp-node.js';

const CHILD = fileURLToPath(new URL('./crash-child.mjs', import.meta.url));
const isBuilt = existsSync(new URL('../../dist/log/index.js', import.meta.url));

/** Acts of one life of the child: 3 rounds of 5 streamed submissions and 1 call. */
const ACTS = 18;
const POINTS = [
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

interface Life {
  readonly signal: NodeJS.Signals | null;
  /** Signatures of the receipt by name of the submission. */
  readonly answers: ReadonlyMap<string, string>;
  readonly report?: { readonly points: readonly { point: string; count: number }[] };
}

function live(dir: string, ...crash: readonly string[]): Life {
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, [CHILD, dir, ...crash], { encoding: 'utf8' });
  if (signal === null && status !== 0) throw new Error(stderr);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const answered = lines.filter((line) => line.startsWith('answered ')).map((line) => line.split(' '));
  const answers = new Map(answered.map(([, name = '', signature = '']) => [name, signature]));
  const last = lines.at(-1) ?? '';
  return { signal, answers, ...(last.startsWith('{') ? { report: JSON.parse(last) } : {}) };
}

const SOUND = { size: ACTS, head: ACTS, outbox: ACTS, counter: 3, problems: [], unsigned: 0 };

describe.skipIf(!isBuilt)('RCP-9: a crash at any point loses nothing that was answered and doubles nothing', () => {
  it('reaches every point in a clean life, in the order of the steps', () => {
    const { report } = live(tempDir());
    expect(report).toMatchObject(SOUND);
    expect(report?.points.map(({ point }) => point)).toEqual(POINTS);
  });

  it.each(POINTS.flatMap((point) => [1, 4].map((occurrence) => [point, occurrence] as const)))(
    'after kill -9 at %s#%i',
    (point, occurrence) => {
      const dir = tempDir();
      const killed = live(dir, point, String(occurrence));
      expect(killed.signal).toBe('SIGKILL');
      const recovered = live(dir);
      expect(recovered.report).toMatchObject(SOUND);
      for (const [name, signature] of killed.answers) expect(recovered.answers.get(name)).toBe(signature);
      // Once more: what recovery answered is what stays.
      const again = live(dir);
      expect(again.answers).toEqual(recovered.answers);
    },
  );
});
