import { posix } from 'node:path';
import ts from 'typescript';
import { describe, it } from 'vitest';
import { expectNone, type Finding, isTest, SOURCES } from './repository-files.js';
import { lineOf, nodesOf, treeOf } from './source-trees.js';

interface Import {
  readonly path: string;
  readonly line: number;
  readonly specifier: string;
  /** What is meant: a path from the root for own files, else the specifier. */
  readonly target: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  '@selat/proto': 'proto/gen',
  '@selat/sdk': 'sdk/src',
  '@selat/gateway': 'gateway/src',
  '@selat/conformance': 'conformance/src',
};

function specifiersOf(node: ts.Node): readonly ts.Expression[] {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    return [node.moduleSpecifier];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments.slice(0, 1);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return [node.argument.literal];
  }
  return [];
}

function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(path), specifier));
  const name = specifier.split('/').slice(0, 2).join('/');
  const folder = PACKAGES[name];
  return folder === undefined ? specifier : `${folder}${specifier.slice(name.length)}`;
}

function importsOf(path: string): readonly Import[] {
  const tree = treeOf(path);
  return nodesOf(tree).flatMap((node) =>
    specifiersOf(node)
      .filter(ts.isStringLiteralLike)
      .map((literal) => ({
        path,
        line: lineOf(tree, literal),
        specifier: literal.text,
        target: targetOf(path, literal.text),
      })),
  );
}

const IMPORTS = SOURCES.filter((path) => !isTest(path)).flatMap(importsOf);

function findings(within: string, isWrong: (found: Import) => boolean, advice: string): Finding[] {
  return IMPORTS.filter((found) => found.path.startsWith(within) && isWrong(found)).map(
    ({ path, line, specifier }) => ({
      path,
      line,
      what: `imports ${specifier}; ${advice}`,
    }),
  );
}

function isIn(...folders: string[]): (found: Import) => boolean {
  return ({ target }) => folders.some((folder) => target === folder.replace(/\/$/, '') || target.startsWith(folder));
}

const OUTSIDE = [
  'fs',
  'net',
  'http',
  'https',
  'http2',
  'child_process',
  'dns',
  'tls',
  'dgram',
  'cluster',
  'worker_threads',
  'os',
  'process',
];
const OUTSIDE_PACKAGES = ['@grpc/grpc-js', 'express', 'better-sqlite3', 'kysely', 'pino', 'commander', 'undici'];

function doesIo({ specifier }: Import): boolean {
  const [module = ''] = specifier.replace(/^node:/, '').split('/');
  return (
    OUTSIDE.includes(module) || OUTSIDE_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  );
}

describe('imports go one way: proto <- sdk <- gateway, proto <- conformance', () => {
  it('lets the wire import nothing of ours', () => {
    expectNone(
      findings('proto/', isIn('sdk/', 'gateway/', 'conformance/'), 'the wire stands alone: move the code to sdk'),
    );
  });

  it('lets the sdk import the wire only', () => {
    expectNone(
      findings('sdk/', isIn('gateway/', 'conformance/'), 'move what is needed into sdk, or take it as an argument'),
    );
  });

  it('CNF-10: lets the conformance suite import the wire only, so that it shares no mistake with what it tests', () => {
    expectNone(
      findings('conformance/', isIn('sdk/', 'gateway/'), 'write a second, small reading of the spec in conformance'),
    );
  });

  it('lets nothing outside of the gateway import it, nor the suite', () => {
    const inside = (folder: string) => (found: Import) => isIn(folder)(found) && !found.path.startsWith(folder);
    expectNone(findings('', inside('gateway/'), 'nothing imports the gateway: use its commands or its API'));
    expectNone(findings('', inside('conformance/'), 'nothing imports the suite: spawn it'));
  });
});

describe('rules are free of adapters and of input and output', () => {
  it('lets gateway/src/domain import only itself, the sdk and the wire', () => {
    const isAdapter = (found: Import) =>
      !isIn('gateway/src/domain/', 'sdk/src/', 'proto/gen/')(found) && found.specifier !== 'node:crypto';
    expectNone(
      findings(
        'gateway/src/domain/',
        isAdapter,
        'state a port in gateway/src/domain/ports.ts and let main.ts pass the adapter in',
      ),
    );
  });

  it('lets gateway/src/domain take from node:crypto only hashes, never a source of randomness', () => {
    const takesRandom = ({ path, specifier }: Import) =>
      specifier === 'node:crypto' && /\brandom\w*\b.*from 'node:crypto'/.test(treeOf(path).text);
    expectNone(findings('gateway/src/domain/', takesRandom, 'take Random as an argument'));
  });

  it.each(['model', 'lifecycle', 'compliance', 'log'])(
    'keeps sdk/src/%s free of files, network and processes',
    (folder) => {
      expectNone(findings(`sdk/src/${folder}/`, doesIo, 'take the bytes as an argument; the caller does the reading'));
    },
  );

  it('keeps sdk/src/document free of files, network and processes', () => {
    expectNone(findings('sdk/src/document/', doesIo, 'take the bytes as an argument; the caller does the reading'));
  });
});

describe('imports are written one way', () => {
  it('ends relative imports in the extension that Node loads', () => {
    const lacks = ({ specifier }: Import) => specifier.startsWith('.') && !/\.(?:js|mjs|json)$/.test(specifier);
    expectNone(findings('', lacks, 'end it in .js'));
  });

  it('names modules of Node by node:', () => {
    const bare = ({ specifier }: Import) =>
      OUTSIDE.concat('crypto', 'path', 'url', 'util', 'stream', 'buffer', 'events').includes(specifier);
    expectNone(findings('', bare, 'write node: in front'));
  });
});
