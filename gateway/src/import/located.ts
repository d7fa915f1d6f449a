import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { type CatalogueFile, readableText } from './catalogue-file.js';
import { nestingFault } from './nesting.js';
import { normaliseTree, type TextChange } from './normalise.js';
import type { Problem } from './problem.js';

/** A parsed file whose values know their lines. */
export interface Located {
  /** Plain value, text already in the form that the protocol demands; undefined where the file has errors. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** What was changed in texts. */
  readonly changes: readonly TextChange[];
  /** Line of the deepest part of `path` that the file has, from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** Most syntax errors that are told of one file; the first ones are those to repair. */
const MAX_FAULTS = 20;

/** Parses JSON or YAML 1.2; duplicate keys are errors in both. Never throws. */
export function parseLocated(file: CatalogueFile, form: 'json' | 'yaml'): Located {
  const { text, problems } = readableText(file);
  if (problems.some(({ severity }) => severity === 'error')) return failed(problems);
  const deep = nestingFault(text, form);
  if (deep !== undefined) return failed([...problems, { severity: 'error', file: file.name, ...deep }]);
  const json = form === 'json' ? jsonFault(file.name, text) : undefined;
  if (json !== undefined) return failed([...problems, json]);
  const lines = new LineCounter();
  // YAML 1.2 contains JSON, and its parser is the one that keeps positions and sees duplicate keys.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: form === 'json' ? 'json' : 'core',
    logLevel: 'silent',
    // Both cost the square of a hostile file's length; `repeatedKeys` and the line counter do the same in one pass.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const faults = [
    ...document.errors
      .slice(0, MAX_FAULTS)
      .map(({ pos, message }) => ({ offset: pos[0], message: lowerFirst(message) })),
    ...repeatedKeys(document),
  ].map(
    ({ offset, message }): Problem => ({
      severity: 'error',
      file: file.name,
      line: lines.linePos(offset).line,
      message,
    }),
  );
  if (faults.length > 0) return failed([...problems, ...faults]);
  return located(file.name, document, lines, problems);
}

function located(file: string, document: Document, lines: LineCounter, problems: readonly Problem[]): Located {
  const index: KeyIndex = new WeakMap();
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path, index)).line;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const message = `cannot be unfolded: ${cause instanceof Error ? cause.message : String(cause)}`;
    return failed([...problems, { severity: 'error', file, message }]);
  }
  const { tree, changes, faults } = normaliseTree(value);
  const broken = faults.map(
    ({ path, what }): Problem => ({ severity: 'error', file, line: lineOf(path), message: what }),
  );
  if (broken.length > 0) return failed([...problems, ...broken]);
  return { value: tree, problems, changes, lineOf };
}

function failed(problems: readonly Problem[]): Located {
  return { value: undefined, problems, changes: [], lineOf: () => 1 };
}

/** The YAML parser forgives what JSON does not, such as a trailing comma. */
function jsonFault(file: string, text: string): Problem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const line = text.slice(0, jsonOffset(message, text)).split('\n').length;
    // What follows is a piece of the file, or a position that the line replaces.
    const said = message.replace(/(?:, ?"| in JSON at position).*$/s, '');
    return { severity: 'error', file, line, message: `is not JSON: ${lowerFirst(said)}` };
  }
}

/** The parser of the platform names a position, or in short texts the token only. */
function jsonOffset(message: string, text: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const token = /^Unexpected token '?(.)/s.exec(message)?.[1];
  return token === undefined || !text.includes(token) ? text.length : text.indexOf(token);
}

/** JSON and YAML readers keep the last of two equal keys without a word: a fact would be dropped silently. */
function repeatedKeys(document: Document): readonly { readonly offset: number; readonly message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : '';
        if (isScalar(key) && seen.has(name)) {
          found.push({
            offset: startOf(key) ?? 0,
            message: `the key ${name} stands twice in one mapping; keep one of them`,
          });
        }
        seen.add(name);
      }
    },
  });
  return found.slice(0, MAX_FAULTS);
}

function lowerFirst(text: string): string {
  return text.replace(/^./, (first) => first.toLowerCase());
}

/** Pairs of each mapping by key, made when first asked for: a file may have as many mistakes as keys. */
type KeyIndex = WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;

function offsetOf(document: Document, path: readonly PropertyKey[], index: KeyIndex): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const found = child(isAlias(node) ? node.resolve(document) : node, step, index);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

function child(
  node: unknown,
  step: PropertyKey,
  index: KeyIndex,
): { offset: number | undefined; node: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { offset: startOf(item), node: item };
  }
  if (!isMap(node)) return undefined;
  const known =
    index.get(node) ?? new Map(node.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
  index.set(node, known);
  const pair = known.get(String(step));
  return pair === undefined ? undefined : { offset: startOf(pair.key), node: pair.value };
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
