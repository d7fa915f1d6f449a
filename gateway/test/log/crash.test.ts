import { describe, expect, it } from 'vitest';
import { ENGINES, type Engine, expectRecovery, inFolder, isBuilt, live, POINTS, SOUND } from './crash-lives.js';

/** `npm run test:crash` ends a life at every point on every engine. */
const USUAL: Readonly<Record<Engine, readonly string[]>> = {
  SQLite: POINTS,
  PostgreSQL: ['commit:in-tx', 'commit:after-tx', 'head:after-rename', 'receipt:before-store'],
};
const NOTHING_IS_LOST = 'RCP-9: a crash at any point loses nothing that was answered and doubles nothing (%s)';

describe.skipIf(!isBuilt).each(ENGINES)(NOTHING_IS_LOST, (engine) => {
  it('reaches every point in a clean life, in the order of the steps, and answers the same ever after', async () => {
    await inFolder(async (dir) => {
      const { report, answers } = await live(engine, dir);
      expect(report).toMatchObject(SOUND);
      expect(report?.points.map(({ point }) => point)).toEqual(POINTS);
      expect((await live(engine, dir)).answers).toEqual(answers);
    });
  });

  it.concurrent.each(USUAL[engine])('after kill -9 at %s', (point) => expectRecovery(engine, point, 2));
});
