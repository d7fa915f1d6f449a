/** Syntax trees of the sources, parsed once. */
import ts from 'typescript';
import { read, SOURCES } from './repository-files.js';

/** One parsed file. */
export interface SourceTree {
  readonly path: string;
  readonly tree: ts.SourceFile;
}

const parsed = new Map<string, ts.SourceFile>();

/** Syntax tree of one file, with parents. */
export function treeOf(path: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const kind = path.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const tree = ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2023, true, kind);
  parsed.set(path, tree);
  return tree;
}

/** Every hand-written source. */
export function allTrees(): readonly SourceTree[] {
  return SOURCES.map((path) => ({ path, tree: treeOf(path) }));
}

/** A node and all nodes in it, parents first. */
export function nodesOf(node: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (inner: ts.Node): void => {
    found.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

/** Line of a node's first token, from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}
