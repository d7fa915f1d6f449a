/** Access to a data set: a data service with an endpoint is one, a file or a page is none. [IMP-12] */
import type { Mapping } from '../field-map.js';
import type { Graph, Node, Value } from './graph.js';
import { licence } from './handlers.js';
import { iriOf, keep, keepWords } from './words.js';

const DISTRIBUTION = 'dcat:distribution';
const ADDRESSES: readonly string[] = [
  'dcat:endpointURL',
  'dcat:endpointDescription',
  'dcat:accessURL',
  'dcat:downloadURL',
];
/** Properties of distributions and services that are read; the others describe how a file is written. */
const READ: ReadonlySet<string> = new Set([
  ...ADDRESSES,
  'dcat:accessService',
  'dcat:servesDataset',
  'dct:license',
  'dct:rights',
]);

/** Form of access, addresses as notes, and the licence of the distributions where the data set has none. */
export function stateAccess(into: Mapping, dataset: Node, graph: Graph): void {
  const distributions = valuesOf(dataset, DISTRIBUTION).flatMap((value) => graph.resolve(value) ?? []);
  const inner = distributions.flatMap((node) => valuesOf(node, 'dcat:accessService'));
  const services = [
    ...inner.flatMap((value) => graph.resolve(value) ?? []),
    ...(dataset.id === undefined ? [] : graph.servicesOf(dataset.id)),
  ];
  if (distributions.length + services.length === 0) return;
  const isServed = services.some((service) => addresses(service, 'dcat:endpointURL').length > 0);
  into.under(distributions.length > 0 ? DISTRIBUTION : 'dcat:servesDataset', () => {
    if (isServed) into.set('form', 'API_QUERY');
    else into.withhold('form', refusal(distributions));
    keepParts(into, dataset, graph, [...services, ...distributions]);
  });
}

function keepParts(into: Mapping, dataset: Node, graph: Graph, nodes: readonly Node[]): void {
  for (const name of ADDRESSES) {
    const texts = nodes.flatMap((node) => addresses(node, name));
    keepWords(
      into,
      'SOURCE_LOCATION',
      name,
      texts.map((text) => ({ text })),
    );
  }
  const all = (name: string) => nodes.flatMap((node) => valuesOf(node, name));
  keep(into, graph, 'dct:rights', all('dct:rights'), 'CAVEAT', true);
  if (dataset.properties.has('dct:license')) keep(into, graph, 'dct:license', all('dct:license'), 'OTHER', true);
  else licence(all('dct:license'), into, dataset, graph);
  const others = new Set(nodes.flatMap(({ properties }) => [...properties.keys()]).filter((name) => !READ.has(name)));
  if (others.size > 0)
    into.leaveOut(`${[...others].sort().join(', ')} of distributions and services, which describe files and pages`);
}

function refusal(distributions: readonly Node[]): string {
  const isFile = distributions.some((node) => addresses(node, 'dcat:downloadURL').length > 0);
  const what = isFile ? 'files for download (dcat:downloadURL)' : 'addresses of pages or files';
  const why = `its distributions are ${what}, and none has a dcat:accessService with a dcat:endpointURL`;
  return `${why}; rights of access are traded, never files: where queries can be served, state form in the overlay (records.<id>.form or all.form)`;
}

function addresses(node: Node, name: string): readonly string[] {
  return valuesOf(node, name).flatMap((value) => iriOf(value) ?? []);
}

function valuesOf(node: Node, name: string): readonly Value[] {
  return node.properties.get(name) ?? [];
}
