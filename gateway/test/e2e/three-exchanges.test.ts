import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit } from '../support/hand-world.js';
import type { Body, TestNode } from '../support/running-node.js';
import { openThreeNodes, type ThreeNodes } from '../support/three-nodes.js';
import { drained, until } from '../support/two-nodes.js';

let nodes: ThreeNodes;
const ORDER = ['szdex', 'my', 'sg'] as const;

beforeAll(async () => {
  nodes = await openThreeNodes();
  await admit(nodes.my, 'open-data');
  for (const [node, side, slug] of [
    [nodes.my, 'malaysia', 'padi'],
    [nodes.szdex, 'shenzhen', 'harbour-data'],
    [nodes.sg, undefined, 'lion'],
  ] as const) {
    await admit(node, slug);
    if (side === undefined) continue;
    await admit(node, 'green-mobility');
    const drafts = exampleDrafts(side).slice(0, 1);
    await node.post('/drafts', { drafts });
    const { body } = await node.post('/listings/publish', { ids: drafts.map(({ id }) => id) });
    expect(body.items.map(({ ok }) => ok)).toEqual([true]);
  }
  await Promise.all(ORDER.map((name) => drained(nodes[name])));
});
afterAll(() => nodes?.close());

/** The first listing of an exchange, as a node knows it. */
async function listingOf(node: TestNode, exchange: string): Promise<Body> {
  const { body } = await node.get(`/listings?exchange=${exchange}&limit=1`);
  const { body: shown } = await node.get(`/listings/${encodeURIComponent(body.items[0]?.id ?? '')}`);
  return shown;
}

const stateOn = (node: TestNode, id: string, state: string) =>
  until(async () => {
    const { body } = await node.get(`/grants/${id}`);
    return body.state === state ? body : undefined;
  });

/** Requests, offers and countersigns the first licence of a listing. */
async function trade(consumer: TestNode, provider: TestNode, member: string): Promise<string> {
  const listing = await listingOf(consumer, provider.made.exchange);
  const [terms] = listing.terms;
  const { body: asked } = await consumer.post('/grants', {
    listing: listing.id,
    termsId: terms?.id,
    consumer: `${consumer.made.exchange}/p/${member}`,
    actions: terms?.actions.slice(0, 1),
    purposes: terms?.purposes.slice(0, 1),
    places: [terms?.places[0] === 'ZZ' ? 'SG' : terms?.places[0]],
  });
  await stateOn(provider, asked.request, 'requested');
  const { body: offered } = await provider.post(`/grants/${asked.request}/offer`, {});
  await stateOn(consumer, offered.id, 'offered');
  await consumer.post(`/grants/${offered.id}/countersign`, { waitMs: 20_000 });
  await Promise.all([stateOn(provider, offered.id, 'active'), stateOn(consumer, offered.id, 'active')]);
  return offered.id;
}

describe('GRT-13, GRT-15: one exchange trades with two others, and each pair is its own', () => {
  let toSzdex = '';
  let toSg = '';
  let fromSzdex = '';

  it('one listing is granted to members of two peers, and the exchange consumes beside it', async () => {
    const { my, szdex, sg } = nodes;
    [toSzdex, toSg, fromSzdex] = [
      await trade(szdex, my, 'harbour-data'),
      await trade(sg, my, 'lion'),
      await trade(my, szdex, 'padi'),
    ];
    const { body } = await my.get('/grants');
    expect(body.items.map(({ id, side, peer }) => [id, side, peer]).sort()).toEqual(
      [
        [toSzdex, 'provider', 'szdex.example'],
        [toSg, 'provider', 'sg.example'],
        [fromSzdex, 'consumer', 'szdex.example'],
      ].sort(),
    );
    const listings = body.items.filter(({ side }) => side === 'provider').map(({ listing }) => listing);
    expect(new Set(listings).size).toBe(1);
  });

  it('a grant that is suspended, and one that is ended, leave the others alone', async () => {
    const { my, szdex, sg } = nodes;
    await my.post(`/grants/${toSzdex}/suspend`, { reason: 'MAINTENANCE' });
    await stateOn(szdex, toSzdex, 'suspended');
    await my.post(`/grants/${fromSzdex}/end`, { reason: 'COMPLETED' });
    await expect(stateOn(szdex, fromSzdex, 'ended')).resolves.toMatchObject({ reason: 'completed' });
    await Promise.all([stateOn(sg, toSg, 'active'), stateOn(my, toSg, 'active')]);
  });

  it('an agreement that is suspended holds the grants of its pair only', async () => {
    const { my, szdex, sg } = nodes;
    await my.post('/peers/szdex.example/notice', { kind: 'SUSPEND' });
    await my.post(`/grants/${toSzdex}/resume`, {});
    const held = await my.get(`/grants/${toSzdex}`);
    expect(held.body).toMatchObject({ state: 'suspended' });
    await Promise.all([stateOn(sg, toSg, 'active'), stateOn(my, toSg, 'active')]);
    await my.post('/peers/szdex.example/notice', { kind: 'RESUME' });
    await Promise.all([stateOn(my, toSzdex, 'active'), stateOn(szdex, toSzdex, 'active')]);
  });

  it('no peer sees a document of another pair, nor can it supersede what is not its own', async () => {
    const { my, szdex, sg } = nodes;
    const shown = await my.get(`/grants/${toSzdex}`);
    const between = shown.body.documents.map(({ digest }) => digest);
    for (const digest of between) expect((await sg.get(`/documents/${digest}`)).status).toBe(404);
    for (const [node, other] of [
      [sg, szdex],
      [szdex, sg],
    ] as const) {
      const { body } = await node.get('/grants');
      expect(body.items.map(({ peer }) => peer)).not.toContain(other.made.exchange);
    }
    const listing = await listingOf(sg, 'my.example');
    const refused = await sg.post('/grants', {
      ...{ listing: listing.id, termsId: listing.terms[0]?.id, consumer: 'sg.example/p/lion' },
      ...{ actions: ['QUERY'], purposes: listing.terms[0]?.purposes.slice(0, 1), places: ['SG'], supersedes: toSzdex },
    });
    expect(refused.body.error).toMatchObject({ reason: 'GRANT_UNKNOWN' });
  });
});
