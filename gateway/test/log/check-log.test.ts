import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checkLog } from '../../src/log/index.js';
import { openNode, received, SQLITE_STORE } from '../store/temp-node.js';

/** A log of six acts on two chains, changed behind the gateway's back. */
async function checkAfter(change: string) {
  const node = await openNode(SQLITE_STORE);
  for (const name of ['a', 'b', 'c']) {
    await node.committer.commit(async () => received(name));
    await node.committer.commit(async () => ({ leaves: [{ act: 'local/test', direction: 'local', chain: '-' }] }));
  }
  const db = new Database(join(node.dir, 'selat.sqlite'));
  db.pragma('foreign_keys = off');
  if (change !== '') db.exec(change);
  db.close();
  return checkLog(node.store.log, node.store.heads);
}

describe('LOG-8: a check of the whole log finds every part that does not fit the others', () => {
  it('finds nothing in a sound log', async () => {
    expect(await checkAfter('')).toMatchObject({ size: 6, erased: 0, problems: [] });
  });

  it('counts erased openings and finds nothing else', async () => {
    expect(await checkAfter('delete from opening where idx in (0, 2)')).toMatchObject({ erased: 2, problems: [] });
  });

  it.each([
    [
      'an opening of another entry',
      'update opening set opening = (select opening from opening where idx = 0) where idx = 2',
    ],
    ['another entry', 'update leaf set entry = zeroblob(33) where idx = 3'],
    ['another leaf hash', 'update leaf set leaf_hash = zeroblob(32) where idx = 3'],
    ['a missing entry', 'delete from leaf where idx = 2'],
    ['a missing last entry', 'delete from leaf where idx = 5'],
    ['an entry under another chain', "update leaf set chain = '*' where idx = 2"],
    ['another chain head', 'update chain_head set sequence = 2'],
    ['another frontier', 'update log_state set frontier = previous_frontier'],
    ['a missing chain head', "delete from chain_head where chain = '-'"],
  ])('finds %s', async (_, change) => {
    expect((await checkAfter(change)).problems).not.toEqual([]);
  });
});
