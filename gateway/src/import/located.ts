import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { type CatalogueFile, readableText } from './catalogue-file.js';
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

/** Parses JSON or YAML 1.2; duplicate keys are errors in both. Never throws. */
export function parseLocated(file: CatalogueFile, form: 'json' | 'yaml'): Located {
  const { text, problems } = readableText(file);
  if (problems.some(({ severity }) => severity === 'error')) return failed(problems);
  const json = form === 'json' ? jsonFault(file.name, text) : undefined;
  if (json !== undefined) return failed([...problems, json]);
  const lines = new LineCounter();
  // YAML 1.2 contains JSON, and its parser is the one that keeps positions and sees duplicate keys.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: form === 'json' ? 'json' : 'core',
    logLevel: 'silent',
  });
  const faults = document.errors.map((error) => yamlFault(file.name, error));
  if (faults.length > 0) return failed([...problems, ...faults]);
  return located(file.name, document, lines, problems);
}

function located(file: string, document: Document, lines: LineCounter, problems: readonly Problem[]): Located {
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path)).line;
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
    const said = message.replace(/(?:, ?"| in JSON at position).*$/s, '').replace(/^./, (first) => first.toLowerCase());
    return { severity: 'error', file, line, message: `is not JSON: ${said}` };
  }
}

/** The parser of the platform names a position, or in short texts the token only. */
function jsonOffset(message: string, text: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const token = /^Unexpected token '?(.)/s.exec(message)?.[1];
  return token === undefined || !text.includes(token) ? text.length : text.indexOf(token);
}

function yamlFault(file: string, error: YAMLError): Problem {
  const line = error.linePos?.[0].line ?? 1;
  const said = error.message.replace(/ at line \d+, column \d+.*$/s, '').replace(/^./, (first) => first.toLowerCase());
  const message = error.code === 'DUPLICATE_KEY' ? 'a key stands twice in one mapping; keep one of them' : said;
  return { severity: 'error', file, line, message };
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const found = child(isAlias(node) ? node.resolve(document) : node, step);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

function child(node: unknown, step: PropertyKey): { offset: number | undefined; node: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { offset: startOf(item), node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? undefined : { offset: startOf(pair.key), node: pair.value };
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
