/**
 * The part of JSON-LD contexts that catalogues use: prefixes, terms, a default language and vocabulary, all written in the file.
 * What would be fetched, or would change meaning from place to place, is refused. [IMP-15]
 */
import { isObject, kindOf } from '../field-map.js';
import { usualNamespace } from './names.js';

/** How the values of a term are written. */
export interface Term {
  /** IRI, or a keyword such as `@id`. */
  readonly iri: string;
  /** Texts of the term are addresses or names of nodes. */
  readonly isReference: boolean;
  readonly language: string | undefined;
  /** Values are a mapping from languages to texts. */
  readonly isLanguageMap: boolean;
}

/** Something in a context or node that is refused. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Parts of a context that name no term. */
const SETTINGS: ReadonlySet<string> = new Set(['@vocab', '@language', '@base', '@version', '@protected']);
const TERM_PARTS: ReadonlySet<string> = new Set(['@id', '@type', '@language', '@container', '@protected', '@prefix']);
const CONTAINERS: ReadonlySet<unknown> = new Set([undefined, '@set', '@list', '@language']);
/** Longest chain of terms that stand for each other. */
const MAX_STEPS = 8;

/** Terms of one context. */
export class Context {
  readonly #definitions = new Map<string, unknown>();
  readonly #faults: Fault[] = [];
  /** Language of texts that have no tag of their own. */
  language: string | undefined;
  #vocabulary: string | undefined;

  /** Reads `@context`; absent = the usual prefixes alone. */
  constructor(context: unknown, path: readonly PropertyKey[]) {
    if (Array.isArray(context)) {
      for (const [index, part] of context.entries()) this.#readOne(part, [...path, index]);
    } else this.#readOne(context, path);
  }

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** What a key stands for, or why it is refused. */
  term(key: string): Term | { readonly fault: string } {
    const definition = this.#definitions.get(key);
    const parts = isObject(definition) ? definition : {};
    const iri = this.#resolve(key, 0);
    if (iri === undefined) return { fault: this.#unknown(key) };
    const language = parts['@language'];
    return {
      iri,
      isReference: parts['@type'] === '@id' || parts['@type'] === '@vocab',
      language: typeof language === 'string' ? language : language === null ? undefined : this.language,
      isLanguageMap: parts['@container'] === '@language',
    };
  }

  /** Name of a node or type as an IRI; what no prefix explains stays as it is. */
  reference(text: string): string {
    const [prefix = '', rest = ''] = split(text);
    if (rest === '' || rest.startsWith('//')) return text;
    const namespace = this.#resolve(prefix, 1, false) ?? usualNamespace(prefix);
    return namespace === undefined ? text : namespace + rest;
  }

  /** A type may be a term. */
  type(text: string): string {
    return this.#resolve(text, 0) ?? text;
  }

  #readOne(context: unknown, path: readonly PropertyKey[]): void {
    if (context === undefined || context === null) return;
    if (typeof context === 'string') {
      const why = 'and nothing that a catalogue names is fetched; write the prefixes into the file';
      this.#refuse(path, `names a context at another place ("${context.slice(0, 200)}"), ${why}`);
    } else if (!isObject(context)) this.#refuse(path, `expected a mapping of prefixes, got ${kindOf(context)}`);
    else for (const [key, value] of Object.entries(context)) this.#define(key, value, [...path, key]);
  }

  #define(key: string, value: unknown, path: readonly PropertyKey[]): void {
    if (key === '@language') this.language = typeof value === 'string' ? value : undefined;
    else if (key === '@vocab') this.#vocabulary = typeof value === 'string' ? value : undefined;
    else if (SETTINGS.has(key)) return;
    else if (key.startsWith('@'))
      this.#refuse(path, `is a setting that is not read here; known are ${[...SETTINGS].join(', ')}`);
    else if (isObject(value)) this.#defineTerm(key, value, path);
    else if (typeof value === 'string' || value === null) this.#definitions.set(key, value);
    else this.#refuse(path, `expected an IRI or a mapping, got ${kindOf(value)}`);
  }

  #defineTerm(key: string, value: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): void {
    const strange = Object.keys(value).find((part) => !TERM_PARTS.has(part));
    const container = value['@container'];
    const [only] = Array.isArray(container) ? container : [container];
    if (strange !== undefined) this.#refuse([...path, strange], 'is a part of a term that is not read here');
    else if (!CONTAINERS.has(only))
      this.#refuse([...path, '@container'], `${kindOf(only)} is not read here; known are @set, @list, @language`);
    else this.#definitions.set(key, { ...value, '@container': only });
  }

  /** IRI of a term, following terms that stand for others. */
  #resolve(text: string, steps: number, isVocabulary = true): string | undefined {
    if (text.startsWith('@')) return text;
    const definition = this.#definitions.get(text);
    const target = isObject(definition) ? (definition['@id'] ?? undefined) : definition;
    if (typeof target === 'string' && target !== text && steps < MAX_STEPS)
      return this.#resolve(target, steps + 1, isVocabulary);
    const [prefix = '', rest = ''] = split(text);
    if (rest.startsWith('//') || prefix === 'urn') return text;
    if (rest !== '' || text.endsWith(':')) {
      const namespace = steps < MAX_STEPS ? this.#namespace(prefix, steps) : undefined;
      return namespace === undefined ? undefined : namespace + rest;
    }
    return isVocabulary && this.#vocabulary !== undefined && prefix === ''
      ? this.reference(this.#vocabulary) + text
      : undefined;
  }

  #namespace(prefix: string, steps: number): string | undefined {
    return this.#definitions.has(prefix) ? this.#resolve(prefix, steps + 1, false) : usualNamespace(prefix);
  }

  #unknown(key: string): string {
    const [prefix = '', rest = ''] = split(key);
    return rest === ''
      ? 'is no term of the context; write the key with its prefix'
      : `has the prefix "${prefix}", which neither the context nor the table of usual prefixes has; declare it in @context`;
  }

  #refuse(path: readonly PropertyKey[], message: string): void {
    this.#faults.push({ path, message });
  }
}

/** `dct:title` -> `dct`, `title`; a text without a colon is a rest of nothing. */
function split(text: string): readonly [prefix: string, rest: string] {
  const at = text.indexOf(':');
  return at < 0 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)];
}
