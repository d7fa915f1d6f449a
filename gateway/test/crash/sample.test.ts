import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleOf } from './crash-plan.js';
import { Interrupted, LiveNode } from './live-node.js';
import { PASSPHRASE, resetHome, SIDES } from './node-home.js';
import { receivedAfterCrash } from './order-first.js';
import { type Crash, play } from './play.js';
import { playAll } from './play-all.js';
import { isBuilt, openStage, type Stage } from './stage.js';

const LAUNCHER = fileURLToPath(new URL('../../bin/selat.js', import.meta.url));
const MINUTES = 60_000;

let stage: Stage;

beforeAll(async () => {
  if (isBuilt) stage = await openStage();
}, 3 * MINUTES);
afterAll(() => stage?.close());

describe.skipIf(!isBuilt)('RCP-9: without a crash every act is answered once', () => {
  it('gives every document of the story one receipt, and leaves nothing to deliver', () => {
    const last = stage.clean.at(-1);
    const counts = SIDES.map((side) => last?.counts[side].get('send:settled'));
    for (const side of SIDES) {
      const receipts = last?.dumps[side].receipts.map((line) => Number(line.split(' ').at(-1))) ?? [];
      expect(receipts.reduce((sum, count) => sum + count, 0)).toBe((counts[0] ?? 0) + (counts[1] ?? 0));
      expect(last?.dumps[side].lines.filter((line) => line.startsWith('outbox '))).toEqual([]);
    }
  });
});

describe.skipIf(!isBuilt)('RCP-9: after kill -9 at a point and a restart both sides stand as without the crash', () => {
  it('holds for one crash at every point, on either side in turn, spread over the story', {
    timeout: 5 * MINUTES,
  }, async () => {
    const crashes = sampleOf(stage.crashes);
    expect(crashes.map(({ point }) => point).sort()).toEqual(
      [...new Set(stage.crashes.map(({ point }) => point))].sort(),
    );
    expect(new Set(crashes.map(({ side }) => side)).size).toBe(SIDES.length);
    const results = await playAll({ ...stage, crashes, onResult: () => undefined });
    expect(results.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(results).toHaveLength(crashes.length);
  });

  it('holds for a whole story with one crash, armed by --crash-after', { timeout: 5 * MINUTES }, async () => {
    const last = (side: Crash['side'], point: string) =>
      stage.crashes.filter((crash) => crash.side === side && crash.point === point).slice(-1);
    const stories = [last('my', 'commit:after-tx'), last('szdex', 'receipt:before-store')];
    await Promise.all(
      stories.map((crashes, lane) => {
        const { acts, clean, lanes } = stage;
        const homes = lanes[lane === 0 ? 0 : 1].homes;
        return play({ homes, acts, crashes, expected: clean, isArmedAtStart: true });
      }),
    );
  });
});

describe.skipIf(!isBuilt)('ORD-8: an order outlives a crash before its delivery, and goes first', () => {
  it('ahead of what was queued before it, by kill -9 while the peer is away', { timeout: 2 * MINUTES }, async () => {
    const [first, ...later] = await receivedAfterCrash(stage.lanes[1], stage.acts.slice(0, 2));
    expect(first).toBe('selat.v1.RegulatoryOrder');
    expect(later).toContain('selat.v1.ParticipantRecord');
  });
});

const member = { slug: 'a-member', names: [{ language: 'en', text: 'A member' }], country: 'MY', roles: ['consumer'] };

describe.skipIf(!isBuilt)('CFG-5: the harness steers a node, and only in a sandbox', () => {
  it('ends the process at the point and the time that CrashAfter names', async () => {
    const { my } = stage.lanes[0].homes;
    await resetHome(my);
    const node = new LiveNode(my);
    try {
      const reached = await node.steer(async (harness) => (await harness.counts()).get('commit:in-tx') ?? 0);
      const inThePast = node.steer((harness) => harness.crashAfter('commit:in-tx', reached));
      await expect(inThePast).rejects.toThrow(`the point was reached ${reached} times already`);
      await node.steer((harness) => harness.crashAfter('commit:in-tx', reached + 1));
      await expect(node.post('/participants', member)).rejects.toThrow(Interrupted);
      expect(await node.get('/participants')).toEqual({ items: [] });
      expect(node.crashes).toBe(1);
    } finally {
      await node.end();
    }
  });

  it('refuses --harness where the environment is LIVE', async () => {
    const { szdex } = stage.lanes[0].homes;
    await resetHome(szdex);
    const file = join(szdex.dir, 'live.yaml');
    writeFileSync(file, readFileSync(szdex.config.file, 'utf8').replace('environment: SANDBOX', 'environment: LIVE'));
    const env = { PATH: process.env['PATH'], SELAT_KEY_PASSPHRASE: PASSPHRASE };
    const serve = [LAUNCHER, 'serve', '--config', file, '--harness', '--json'];
    const { status, stdout } = spawnSync(process.execPath, serve, { env, encoding: 'utf8', timeout: MINUTES });
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ reason: 'HARNESS_FORBIDDEN', requirement: 'CFG-5' });
  });
});
