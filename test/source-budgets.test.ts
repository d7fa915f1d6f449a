import ts from 'typescript';
import { describe, it } from 'vitest';
import { expectNone, type Finding, isTest, read, SOURCES } from './repository-files.js';
import { allTrees, lineOf, nodesOf, type SourceTree } from './source-trees.js';

const MAX_FILE_LINES = 250;
const MAX_FUNCTION_LINES = 40;
/** A file that is longer says so in its first lines: the marker, then why it reads better in one piece. */
const LONGER = /@longer:\s*\S.{15,}/;

function linesOf(path: string): number {
  return read(path).replace(/\n$/, '').split('\n').length;
}

function saysWhyLonger(path: string): boolean {
  return LONGER.test(read(path).split('\n').slice(0, 12).join('\n'));
}

/** The body of `describe(...)` is a table of contents, not a function. */
function isDescribeBody(node: ts.Node): boolean {
  const call = node.parent;
  return (
    ts.isCallExpression(call) &&
    call.arguments.includes(node as ts.Expression) &&
    /^describe\b/.test(call.expression.getText())
  );
}

function nameOf(node: ts.FunctionLikeDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const holder = node.parent;
  return ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) ? holder.name.getText() : 'a function';
}

function longFunctions({ path, tree }: SourceTree): Finding[] {
  const bodies = nodesOf(tree).filter(
    (node): node is ts.FunctionLikeDeclaration => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined,
  );
  return bodies.flatMap((node) => {
    const line = lineOf(tree, node);
    const length = tree.getLineAndCharacterOfPosition(node.end).line + 2 - line;
    if (length <= MAX_FUNCTION_LINES || (isTest(path) && isDescribeBody(node))) return [];
    return [
      { path, line, what: `${nameOf(node)} has ${length} lines, the budget is ${MAX_FUNCTION_LINES}; name its parts` },
    ];
  });
}

describe('hand-written code stays within its budgets', () => {
  it(`has files of at most ${MAX_FILE_LINES} lines, or a line that says why one is longer`, () => {
    const tooLong = SOURCES.filter((path) => linesOf(path) > MAX_FILE_LINES && !saysWhyLonger(path));
    expectNone(
      tooLong.map((path) => ({
        path,
        line: MAX_FILE_LINES + 1,
        what: `has ${linesOf(path)} lines, the budget is ${MAX_FILE_LINES}; split it by subject, or say why in its first lines after @longer:`,
      })),
    );
  });

  it(`has functions of at most ${MAX_FUNCTION_LINES} lines`, () => {
    expectNone(allTrees().flatMap(longFunctions));
  });

  it('has no file named after no subject', () => {
    const shapeless = SOURCES.filter((path) =>
      /(?:^|\/)(?:utils?|helpers?|common|misc|manager|base)\.[a-z]+$/.test(path),
    );
    expectNone(
      shapeless.map((path) => ({ path, line: 1, what: 'is named after no subject; name it after what it exports' })),
    );
  });
});
