/** Members and catalogues of both exchanges: imported, reviewed, let through the listing gate, delivered. */
import { join } from 'node:path';
import type { DemoIo } from './commands.js';
import type { ServingNode } from './demo-node.js';
import { type GateShown, publishThroughGate } from './laws.js';
import type { DemoOptions } from './options.js';
import type { Imported, Nodes, Say, Story } from './story.js';

/** What both sides published. */
export interface Catalogues {
  readonly szdex: Imported;
  readonly my: Imported;
  readonly gate: GateShown;
  /** The Malaysian product with personal data, beside the catalogue. */
  readonly personal: string;
  /** Token of the compliance officer in Shenzhen. */
  readonly compliance: string;
}

/** Slug of `examples/compliance/bookings.yaml`. */
const PERSONAL = 'warehouse-bookings';

/** Registers members, publishes both catalogues and waits until the other side has them. */
export async function publishBoth(
  io: DemoIo,
  { catalogue }: DemoOptions,
  story: Story,
  { szdex, my }: Nodes,
  say: Say,
): Promise<Catalogues> {
  say('members', 'three in Shenzhen, two in Malaysia, each with a signed record');
  await Promise.all([
    story.join(szdex, 'harbour-data', 'en=Harbour Data (example)', 'provider'),
    story.join(szdex, 'green-mobility', 'en=Green Mobility (example)', 'provider'),
    story.join(szdex, 'pearl-analytics', 'en=Pearl Analytics (example)', 'consumer'),
    story.join(my, 'open-data', 'en=Open Data (example)', 'provider'),
    story.join(my, 'straits-logistics', 'en=Straits Logistics (example)', 'consumer'),
  ]);
  say('publish', 'catalogues under licence terms; Shenzhen after three reviews');
  const [fromSzdex, fromMy] = await Promise.all([
    publishInShenzhen(io, story, szdex),
    publishInMalaysia(io, story, my, catalogue),
  ]);
  const { drafted, gate, compliance } = fromSzdex;
  say('gate', `${gate.kept} kept back by the law of Shenzhen, ${gate.published} published once gaps closed`);
  say('deliver', `${gate.published} listings to Malaysia, ${fromMy.published + 1} to Shenzhen, each receipted`);
  await Promise.all([
    story.delivered(my, szdex.exchange, gate.published),
    story.delivered(szdex, my.exchange, fromMy.published + 1),
  ]);
  return {
    szdex: { ...drafted, published: gate.published },
    my: fromMy,
    gate,
    personal: `${my.exchange}/l/${PERSONAL}`,
    compliance,
  };
}

/** Two officers beside the operator who imports: a reviewer, and one for compliance. */
async function publishInShenzhen(io: DemoIo, story: Story, szdex: ServingNode) {
  const layers = join(io.root, 'examples', 'shenzhen');
  const [reviewer, compliance] = await Promise.all([
    story.appoint(szdex, 'mei', 'reviewer'),
    story.appoint(szdex, 'lin', 'compliance'),
  ]);
  const reviews = { legal: compliance, technical: reviewer, compliance };
  const drafted = await story.draftReviewed(szdex, 'selat', join(layers, 'catalogue.yaml'), layers, reviews);
  const gate = await publishThroughGate(story, szdex, join(io.root, 'examples', 'compliance'), io.today());
  return { drafted, gate, compliance };
}

/** The catalogue, and a product with personal data beside it. */
async function publishInMalaysia(io: DemoIo, story: Story, my: ServingNode, catalogue: string | undefined) {
  const layers = join(io.root, 'examples', 'malaysia');
  const published = await story.publish(my, 'datagovmy', catalogue ?? join(layers, 'catalogue'), layers);
  const bookings = join(io.root, 'examples', 'compliance', 'bookings.yaml');
  const terms = join(layers, 'terms.yaml');
  await story.on(my, ['import', '--format', 'selat', bookings, '--terms', terms, '--publish']);
  return published;
}
