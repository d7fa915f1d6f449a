/** Reads rule packs from folders: those that ship with the SDK, or those that somebody names. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PackFile } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';

/** The file that makes a folder a pack. */
const HEADER = 'pack.yaml';
const CASES = 'cases';

/** Folder of the packs of this installation. */
export function shippedPacks(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@selat/sdk/package.json')), 'packs');
}

/** One pack as its files say it. */
export interface PackFolder {
  readonly dir: string;
  /** YAML files in the order of their names, as `<folder>/<file>` where `dir` is `.../<folder>`. */
  readonly files: readonly PackFile[];
  /** Worked cases that travel with it. */
  readonly cases: readonly PackFile[];
  /** Files that look like parts of the pack and are not read. */
  readonly strays: readonly string[];
}

/** Folders inside `dir` that are packs; `dir` itself where it is one. @throws SelatError USAGE where it cannot be read */
export function packFoldersIn(dir: string): readonly string[] {
  const names = namesIn(dir);
  if (names.includes(HEADER)) return [dir];
  return names.map((name) => join(dir, name)).filter((path) => isFolder(path) && namesIn(path).includes(HEADER));
}

/** @param as how messages call the folder @throws SelatError USAGE where it cannot be read */
export function readPackFolder(dir: string, as: string): PackFolder {
  const names = namesIn(dir);
  const inCases = names.includes(CASES) && isFolder(join(dir, CASES)) ? namesIn(join(dir, CASES)) : [];
  return {
    dir,
    files: yamlOf(dir, names, as),
    cases: yamlOf(join(dir, CASES), inCases, join(as, CASES)),
    strays: [...names.map((name) => join(as, name)), ...inCases.map((name) => join(as, CASES, name))].filter((path) =>
      /\.(?:yml|json)$/i.test(path),
    ),
  };
}

function yamlOf(dir: string, names: readonly string[], as: string): readonly PackFile[] {
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name: join(as, name), text: attempt(join(dir, name), (path) => readFileSync(path, 'utf8')) }));
}

function namesIn(dir: string): readonly string[] {
  return attempt(dir, (path) => readdirSync(path)).sort();
}

function isFolder(path: string): boolean {
  return attempt(path, (at) => statSync(at)).isDirectory();
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is nothing of that name',
  ENOTDIR: 'it is a file, not a folder',
  EACCES: 'this user may not read it',
};

function attempt<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = WHY[code] ?? (code || 'it is not readable');
    throw new SelatError('USAGE', `cannot read ${path}: ${why}`, { path, why }, { cause });
  }
}
