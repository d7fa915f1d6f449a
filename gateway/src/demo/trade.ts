/** The grant that both laws permit, and the check that anybody can make of it. */
import { DemoFailure } from './commands.js';
import type { ServingNode } from './demo-node.js';
import type { GrantShown, Nodes, Product, Say, Story } from './story.js';

/** A grant and what it gives access to. */
export interface Trade {
  readonly product: Product;
  readonly grant: GrantShown;
}

/** What the law of an exchange says of a grant, as `grant check` prints it. */
interface Checked {
  readonly outcome: string;
  readonly result: {
    readonly legs: readonly { readonly jurisdictions: readonly { readonly citations: readonly string[] }[] }[];
  };
}

/** The first listing of an exchange that another one has. @param but a listing that it is not */
export async function firstListing(story: Story, node: ServingNode, exchange: string, but: string): Promise<Product> {
  const two = ['--exchange', exchange, '--limit', '2'];
  const { items } = await story.on<{ items: readonly Product[] }>(node, ['listing', 'list', ...two]);
  const listing = items.find(({ id }) => id !== but);
  if (listing === undefined) throw new DemoFailure(`${node.exchange} has no listing of ${exchange}`);
  return listing;
}

/** Request, offer, countersignature: in force on both sides. */
export async function trade(story: Story, { szdex, my }: Nodes, personal: string, say: Say): Promise<Trade> {
  say('request', 'Shenzhen decides by its law, and asks for a Malaysian product');
  const product = await firstListing(story, szdex, my.exchange, personal);
  const requested = await story.request(szdex, `${szdex.exchange}/p/pearl-analytics`, product.id);
  await story.reached(my, requested.id, 'requested');
  say('sign', 'Malaysia runs that decision again, adds its own, and offers');
  const offered = await story.on<GrantShown>(my, ['grant', 'offer', requested.id]);
  await story.reached(szdex, offered.id, 'offered');
  say('countersign', 'Shenzhen signs the same bytes, Ed25519 + SM2: it is active');
  const signed = await story.on<GrantShown>(szdex, ['grant', 'countersign', offered.id]);
  await story.reached(my, offered.id, 'active');
  const grant = signed.state === 'active' ? signed : await story.reached(szdex, offered.id, 'active');
  return { product, grant };
}

/** What both laws say of a grant in force. @throws DemoFailure where one of them does not permit it */
export async function checkBoth(story: Story, { szdex, my }: Nodes, { id }: GrantShown): Promise<readonly string[]> {
  const checked = await Promise.all([szdex, my].map((node) => story.on<Checked>(node, ['grant', 'check', id])));
  const unlike = checked.find(({ outcome }) => outcome !== 'PERMIT');
  if (unlike !== undefined) throw new DemoFailure(`a law says ${unlike.outcome} of grant ${id}, which is in force`);
  const parts = checked.flatMap(({ result }) => result.legs.flatMap(({ jurisdictions }) => jurisdictions));
  return [...new Set(parts.flatMap(({ citations }) => citations))];
}
