/** YAML text with the line of every key, so that each mistake can name its place. */
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { ConfigIssue } from './issues.js';

/** Path of a value: names of keys and numbers of items. */
export type KeyPath = readonly PropertyKey[];

/** Parsed YAML. */
export interface YamlSource {
  /** The text as plain values; undefined where the text is empty or broken. */
  readonly value: unknown;
  /** Mistakes of the YAML itself. */
  readonly issues: readonly ConfigIssue[];
  /** Line of the key at `path`, from 1; of the nearest key above it where the key is missing. */
  lineOf(path: KeyPath): number | undefined;
}

/** Prints a path as `a.b.0`. */
export function toKeyText(path: KeyPath): string {
  return path.map(String).join('.');
}

/** Parses YAML 1.2. Aliases and repeated keys are mistakes: a reader of the file should see each value where it counts. */
export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const issues = document.errors.map(
    ({ pos, message }): ConfigIssue => ({
      key: 'the file',
      line: lines.linePos(pos[0]).line,
      problem: `is not YAML: ${message}`,
      fix: 'correct indentation, quotes and repeated keys at this line',
    }),
  );
  visit(document, {
    Alias: (_, node) => {
      const line = lines.linePos(node.range?.[0] ?? 0).line;
      issues.push({ key: 'the file', line, problem: 'has an alias', fix: 'write the value out at this line' });
    },
  });
  const value: unknown = issues.length === 0 ? document.toJS() : undefined;
  return { value, issues, lineOf: (path) => lineIn(document.contents, path, lines) };
}

function lineIn(root: Node | null, path: KeyPath, lines: LineCounter): number | undefined {
  let node: unknown = root;
  let start = root?.range?.[0];
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) break;
    start = next.start ?? start;
    node = next.value;
  }
  return start === undefined ? undefined : lines.linePos(start).line;
}

function child(
  node: unknown,
  step: PropertyKey,
): { readonly start: number | undefined; readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    if (pair === undefined) return undefined;
    return { start: isNode(pair.key) ? pair.key.range?.[0] : undefined, value: pair.value };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(step)];
  return isNode(item) ? { start: item.range?.[0], value: item } : undefined;
}
