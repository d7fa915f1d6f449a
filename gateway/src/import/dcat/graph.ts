/** Nodes of a JSON-LD file in one form, whether they were written expanded or compact, inside each other or beside. */
import { isObject, kindOf } from '../field-map.js';
import { Context, type Fault, type Term } from './context.js';
import { nameOfIri } from './names.js';

/** A text, number or truth value. */
export interface Literal {
  readonly text: string;
  readonly language: string | undefined;
}

/** A thing with properties, or only its name. */
export interface Node {
  /** IRI or blank name; absent = it has none. */
  readonly id: string | undefined;
  /** Such as `dcat:Dataset`. */
  readonly types: readonly string[];
  /** Values by the name of the property, such as `dct:title`. */
  readonly properties: ReadonlyMap<string, readonly Value[]>;
  /** Names of properties -> keys as the file writes them. */
  readonly written: ReadonlyMap<string, string>;
  /** Where it stands first. */
  readonly path: readonly PropertyKey[];
  /** All places that say something of it. */
  readonly paths: readonly (readonly PropertyKey[])[];
}

export type Value = Literal | Node;

/** A node while its file is read. */
interface OpenNode extends Node {
  id: string | undefined;
  types: string[];
  readonly paths: (readonly PropertyKey[])[];
  readonly properties: Map<string, Value[]>;
  readonly written: Map<string, string>;
}

export function isNode(value: Value): value is Node {
  return 'properties' in value;
}

/** All nodes of a file. */
export class Graph {
  readonly #byId = new Map<string, OpenNode>();
  readonly #all: Node[] = [];
  #services: ReadonlyMap<string, readonly Node[]> | undefined;
  readonly #faults: Fault[] = [];
  readonly #contextFaults: Fault[] = [];
  /** Nodes at the top of the file or in its `@graph`. */
  readonly top: readonly Node[];

  constructor(value: unknown) {
    const parts = Array.isArray(value) ? value.map((part, index) => [part, [index]] as const) : [[value, []] as const];
    this.top = parts.flatMap(([part, path]) => this.#readTop(part, path));
  }

  /** What is refused of the contexts; what they were for is not read. */
  get contextFaults(): readonly Fault[] {
    return this.#contextFaults;
  }

  /** What is refused of the nodes. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** Data services of the file. */
  get services(): readonly Node[] {
    return this.#all.filter(({ types }) => types.includes('dcat:DataService'));
  }

  /** Data services that name a data set as one that they serve. */
  servicesOf(dataset: string): readonly Node[] {
    this.#services ??= groupByServed(this.services);
    return this.#services.get(dataset) ?? [];
  }

  /** The node with its properties, wherever the file has them; a literal that is a name counts as a reference. */
  resolve(value: Value): Node | undefined {
    const id = isNode(value) ? value.id : value.text;
    const known = id === undefined ? undefined : this.#byId.get(id);
    return known ?? (isNode(value) ? value : undefined);
  }

  #readTop(value: unknown, path: readonly PropertyKey[]): Node[] {
    if (!isObject(value)) return [];
    const context = new Context(value['@context'], [...path, '@context']);
    this.#contextFaults.push(...context.faults);
    if (context.faults.length > 0) return [];
    const { '@context': _, '@graph': graph, ...rest } = value;
    const listed = Array.isArray(graph) ? graph : graph === undefined ? [] : [graph];
    const inner = listed.flatMap((item, index) => {
      const at = Array.isArray(graph) ? [...path, '@graph', index] : [...path, '@graph'];
      return isObject(item) ? [this.#node(item, context, at)] : [];
    });
    const own = Object.keys(rest).length === 0 ? [] : [this.#node(rest, context, path)];
    return [...own, ...inner];
  }

  #node(value: Readonly<Record<string, unknown>>, context: Context, path: readonly PropertyKey[]): Node {
    const node: OpenNode = { id: undefined, types: [], properties: new Map(), written: new Map(), path, paths: [path] };
    for (const [key, item] of Object.entries(value)) {
      const at = [...path, key];
      const term = context.term(key);
      if ('fault' in term) this.#faults.push({ path: at, message: term.fault });
      else if (term.iri === '@id') node.id = typeof item === 'string' ? context.reference(item) : undefined;
      else if (term.iri === '@type') node.types = texts(item).map((type) => nameOfIri(context.type(type)));
      else if (term.iri.startsWith('@')) this.#keyword(term.iri, at);
      else {
        const name = nameOfIri(term.iri);
        const values = this.#values(item, term, context, at);
        node.properties.set(name, [...(node.properties.get(name) ?? []), ...values]);
        node.written.set(name, key);
      }
    }
    this.#all.push(node);
    this.#index(node);
    return node;
  }

  /** What is said of one thing in two places is said of it together, in the node that was met first. */
  #index(node: OpenNode): void {
    if (node.id === undefined || (node.properties.size === 0 && node.types.length === 0)) return;
    const known = this.#byId.get(node.id);
    if (known === undefined) {
      this.#byId.set(node.id, node);
      return;
    }
    known.paths.push(node.path);
    for (const type of node.types) if (!known.types.includes(type)) known.types.push(type);
    for (const [name, values] of node.properties) {
      const together = known.properties.get(name) ?? [];
      for (const value of values) together.push(value);
      known.properties.set(name, together);
    }
    for (const [name, key] of node.written) if (!known.written.has(name)) known.written.set(name, key);
  }

  #keyword(keyword: string, path: readonly PropertyKey[]): void {
    if (keyword === '@index' || keyword === '@direction') return;
    const why = keyword === '@context' ? 'a context inside of a node' : `the keyword ${keyword}`;
    this.#faults.push({
      path,
      message: `${why} is not read here; write the properties out under one context at the top`,
    });
  }

  #values(item: unknown, term: Term, context: Context, path: readonly PropertyKey[]): readonly Value[] {
    if (item === null) return [];
    if (Array.isArray(item)) return item.flatMap((part, index) => this.#values(part, term, context, [...path, index]));
    if (!isObject(item)) return [simple(String(item), typeof item === 'string' ? term : undefined, context, path)];
    if (term.isLanguageMap) return languageMap(item);
    const inner = item['@list'] ?? item['@set'];
    if (inner !== undefined) return this.#values(inner, term, context, path);
    if (!Object.hasOwn(item, '@value')) return [this.#node(item, context, path)];
    const { '@value': text, '@language': language } = item;
    if (typeof text === 'object' && text !== null) {
      this.#faults.push({ path, message: `expected a text as @value, got ${kindOf(text)}` });
      return [];
    }
    return text === null ? [] : [{ text: String(text), language: typeof language === 'string' ? language : undefined }];
  }
}

function simple(text: string, term: Term | undefined, context: Context, path: readonly PropertyKey[]): Value {
  if (term?.isReference !== true) return { text, language: term?.language };
  return { id: context.reference(text), types: [], properties: new Map(), written: new Map(), path, paths: [path] };
}

function languageMap(item: Readonly<Record<string, unknown>>): readonly Value[] {
  return Object.entries(item).flatMap(([language, value]) =>
    texts(value).map((text) => ({ text, language: language.startsWith('@') ? undefined : language })),
  );
}

function groupByServed(services: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const groups = new Map<string, Node[]>();
  for (const service of services) {
    for (const served of service.properties.get('dcat:servesDataset') ?? []) {
      const id = isNode(served) ? served.id : served.text;
      if (id === undefined) continue;
      const group = groups.get(id) ?? [];
      group.push(service);
      groups.set(id, group);
    }
  }
  return groups;
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
