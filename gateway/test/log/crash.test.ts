import { describe, expect, it } from 'vitest';
import { expectRecovery, inFolder, isBuilt, live, POINTS, SOUND } from './crash-lives.js';

describe.skipIf(!isBuilt)('RCP-9: a crash at any point loses nothing that was answered and doubles nothing', () => {
  it('reaches every point in a clean life, in the order of the steps, and answers the same ever after', async () => {
    await inFolder(async (dir) => {
      const { report, answers } = await live(dir);
      expect(report).toMatchObject(SOUND);
      expect(report?.points.map(({ point }) => point)).toEqual(POINTS);
      expect((await live(dir)).answers).toEqual(answers);
    });
  });

  it.concurrent.each(POINTS)('after kill -9 at %s', (point) => expectRecovery(point, 2));
});
