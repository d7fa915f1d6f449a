/** The engine of catalogue adapters: a table says where each key of a source goes, and a key that no table names is a problem. */
import type { Part } from './record.js';
import { NO_WORDS, plainWord, type WordPart, type Words } from './words.js';

/** Takes one value of the source and says what it states. */
export type Handler = (value: unknown, into: Mapping) => void;

/** Where the keys of one kind of object go. Every key of a source is in exactly one of the two. */
export interface FieldMap {
  readonly taken: Readonly<Record<string, Handler>>;
  /** Key -> why it has no place in a listing. */
  readonly ignored: Readonly<Record<string, string>>;
}

/** A key or value that the tables do not allow. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  /** Continues the path to a sentence. */
  readonly message: string;
}

/** A part for which the object has words without a code. */
export interface Withheld extends Finding {
  readonly part: string;
  /** Whether the part stays open though other words of the object state it. */
  readonly isStrict: boolean;
}

interface Note {
  readonly kind: string;
  readonly text: { readonly language: string; readonly text: string }[];
}

/** One object of a source on its way into a product: what the handlers state, and from which key. */
export class Mapping {
  readonly #part: Record<string, unknown> = {};
  /** Lists by path; items by their JSON. */
  readonly #lists = new Map<string, Map<string, unknown>>();
  readonly #notes = new Map<string, Note>();
  readonly #origins = new Map<string, string[]>();
  readonly #findings: Finding[] = [];
  readonly #changes: Finding[] = [];
  readonly #leftOut: Finding[] = [];
  readonly #withheld: Withheld[] = [];
  /** Keys whose words the overlay maps -> where it says so. */
  readonly #borrowed = new Map<string, string>();
  readonly #words: Words;
  #key = '';

  /** `words` are those of an overlay, which win over every table. */
  constructor(words: Words = NO_WORDS) {
    this.#words = words;
  }

