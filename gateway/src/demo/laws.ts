/** What the law of each side asks in the demo, and how it is met: packs, the listing gate. */
import { join } from 'node:path';
import type { ServingNode } from './demo-node.js';
import type { Story } from './story.js';

/** Pack that comes with selat and states the law of a node. */
const PACKS: Readonly<Record<string, string>> = { szdex: 'cn', my: 'my' };

/** Options of `peer propose`: each exchange states its own law. */
export const PACK_PUBLISHERS = ['--pack-publisher', 'CN=szdex.example', '--pack-publisher', 'MY=my.example'];

/** Signs the pack of the own law with the own keys and installs it. */
export async function installOwnPack(story: Story, node: ServingNode): Promise<void> {
  await story.on(node, ['pack', 'install', '--bundled', PACKS[node.name] ?? node.name]);
}

/** One line of what `listing publish` printed. */
interface Tried {
  readonly id: string;
  readonly ok: boolean;
  readonly gate?: {
    readonly needs: readonly { readonly anyOf: readonly string[] }[];
    readonly citations: readonly string[];
  };
}

/** What the listing gate of Shenzhen asked for before it let anything through. */
export interface GateShown {
  readonly kept: number;
  readonly published: number;
  readonly needs: readonly (readonly string[])[];
  readonly articles: readonly string[];
}

const PROVIDERS = ['harbour-data', 'green-mobility'] as const;

/** Documents that the exchange has seen: of each product that it is anonymous, of each provider a review. The file is made up. */
function attestations(exchange: string, kept: readonly Tried[], files: string, today: string) {
  const subjects = [
    ...kept.map(({ id }) => ['ANONYMISATION_REPORT', id] as const),
    ...PROVIDERS.map((slug) => ['COUNSEL_REVIEW', `${exchange}/p/${slug}`] as const),
  ];
  return subjects.map(([instrument, subject]) => [
    ...['attest', 'issue', '--instrument', instrument, '--subject', subject, '--reference', '2026-7'],
    ...['--evidence', join(files, 'evidence.txt'), '--issued-on', today, '--home'],
  ]);
}

/**
 * Publishes every draft: the gate keeps each back, an officer states what no listing says of itself, and the documents are attested.
 * @param files folder with `listing-facts.yaml` and `evidence.txt`
 */
export async function publishThroughGate(
  story: Story,
  node: ServingNode,
  files: string,
  today: string,
): Promise<GateShown> {
  const publish = () => story.on<{ items: readonly Tried[] }>(node, ['listing', 'publish', '--all'], [0, 1]);
  const kept = (await publish()).items.filter(({ ok }) => !ok);
  const attested = attestations(node.exchange, kept, files, today);
  const stated = ['listing', 'facts', join(files, 'listing-facts.yaml'), ...kept.map(({ id }) => id)];
  await Promise.all([stated, ...attested].map((args) => story.on(node, args)));
  const { items } = await publish();
  const needs = kept.flatMap(({ gate }) => gate?.needs.map(({ anyOf }) => anyOf) ?? []);
  return {
    kept: kept.length,
    published: items.filter(({ ok }) => ok).length,
    needs: [...new Map(needs.map((codes) => [codes.join(' '), codes])).values()],
    articles: [...new Set(kept.flatMap(({ gate }) => gate?.citations ?? []))],
  };
}
