/** The files of the repository, and the form in which the tests here say what is wrong with one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Folder of the repository, with a trailing slash. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One breach of a rule. Printed as `path:line: what, and what to do`. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', '.git', '.selat']);
const GENERATED = ['proto/gen/', 'conformance/src/gen/'];
const BINARY = /\.(?:binpb|png|jpg|ico|woff2?|pdf)$/;

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return IGNORED_FOLDERS.has(entry.name) ? [] : walk(path);
    return entry.isFile() && !/\.(?:tsbuildinfo|log)$/.test(entry.name) ? [path] : [];
  });
}

/** Every file that belongs to the repository, by path from its root. */
export const FILES: readonly string[] = walk('').sort();

/** Files written by hand, text only. */
export const HAND_WRITTEN: readonly string[] = FILES.filter(
  (path) => !BINARY.test(path) && path !== 'package-lock.json' && !GENERATED.some((folder) => path.startsWith(folder)),
);

/** Programs written by hand: TypeScript, and the scripts that run without a build. */
export const SOURCES: readonly string[] = HAND_WRITTEN.filter((path) => /\.(?:ts|mjs|js)$/.test(path));

const texts = new Map<string, string>();

/** Text of a file by path from the root. */
export function read(path: string): string {
  const known = texts.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(join(ROOT, path), 'utf8');
  texts.set(path, text);
  return text;
}

/** Whether a path belongs to tests, which may read clocks and name every package. */
export function isTest(path: string): boolean {
  return /(?:^|\/)test\//.test(path);
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Every place in a file where a pattern with flag `g` matches. */
export function matchesOf(
  path: string,
  pattern: RegExp,
): readonly { readonly line: number; readonly match: RegExpExecArray }[] {
  const text = read(path);
  return [...text.matchAll(pattern)].map((match) => ({ line: lineAt(text, match.index), match }));
}

/** Fails with every finding, one a line. */
export function expectNone(findings: readonly Finding[]): void {
  expect(findings.map(({ path, line, what }) => `${path}:${line}: ${what}`)).toEqual([]);
}