  /** What was stated, with the notes as `notes`. */
  get part(): Part {
    const lists = [...this.#lists].map(([path, items]) => [path, [...items.values()]] as const);
    for (const [path, items] of lists) this.#place(path, items);
    const notes = this.#notes.size === 0 ? {} : { notes: [...this.#notes.values()] };
    const parts = Object.entries({ ...this.#part, ...notes }).filter(([part]) => !this.#isWithheld(part));
    return Object.fromEntries(parts);
  }

  /** Path of each statement -> the keys that it came from; notes as `notes[0]`. */
  get origins(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.#origins].filter(([path]) => !this.#isWithheld(path.split('.')[0] ?? '')));
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Texts that were changed. */
  get changes(): readonly Finding[] {
    return this.#changes;
  }

  /** What has no place in a listing, each with the reason. */
  get leftOut(): readonly Finding[] {
    return this.#leftOut;
  }

  get withheld(): readonly Withheld[] {
    return this.#withheld;
  }

  /** Where an overlay says what words of these keys stand for. */
  borrowed(keys: readonly string[]): readonly string[] {
    return keys.map((key) => this.#borrowed.get(key)).filter((reference) => reference !== undefined);
  }

  /** Applies the table to every key of `object`. */
  read(map: FieldMap, object: Part): this {
    for (const [key, value] of Object.entries(object)) {
      this.#key = key;
      const handler = Object.hasOwn(map.taken, key) ? map.taken[key] : undefined;
      if (handler !== undefined) handler(value, this);
      else if (!Object.hasOwn(map.ignored, key))
        this.#find([key], 'is no known key; the adapter neither takes nor ignores it');
    }
    return this;
  }

  /** States a part, such as `timeCoverage.from`. */
  set(path: string, value: unknown): void {
    this.#place(path, value);
    this.#credit(path);
  }

  /** Adds to a list; of items with one identity the first is kept, and that of an item is the whole of it where none is given. */
  add(path: string, item: unknown, identity = JSON.stringify(item)): void {
    const seen = this.#lists.get(path) ?? new Map<string, unknown>();
    if (!seen.has(identity)) seen.set(identity, item);
    this.#lists.set(path, seen);
    this.#credit(path);
  }

  /** Keeps words of the source that no field takes. Texts of one group become one note, as its languages. */
  note(kind: string, language: string, text: string, group = `${kind} ${this.#key}`): void {
    const note = this.#notes.get(group) ?? { kind, text: [] };
    this.#notes.set(group, note);
    note.text.push({ language, text });
    this.#credit(`notes[${[...this.#notes.keys()].indexOf(group)}]`);
  }

  /** Keeps a value that the adapter cannot read as a note in the words of the source: `frequency: FORTNIGHTLY`. */
  noteUnread(value: unknown): void {
    const text = `${this.#key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
    this.note('OTHER', 'zxx', text, text);
  }

  /** Reads each object of a list with a table of its own, and hands over what it states. */
  each(value: unknown, map: FieldMap, use: (part: Part) => void): void {
    if (!Array.isArray(value)) this.refuse('a list', value);
    const key = this.#key;
    for (const [index, item] of Array.isArray(value) ? value.entries() : []) {
      const inner = isObject(item) ? new Mapping().read(map, item) : undefined;
      if (inner === undefined) this.#find([key, index], `is no object but ${kindOf(item)}`);
      for (const { path, message } of inner?.findings ?? []) this.#find([key, index, ...path], message);
      if (inner !== undefined) use(inner.part);
    }
  }

  /** Code of a word: the overlay's, or that of the table, whose words are in plain form; undefined where neither has it. */
  codeOf<T>(part: WordPart, word: string, table: Readonly<Record<string, T>>): T | undefined {
    const own = this.#words.find(part, word);
    if (own !== undefined) this.#borrowed.set(this.#key, own.reference);
    if (own !== undefined) return own.value as T;
    return Object.hasOwn(table, plainWord(word)) ? table[plainWord(word)] : undefined;
  }

  /** Leaves a part for an overlay to state: the record says something about it that has no code, or none that is traded. */
  withhold(part: string, message: string): void {
    this.#withheld.push({ part, path: [this.#key], message, isStrict: true });
  }

  /** Says why these words do not state a part, in case that nothing else does. */
  explain(part: string, message: string): void {
    this.#withheld.push({ part, path: [this.#key], message, isStrict: false });
  }

  /** Says something under another key, where two keys make one statement. */
  under<T>(key: string, say: () => T): T {
    const before = this.#key;
    this.#key = key;
    const said = say();
    this.#key = before;
    return said;
  }

  /** Says that the text of this key was changed. */
  changed(what: string): void {
    this.#changes.push({ path: [this.#key], message: what });
  }

  /** Says that a part of this key is left out, and why; the record goes on. */
  leaveOut(message: string): void {
    this.#leftOut.push({ path: [this.#key], message });
  }

  /** Says that a value cannot be used, in words of the caller; the record is kept back. */
  fail(message: string): void {
    this.#find([this.#key], message);
  }

  /** Says that a value is of the wrong type; the record is kept back. */
  refuse(expected: string, value: unknown): void {
    this.#find([this.#key], `is no ${expected.replace(/^an? /, '')} but ${kindOf(value)}`);
  }

  #isWithheld(part: string): boolean {
    return this.#withheld.some((gap) => gap.isStrict && gap.part === part);
  }

  #find(path: readonly PropertyKey[], message: string): void {
    this.#findings.push({ path, message });
  }

  #credit(path: string): void {
    const keys = this.#origins.get(path) ?? [];
    if (!keys.includes(this.#key)) this.#origins.set(path, [...keys, this.#key]);
  }

  #place(path: string, value: unknown): void {
    const [head = '', tail] = path.split('.');
    this.#part[head] = tail === undefined ? value : { ...((this.#part[head] ?? {}) as Part), [tail]: value };
  }
}

/** Whether a value is a mapping of keys. */
export function isObject(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, in words: `the number 2026`, `a list`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = String(value);
  return `the ${typeof value} ${text.length > 40 ? `${text.slice(0, 40)}...` : text}`;
}
