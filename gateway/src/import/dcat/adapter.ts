/**
 * DCAT 2 and 3 catalogues in JSON-LD, read as plain JSON with a table of names: docs/decisions/0012-plain-json-for-dcat.md says why
 * no library of JSON-LD reads them.
 */
import type { CatalogueFile } from '../catalogue-file.js';
import { type FieldMap, Mapping } from '../field-map.js';
import { parseLocated } from '../located.js';
import { whatStandsThere } from '../lookalike.js';
import { changeNotes, faultsOf, gapsOf, leftOutNotes, type Place, problemAt, provenanceOf } from '../mapped-record.js';
import { describeProblem, type Problem, printPath } from '../problem.js';
import type { Catalogue, CatalogueRecord, Rejection } from '../record.js';
import { Repeats, repeatOf } from '../repeats.js';
import type { Words } from '../words.js';
import { stateAccess } from './access.js';
import type { Fault } from './context.js';
import { type DatasetEntry, findDatasets, nameOf } from './datasets.js';
import { Graph, type Node, type Value } from './graph.js';
import { IGNORED, IGNORED_NAMESPACE, IGNORED_NAMESPACE_REASON, TAKEN } from './table.js';
import { keep } from './words.js';

/** Most errors of one data set or file in a reason. */
const MAX_ERRORS = 20;

interface Reading {
  readonly words: Words;
  readonly records: CatalogueRecord[];
  readonly rejected: Rejection[];
  readonly notes: Problem[];
  readonly seen: Repeats;
}

/** Reads catalogues and data sets of DCAT in JSON-LD. Nothing is fetched. Never throws. */
export function readDcat(files: readonly CatalogueFile[], words: Words): Catalogue {
  const reading: Reading = { words, records: [], rejected: [], notes: [], seen: new Repeats() };
  for (const file of files) readFile(file, reading);
  const { records, rejected, notes } = reading;
  return { read: records.length + rejected.length, records, rejected, notes };
}

function readFile(file: CatalogueFile, reading: Reading): void {
  const located = parseLocated(file, 'json');
  const whole: Place = { file: file.name, label: file.name, located, at: [] };
  if (located.value === undefined) {
    reject(reading, file.name, located.problems);
    return;
  }
  reading.notes.push(...located.problems);
  const graph = new Graph(located.value);
  const entries = findDatasets(graph);
  const groups = groupFaults(graph, entries);
  const faults = entries.length === 0 ? graph.contextFaults : (groups.get(undefined) ?? []);
  if (faults.length > 0 || entries.length === 0) {
    const message = `expected a DCAT catalogue in JSON-LD (a dcat:Catalog or dcat:Dataset, or a @graph with them), ${whatStandsThere(located.value, 'dcat')}`;
    const problems = faults.map((fault) => problemAt(whole, 'error', fault.path, fault.message));
    reject(reading, file.name, problems.length > 0 ? problems : [problemAt(whole, 'error', [], message)]);
    return;
  }
  reading.notes.push(...besideNotes(graph, whole));
  const shared = { graph, whole, reading, isOnly: entries.length === 1 };
  for (const entry of entries) readEntry(entry, groups.get(entry.node) ?? [], shared);
}

/** What every data set of a file is read with. */
interface Shared {
  readonly graph: Graph;
  readonly whole: Place;
  readonly reading: Reading;
  /** Whether the file has one data set. */
  readonly isOnly: boolean;
}

function readEntry({ node, isPresent }: DatasetEntry, faults: readonly Fault[], shared: Shared): void {
  const { whole, reading } = shared;
  const name = nameOf(node) ?? (shared.isOnly ? whole.file.replace(/\.json(?:ld)?$/i, '') : undefined);
  const label = `${whole.file}#${name ?? printPath(node.path)}`;
  const place: Place = { ...whole, label, at: node.path, written: node.written };
  const problems = faults.map(({ path, message }) => problemAt(whole, 'error', path, message));
  if (!isPresent) problems.push(problemAt(place, 'error', [], absent(node)));
  const first = isPresent ? reading.seen.firstOf(contentOf(node, whole), label) : undefined;
  if (first !== undefined) problems.push(problemAt(place, 'error', [], repeatOf(first)));
  const errors = problems.length > 0 ? problems : readDataset(node, name, place, shared);
  if (errors.length > 0) reject(reading, label, errors);
}

