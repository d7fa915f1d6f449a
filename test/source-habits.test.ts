import ts from 'typescript';
import { describe, it } from 'vitest';
import { expectNone, type Finding, isTest } from './repository-files.js';
import { allTrees, lineOf, nodesOf, type SourceTree } from './source-trees.js';

/** Says what is wrong with a node, or nothing. */
type Rule = (node: ts.Node) => string | undefined;

function check(rule: Rule, isRead: (path: string) => boolean = () => true): Finding[] {
  const inOne = ({ path, tree }: SourceTree): Finding[] =>
    nodesOf(tree).flatMap((node) => {
      const what = rule(node);
      return what === undefined ? [] : [{ path, line: lineOf(tree, node), what }];
    });
  return allTrees()
    .filter(({ path }) => isRead(path))
    .flatMap(inOne);
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return node.isExportEquals !== true;
  return (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
  );
}

/** A test that skips itself under a condition says so when it runs. */
function isConditional(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent)
    if (ts.isIfStatement(at) || ts.isConditionalExpression(at)) return true;
  return false;
}

describe('hand-written code keeps the habits that CONTRIBUTING.md states', () => {
  it('has no any', () => {
    expectNone(
      check((node) => (node.kind === ts.SyntaxKind.AnyKeyword ? 'says any; say unknown and narrow it' : undefined)),
    );
  });

  it('has no non-null assertion', () => {
    expectNone(check((node) => (ts.isNonNullExpression(node) ? 'asserts with !; handle the absent value' : undefined)));
  });

  it('has no default export', () => {
    const isTooling = (path: string) => /^[\w.]+\.config\.ts$/.test(path);
    expectNone(
      check(
        (node) => (isDefaultExport(node) ? 'exports a default; export it by name' : undefined),
        (path) => !isTooling(path),
      ),
    );
  });

  it('has no enum and no namespace', () => {
    expectNone(
      check((node) => {
        if (ts.isEnumDeclaration(node)) return 'declares an enum; use a union of words and a table';
        return ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)
          ? 'declares a namespace; use a module'
          : undefined;
      }),
    );
  });

  it('has no test that is skipped by hand or that runs alone', () => {
    const rule: Rule = (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
      const called = node.expression.getText();
      if (!/^(?:it|test|describe)\.(?:only|skip|todo)$/.test(called) || isConditional(node)) return undefined;
      return `calls ${called}; use skipIf with the reason, or remove it`;
    };
    expectNone(check(rule, isTest));
  });
});
