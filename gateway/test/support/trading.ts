/** Grants between running gateways, through the API as officers use it. */

import { exampleDrafts } from './example-drafts.js';
import { admit, publish } from './hand-world.js';
import type { Body, TestNode } from './running-node.js';
import type { ThreeNodes } from './three-nodes.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes, until } from './two-nodes.js';

const SIDES = [
  ['my', 'malaysia', 'padi'],
  ['szdex', 'shenzhen', 'harbour-data'],
  ['sg', undefined, 'lion'],
] as const;

/** Members on all three, and a listing each of szdex.example and my.example. */
export async function furnish(nodes: ThreeNodes): Promise<void> {
  await admit(nodes.my, 'open-data');
  for (const [name, side, slug] of SIDES) {
    const node = nodes[name];
    await admit(node, slug);
    if (side === undefined) continue;
    await admit(node, 'green-mobility');
    const drafts = exampleDrafts(side).slice(0, 1);
    await node.post('/drafts', { drafts });
    await node.post('/listings/publish', { ids: drafts.map(({ id }) => id) });
  }
  await Promise.all(Object.values(SIDES).map(([name]) => drained(nodes[name])));
}

/** Shenzhen and Malaysia in agreement, with a grant in force on the first listing of Shenzhen. */
export async function openGranted(): Promise<{ readonly nodes: TwoNodes; readonly grant: string }> {
  const nodes = await openTwoNodes();
  const { szdex, my } = nodes;
  await propose(szdex, my);
  await accept(my, szdex);
  await admit(szdex, 'harbour-data');
  await admit(my, 'padi');
  await publish(szdex, 1);
  await drained(szdex);
  return { nodes, grant: await trade(my, szdex, 'padi') };
}

/** The first listing of an exchange, as a node knows it. */
export async function listingOf(node: TestNode, exchange: string): Promise<Body> {
  const { body } = await node.get(`/listings?exchange=${exchange}&limit=1`);
  return (await node.get(`/listings/${encodeURIComponent(body.items[0]?.id ?? '')}`)).body;
}

/** Waits until a grant is in a state on a node. */
export const stateOn = (node: TestNode, id: string, state: string): Promise<Body> =>
  until(async () => {
    const { body } = await node.get(`/grants/${id}`);
    return body.state === state ? body : undefined;
  });

/** What a member asks for: the first licence of the first listing of a peer. */
export async function askingOf(consumer: TestNode, provider: TestNode, member: string, place = 'SG') {
  const listing = await listingOf(consumer, provider.made.exchange);
  const [terms] = listing.terms;
  return {
    listing: listing.id,
    termsId: terms?.id,
    consumer: `${consumer.made.exchange}/p/${member}`,
    actions: terms?.actions.slice(0, 1),
    purposes: terms?.purposes.slice(0, 1),
    places: [terms?.places[0] === 'ZZ' ? place : terms?.places[0]],
  };
}

/** Requests, offers and countersigns. Returns the id of the active grant. */
export async function trade(consumer: TestNode, provider: TestNode, member: string): Promise<string> {
  const { body: asked } = await consumer.post('/grants', await askingOf(consumer, provider, member));
  await stateOn(provider, asked.request, 'requested');
  const { body: offered } = await provider.post(`/grants/${asked.request}/offer`, {});
  await stateOn(consumer, offered.id, 'offered');
  await consumer.post(`/grants/${offered.id}/countersign`, { waitMs: 20_000 });
  await Promise.all([stateOn(provider, offered.id, 'active'), stateOn(consumer, offered.id, 'active')]);
  return offered.id;
}
