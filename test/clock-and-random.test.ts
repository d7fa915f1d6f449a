import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { expectNone, isTest, SOURCES } from './repository-files.js';
import { lineOf, nodesOf, treeOf } from './source-trees.js';

/** Where programs begin: they read the clock, randomness and the environment, and pass them in. */
const EDGES = [
  /^gateway\/src\/main\.ts$/,
  /^gateway\/src\/cli\//,
  /^gateway\/src\/demo\/main\.ts$/,
  /^gateway\/(?:demo|bin|bench|examples)\//,
  /^conformance\/bin\//,
  /^conformance\/src\/cli\/main\.ts$/,
  /\/scripts\//,
  /^[\w.]+\.config\.ts$/,
];

/** Adapters that must touch one of them, each with its reason. */
const ADAPTERS: Readonly<Record<string, string>> = {};

const RANDOM = ['randomBytes', 'randomUUID', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'];
const READS = new Map([
  ['Date.now', 'the clock'],
  ['Math.random', 'randomness'],
  ['process.env', 'the environment'],
  ['process.hrtime', 'the clock'],
  ['performance.now', 'the clock'],
]);

function readOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return READS.get(node.getText().replaceAll(/\s/g, ''));
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) return 'the clock';
  if (ts.isIdentifier(node) && RANDOM.includes(node.text) && !ts.isImportSpecifier(node.parent)) return 'randomness';
  return undefined;
}

const INSIDE = SOURCES.filter((path) => !isTest(path) && !EDGES.some((edge) => edge.test(path)) && !(path in ADAPTERS));

describe('clock, randomness and environment are arguments', () => {
  it('lets only the edges and the named adapters read them', () => {
    expectNone(
      INSIDE.flatMap((path) => {
        const tree = treeOf(path);
        return nodesOf(tree).flatMap((node) => {
          const what = readOf(node);
          return what === undefined
            ? []
            : [{ path, line: lineOf(tree, node), what: `reads ${what}; take it as an argument from main.ts` }];
        });
      }),
    );
  });

  it('names no adapter that is gone', () => {
    expect(Object.keys(ADAPTERS).filter((path) => !SOURCES.includes(path))).toEqual([]);
  });
});
