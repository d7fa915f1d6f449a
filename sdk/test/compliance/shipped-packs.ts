/** The packs that ship with the SDK, read from their folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AuthoredPack,
  type PackFile,
  parseCases,
  parsePack,
  type WorkedCase,
} from '../../src/compliance/index.js';

const ROOT = new URL('../../packs/', import.meta.url).pathname;

export const PACK_IDS = existsSync(ROOT)
  ? readdirSync(ROOT).filter((id) => existsSync(join(ROOT, id, 'pack.yaml')))
  : [];

export function filesOf(...folder: readonly string[]): readonly PackFile[] {
  const path = join(ROOT, ...folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => ({ name: join(...folder, name), text: readFileSync(join(path, name), 'utf8') }));
}

/** @throws Error with every finding, where the pack is not sound */
export function readPack(id: string): AuthoredPack {
  const read = parsePack(filesOf(id));
  if ('authored' in read) return read.authored;
  throw new Error(read.findings.map(({ file, line, problem }) => `${file}:${line}: ${problem}`).join('\n'));
}

export function casesOf(id: string): readonly WorkedCase[] {
  return filesOf(id, 'cases').flatMap(parseCases);
}
