/** Walks a JSON text: where it breaks the grammar, which key stands twice, and on which line a value stands. */

/** One mistake; lines count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly problem: string;
}

/** Deepest nesting; facts have 5 levels. */
const MAX_DEPTH = 64;
const SPACE = /[ \t\n\r]*/y;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Controls are forbidden up to U+001F only. */
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

class Stop extends Error {}

/** The first breach of the grammar, or every key that stands twice in one object; empty = sound. */
export function jsonFaults(text: string): readonly JsonFault[] {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.faults;
}

/** Lines of values by paths such as `[2].legs[0].mode`; a path that is not there has the line of what would hold it. */
export function linesOf(text: string, paths: readonly string[]): ReadonlyMap<string, number> {
  const wanted = new Map(paths.flatMap((path) => waysTo(path).map((way) => [way, undefined as number | undefined])));
  new Scanner(text, (path, at) => {
    if (wanted.has(path)) wanted.set(path, at);
  }).run();
  const lineAt = lineCounter(text);
  const offsets = paths.map((path) => waysTo(path).find((way) => wanted.get(way) !== undefined) ?? '');
  return new Map(paths.map((path, i) => [path, lineAt(wanted.get(offsets[i] ?? '') ?? 0)]));
}

/** The path and everything around it, from the inside out. */
function waysTo(path: string): readonly string[] {
  const ways = [path];
  for (let at = path; at !== ''; ways.push(at)) {
    const around = at.replace(/(?:^|\.)[^.[\]]*$|\[\d+\]$/, '');
    at = around === at ? '' : around;
  }
  return ways;
}

/** Line of an offset, from 1; many may be asked for. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

class Scanner {
  readonly #found: { readonly offset: number; readonly problem: string }[] = [];
  readonly #text: string;
  readonly #visit: ((path: string, offset: number) => void) | undefined;
  #at = 0;
  #depth = 0;

  constructor(text: string, visit?: (path: string, offset: number) => void) {
    this.#text = text;
    this.#visit = visit;
  }

  get faults(): readonly JsonFault[] {
    const lineAt = lineCounter(this.#text);
    return this.#found.map(({ offset, problem }) => ({ line: lineAt(offset), problem }));
  }

  run(): void {
    try {
      this.#value('');
      this.#skip();
      if (this.#at < this.#text.length) this.#stop('stands after the end of the value');
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
  }

  #value(path: string): void {
    this.#skip();
    this.#visit?.(path, this.#at);
    const char = this.#text[this.#at];
    if (char === '{') this.#nested(() => this.#object(path));
    else if (char === '[') this.#nested(() => this.#list(path));
    else if (char === '"') this.#string();
    else if (!this.#match(LITERAL)) this.#stop('stands where a value is expected');
  }

  #nested(read: () => void): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#stop(`is nested deeper than ${MAX_DEPTH}`);
    this.#at += 1;
    read();
    this.#depth -= 1;
  }

  #object(path: string): void {
    const keys = new Set<string>();
    this.#members('}', () => {
      const start = this.#at;
      if (this.#text[this.#at] !== '"') this.#stop('stands where a key in double quotes is expected');
      const key = this.#string();
      if (keys.has(key)) this.#found.push({ offset: start, problem: `${key} stands twice in one object` });
      keys.add(key);
      this.#skip();
      if (this.#text[this.#at] !== ':') this.#stop('stands where a colon is expected');
      this.#at += 1;
      this.#value(this.#visit === undefined ? '' : `${path === '' ? '' : `${path}.`}${key.slice(1, -1)}`);
    });
  }

  #list(path: string): void {
    let index = 0;
    this.#members(']', () => {
      this.#value(this.#visit === undefined ? '' : `${path}[${index}]`);
      index += 1;
    });
  }

  #members(end: string, read: () => void): void {
    this.#skip();
    for (let first = true; this.#text[this.#at] !== end; first = false) {
      if (!first) {
        if (this.#text[this.#at] !== ',') this.#stop(`stands where a comma or ${end} is expected`);
        this.#at += 1;
        this.#skip();
        if (this.#text[this.#at] === end) this.#stop('stands after a comma; take the comma before it away');
      }
      read();
      this.#skip();
    }
    this.#at += 1;
  }

  #string(): string {
    const start = this.#at;
    if (!this.#match(STRING)) this.#stop('begins a text that is not closed on its line or has a wrong escape');
    return this.#text.slice(start, this.#at);
  }

  #skip(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === 32 || code === 10 || code === 13 || code === 9) this.#match(SPACE);
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #stop(problem: string): never {
    const char = this.#text[this.#at];
    const what = char === undefined ? 'the end' : JSON.stringify(char);
    const comment = char === '/' ? '; JSON has no comments' : '';
    this.#found.push({ offset: Math.min(this.#at, this.#text.length - 1), problem: `${what} ${problem}${comment}` });
    throw new Stop();
  }
}
