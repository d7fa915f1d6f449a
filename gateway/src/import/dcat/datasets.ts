/** The data sets of a file: those at its top, and those that its catalogues and their records name. */
import { type Graph, isNode, type Node, type Value } from './graph.js';

/** A data set, or the name of one that the file does not have. */
export interface DatasetEntry {
  readonly node: Node;
  readonly isPresent: boolean;
}

const DATASET = 'dcat:Dataset';
/** Properties that lead from a catalogue to its data sets. */
const LEADS: Readonly<Record<string, string>> = {
  'dcat:dataset': DATASET,
  'dcat:catalog': 'dcat:Catalog',
  'dcat:record': 'dcat:CatalogRecord',
  'foaf:primaryTopic': DATASET,
};

/** Every data set once, in the order of the file. Pure. */
export function findDatasets(graph: Graph): readonly DatasetEntry[] {
  const found = new Map<string, DatasetEntry>();
  const seen = new Set<Node>();
  const queue: { readonly value: Value; readonly role: string }[] = graph.top.map((value) => ({ value, role: '' }));
  for (let at = 0; at < queue.length; at += 1) {
    const { value, role } = queue[at] ?? { value: { text: '', language: undefined }, role: '' };
    const node = graph.resolve(value) ?? named(value, role);
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    const isPresent = node.properties.size > 0 || node.types.length > 0;
    if (node.types.includes(DATASET) || (role === DATASET && !isService(node))) {
      found.set(node.id ?? `path ${node.path.join('.')}`, { node, isPresent });
    }
    for (const [property, leadsTo] of Object.entries(LEADS)) {
      for (const inner of node.properties.get(property) ?? []) queue.push({ value: inner, role: leadsTo });
    }
  }
  return [...found.values()];
}

/** A data set that is named by a plain text. */
function named(value: Value, role: string): Node | undefined {
  if (isNode(value) || role !== DATASET) return undefined;
  return { id: value.text, types: [], properties: new Map(), written: new Map(), path: [], paths: [] };
}

function isService(node: Node): boolean {
  return node.types.includes('dcat:DataService');
}

/** Number of a data set: its identifier, or the end of its address; absent = it has neither. */
export function nameOf(node: Node): string | undefined {
  const identifiers = (node.properties.get('dct:identifier') ?? []).map((value) =>
    isNode(value) ? value.id : value.text,
  );
  const id = node.id?.startsWith('_:') === true ? undefined : node.id;
  const [name] = [...identifiers, id].flatMap((text) => lastPart(text ?? '') ?? []);
  return name;
}

/** `https://data.example/dataset/births/` -> `births`; a plain number stays whole. */
function lastPart(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^(?:urn:|[a-z][a-z0-9+.-]*:\/\/)/i.test(trimmed)) return trimmed === '' ? undefined : trimmed;
  return trimmed.split(/[/#:?=]/).findLast((part) => part !== '');
}
