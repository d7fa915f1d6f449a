import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit, publish } from '../support/hand-world.js';
import { runNode, type TestNode } from '../support/running-node.js';
import { editConfig } from '../support/served-node.js';
import { accept, drained, openTwoNodes, propose, received, type TwoNodes, until } from '../support/two-nodes.js';

let nodes: TwoNodes;
beforeAll(async () => {
  nodes = await openTwoNodes();
  const { szdex, my } = nodes;
  await admit(szdex, 'harbour-data');
  await admit(szdex, 'green-mobility');
  await propose(szdex, my);
  await accept(my, szdex);
  await publish(szdex, 1);
  await drained(szdex);
});
afterAll(() => nodes?.close());

/** A store never has fewer pages than it has: the smallest limit leaves no room for one more. */
const FULL = (text: string) => text.replace(/(file: data\/selat\.sqlite)/, '$1\n  maxPages: 64');
const ROOM = (text: string) => text.replace('\n  maxPages: 64', '');

async function start(stopped: TestNode, edit: (text: string) => string): Promise<TestNode> {
  await editConfig(stopped.made, edit);
  return runNode(stopped.made);
}

/** Digests of the listings that my.example logged, each of which it logged once. */
async function listingsGot(): Promise<readonly string[]> {
  const acts = await received(nodes.my);
  const digests = acts.filter(({ act }) => act === 'selat.v1.Listing').map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(digests.length);
  return digests;
}

let officers = 0;
const newOfficer = () => ({ slug: `officer-${++officers}`, role: 'auditor' });

/** Publishes revisions until something says that a store is full; each round makes 6. */
async function publishUntil(isFull: () => Promise<boolean>): Promise<number> {
  const ids = exampleDrafts('shenzhen').slice(0, 6);
  for (let published = 0; published < 600; ) {
    await nodes.szdex.post('/drafts', { drafts: ids });
    const { body } = await nodes.szdex.post('/listings/publish', { ids: ids.map(({ id }) => id) });
    published += body.items?.filter(({ ok }) => ok).length ?? 0;
    if (await isFull()) return published;
  }
  throw new Error('no store was ever full');
}

const outboxOf = async (node: TestNode) => (await node.get('/outbox')).body.items;

describe('CFG-6, RCP-9: a full disk on either side of a delivery loses nothing', () => {
  let published = 1;

  it('the receiver answers STORE_FULL, and gets everything once it has room', async () => {
    await nodes.my.gateway.stop();
    nodes.my = await start(nodes.my, FULL);
    published += await publishUntil(async () => {
      return (await outboxOf(nodes.szdex)).some((item) => item['lastReason'] === 'STORE_FULL');
    });
    expect(new Set((await outboxOf(nodes.szdex)).map(({ state }) => state))).toEqual(new Set(['due']));
    await nodes.my.gateway.stop();
    nodes.my = await start(nodes.my, ROOM);
    await drained(nodes.szdex);
    expect(await listingsGot()).toHaveLength(published);
  });

  it('the sender cannot keep the receipts, asks again once it has room, and gets the same ones', async () => {
    await nodes.my.gateway.stop();
    published += await publishUntil(async () => true);
    await nodes.szdex.gateway.stop();
    nodes.szdex = await start(nodes.szdex, FULL);
    published += await publishUntil(async () => (await nodes.szdex.post('/officers', newOfficer())).status === 507);
    const waiting = (await outboxOf(nodes.szdex)).length;
    expect(waiting).toBeGreaterThanOrEqual(6);
    nodes.my = await runNode(nodes.my.made);
    await until(async () => ((await listingsGot()).length === published ? true : undefined));
    expect(await outboxOf(nodes.szdex)).toHaveLength(waiting);
    await nodes.szdex.gateway.stop();
    nodes.szdex = await start(nodes.szdex, ROOM);
    await drained(nodes.szdex);
    expect(await listingsGot()).toHaveLength(published);
  });
});
