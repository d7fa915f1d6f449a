import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shareOf } from './crash-plan.js';
import { type Crash, nameOf, play } from './play.js';
import { playAll, tableOf } from './play-all.js';
import { isBuilt, openStage, type Stage } from './stage.js';

const HOUR_MS = 3_600_000;

/** Part of the name of the crashes to play, such as `my receipt:after-store#3`; absent = all. */
const only = process.env['CRASH'] ?? '';
/** Which share of them, such as `2/3`; absent = all. */
const share = process.env['CRASH_SHARE'] ?? '1/1';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, HOUR_MS);
afterAll(() => stage?.close());

function progressOf(total: number): (result: { crash: Crash; fault?: string }, done: number) => void {
  const begun = Date.now();
  return ({ crash, fault }, done) => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    console.log(`${done}/${total} after ${seconds} s: ${nameOf(crash)} ${fault === undefined ? 'ok' : 'FAILED'}`);
  };
}

describe.skipIf(!isBuilt)(
  'RCP-9: after kill -9 at any point and a restart both sides stand as without the crash',
  () => {
    it('holds for every point of both sides', { timeout: HOUR_MS }, async () => {
      const crashes = shareOf(stage.crashes, share).filter((crash) => nameOf(crash).includes(only));
      const results = await playAll({ ...stage, crashes, onResult: progressOf(crashes.length) });
      console.log(tableOf(results));
      expect(results.filter(({ fault }) => fault !== undefined)).toEqual([]);
      expect(results).toHaveLength(crashes.length);
    });

    it.skipIf(only !== '')(
      'holds where the node crashes again and again while it recovers',
      { timeout: HOUR_MS },
      async () => {
        const first = stage.crashes.find(
          ({ side, point, act }) => side === 'my' && point === 'commit:after-tx' && act === 1,
        );
        if (first === undefined) throw new Error('my.example commits nothing in the first act');
        const heads = ['head:before-temp#1', 'head:after-temp#1', 'head:after-rename#1'];
        const receipts = ['receipt:before-sign#1', 'receipt:before-store#1', 'receipt:after-store#1'];
        const crashes = [{ ...first, thenAt: [...heads, ...receipts] }];
        const [{ homes }] = stage.lanes;
        await play({ homes, acts: stage.acts, crashes, expected: stage.clean });
      },
    );
  },
);
