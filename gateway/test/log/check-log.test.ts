import { describe, expect, it } from 'vitest';
import { checkLog } from '../../src/log/index.js';
import { openNode, received, STORES, type TestStore } from '../store/temp-node.js';

/** A log of six acts on two chains, changed behind the gateway's back. */
async function checkAfter(engine: TestStore, change?: string) {
  const node = await openNode(engine);
  for (const name of ['a', 'b', 'c']) {
    await node.committer.commit(async () => received(name));
    await node.committer.commit(async () => ({ leaves: [{ act: 'local/test', direction: 'local', chain: '-' }] }));
  }
  if (change !== undefined) await engine.alter(node.dir, change);
  return checkLog(node.store.log, node.store.heads);
}

describe.each(STORES)(
  'LOG-8: a check of the whole log finds every part that does not fit the others ($name)',
  (engine) => {
    it('finds nothing in a sound log', async () => {
      expect(await checkAfter(engine)).toMatchObject({ size: 6, erased: 0, problems: [] });
    });

    it('counts erased openings and finds nothing else', async () => {
      expect(await checkAfter(engine, 'delete from opening where idx in (0, 2)')).toMatchObject({
        erased: 2,
        problems: [],
      });
    });

    it.each([
      [
        'an opening of another entry',
        'update opening set opening = (select opening from opening where idx = 0) where idx = 2',
      ],
      ['another entry', 'update leaf set entry = (select entry from leaf where idx = 1) where idx = 3'],
      ['another leaf hash', 'update leaf set leaf_hash = (select leaf_hash from leaf where idx = 1) where idx = 3'],
      ['a missing entry', 'delete from leaf where idx = 2'],
      ['a missing last entry', 'delete from leaf where idx = 5'],
      ['an entry under another chain', "update leaf set chain = '*' where idx = 2"],
      ['another chain head', 'update chain_head set sequence = 2'],
      ['another frontier', 'update log_state set frontier = previous_frontier'],
      ['a missing chain head', "delete from chain_head where chain = '-'"],
    ])('finds %s', async (_, change) => {
      expect((await checkAfter(engine, change)).problems).not.toEqual([]);
    });
  },
);
