/** Reads the YAML of a pack; every value is narrowed once, and every mistake has its file and line. [CMP-2] */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

/** One file of a pack. */
export interface PackFile {
  /** Name as messages print it. */
  readonly name: string;
  readonly text: string;
}

/** One mistake, for people: where, and what. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}

/** A node with the way back to its line. */
export class YamlValue {
  readonly #node: Node | undefined;
  readonly #file: YamlFile;

  constructor(file: YamlFile, node: Node | undefined) {
    this.#file = file;
    this.#node = node;
  }

  get line(): number {
    return this.#file.lineOf(this.#node);
  }

  get file(): string {
    return this.#file.name;
  }

  tell(problem: string): undefined {
    this.#file.findings.push({ file: this.#file.name, line: this.line, problem });
  }

  /** Fields of a mapping; keys outside of `known` are mistakes. */
  fields(known: readonly string[]): (key: string) => YamlValue | undefined {
    const map = this.#map();
    for (const { key } of map?.items ?? []) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!known.includes(name))
        new YamlValue(this.#file, key as Node).tell(
          `${excerpt(name) || 'this'} has no meaning here, only ${known.join(', ')}`,
        );
    }
    return (key) => {
      const value = map?.get(key, true);
      return value === undefined ? undefined : new YamlValue(this.#file, value as Node);
    };
  }

  #map(): YAMLMap | undefined {
    if (isMap(this.#node)) return this.#node;
    return this.tell('is not a mapping of names to values');
  }

  items(): readonly YamlValue[] {
    if (isSeq(this.#node)) return this.#node.items.map((item) => new YamlValue(this.#file, item as Node));
    this.tell('is not a list');
    return [];
  }

  text(): string {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === 'string') return value.trim();
    if (typeof value === 'boolean') return String(value);
    this.tell('is not a text; put it in quotes');
    return '';
  }

  integer(): number {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    this.tell('is not a whole number');
    return 0;
  }

  /** The names of a mapping, each with its value. */
  entries(): readonly (readonly [name: string, value: YamlValue])[] {
    return (this.#map()?.items ?? []).map(({ key, value }) => [
      isScalar(key) ? String(key.value) : '',
      new YamlValue(this.#file, (value ?? undefined) as Node | undefined),
    ]);
  }

  /** As a value of JSON. */
  json(): unknown {
    return this.#file.toJson(this.#node);
  }

  /** @param wanted what the text has to be, in words */
  textOf(isFit: (text: string) => boolean, wanted: string): string {
    const text = this.text();
    if (text !== '' && !isFit(text)) this.tell(`is ${JSON.stringify(excerpt(text))}, not ${wanted}`);
    return text;
  }

  /** Stands for a value that is missing, after that was told: it has no content and tells nothing more. */
  empty(): YamlValue {
    return new YamlFile({ name: '', text: '[]' }).root;
  }

  texts(): readonly string[] {
    return this.items().map((item) => item.text());
  }
}

/** The beginning of a text, on one line: what lost its indentation or a quote swallows the lines below it. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_EXCERPT ? `${line.slice(0, MAX_EXCERPT)}...` : line;
}
const MAX_EXCERPT = 60;

/** One parsed file. */
export class YamlFile {
  readonly name: string;
  readonly findings: Finding[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document;

  constructor({ name, text }: PackFile) {
    this.name = name;
    this.#document = parseDocument(text, { lineCounter: this.#lines, merge: false });
    for (const { pos, message } of this.#document.errors) {
      this.findings.push({
        file: name,
        line: this.#lines.linePos(pos[0]).line,
        problem: message.split('\n')[0] ?? message,
      });
    }
  }

  get root(): YamlValue {
    return new YamlValue(this, this.#document.contents ?? undefined);
  }

  toJson(node: Node | undefined): unknown {
    return node?.toJS(this.#document);
  }

  lineOf(node: Node | undefined): number {
    return node?.range == null ? 1 : this.#lines.linePos(node.range[0]).line;
  }
}