function absent({ id = '' }: Node): string {
  return `the catalogue names the data set ${id}, which is not in the file, and nothing is fetched; put it into the file`;
}

/** Takes a data set up as a record, or says everything that keeps it back whatever an overlay says. */
function readDataset(
  node: Node,
  name: string | undefined,
  place: Place,
  { graph, reading }: Shared,
): readonly Problem[] {
  const mapping = new Mapping(reading.words).read(tableFor(node, graph), Object.fromEntries(node.properties));
  stateAccess(mapping, node, graph);
  const faults = faultsOf(place, mapping);
  if (faults.length > 0) return faults;
  const slug = 'has no dct:identifier and no @id to make ids from; state slug in the overlay';
  const nameless = { part: 'slug', problem: problemAt(place, 'error', [], `${slug} (records."${place.label}".slug)`) };
  reading.records.push({
    id: name ?? place.label,
    file: place.label,
    line: place.located.lineOf(place.at),
    product: mapping.part,
    listing: {},
    provenance: provenanceOf(place, mapping),
    gaps: [...gapsOf(place, mapping), ...(name === undefined ? [nameless] : [])],
  });
  reading.notes.push(
    ...changeNotes(place, mapping, (key) => Object.hasOwn(TAKEN, key)),
    ...leftOutNotes(place, mapping),
  );
  return [];
}

/** The table, with every property of the node that it does not have as one to keep. */
function tableFor(node: Node, graph: Graph): FieldMap {
  const names = [...node.properties.keys()];
  const isIgnored = (name: string) => Object.hasOwn(IGNORED, name) || name.startsWith(IGNORED_NAMESPACE);
  const reader = (name: string) => (value: unknown, into: Mapping) => {
    const values = value as readonly Value[];
    const read = Object.hasOwn(TAKEN, name) ? TAKEN[name] : undefined;
    if (read === undefined) keep(into, graph, name, values);
    else read(values, into, node, graph);
  };
  return {
    taken: Object.fromEntries(names.filter((name) => !isIgnored(name)).map((name) => [name, reader(name)])),
    ignored: Object.fromEntries(
      names.filter(isIgnored).map((name) => [name, IGNORED[name] ?? IGNORED_NAMESPACE_REASON]),
    ),
  };
}

function reject(reading: Reading, file: string, problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const said = errors.slice(0, MAX_ERRORS).map(describeProblem);
  if (errors.length > MAX_ERRORS) said.push(`and ${errors.length - MAX_ERRORS} more of the kind`);
  reading.rejected.push({ file, reason: `cannot read ${said.join('; ')}` });
}

/** Faults by the data set in which they stand; those of contexts and of nodes that several share are under no data set. */
function groupFaults(graph: Graph, entries: readonly DatasetEntry[]): ReadonlyMap<Node | undefined, readonly Fault[]> {
  const nodes = new Map(entries.map(({ node }) => [JSON.stringify(node.path), node]));
  const groups = new Map<Node | undefined, Fault[]>([[undefined, [...graph.contextFaults]]]);
  for (const fault of graph.faults) {
    const outer = fault.path.map((_, length) => nodes.get(JSON.stringify(fault.path.slice(0, length))));
    const node = outer.find((found) => found !== undefined);
    const group = groups.get(node) ?? [];
    group.push(fault);
    groups.set(node, group);
  }
  return groups;
}

/** What a file has beside its data sets. */
function besideNotes(graph: Graph, place: Place): readonly Problem[] {
  const left = (node: Node, message: string) =>
    problemAt({ ...place, at: node.path }, 'note', [], `left out: ${message}`);
  const catalogues = graph.top.filter(({ types }) => types.includes('dcat:Catalog'));
  const idle = graph.services.filter(
    ({ properties }) => !properties.has('dcat:servesDataset') && !properties.has('dcat:endpointURL'),
  );
  return [
    ...catalogues.map((node) => left(node, 'what the catalogue says of itself; listings are made of its data sets')),
    ...idle.map((node) => left(node, 'a data service with neither endpoint nor data set')),
  ];
}

/** What the file says of a node, in every place. */
function contentOf({ paths }: Node, { located }: Place): unknown {
  const step = (value: unknown, key: PropertyKey) =>
    (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  return paths.map((path) => path.reduce(step, located.value));
}
