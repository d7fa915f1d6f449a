/** The packs that decide, each jurisdiction by one. */
import { basename } from 'node:path';
import { type AuthoredPack, type Finding, type Pack, parsePack } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import { packFoldersIn, readPackFolder, shippedPacks } from './pack-folders.js';

/**
 * @param dir folder of packs, or one pack; absent = those that ship with the SDK
 * @throws SelatError PACK_INVALID with every mistake, or where two packs speak for one place; USAGE where `dir` has no pack
 */
export function openPacks(dir?: string): readonly AuthoredPack[] {
  const root = dir ?? shippedPacks();
  const folders = packFoldersIn(root);
  if (folders.length === 0) {
    throw new SelatError('USAGE', `cannot find rule packs: no folder in ${root} has a pack.yaml`, { path: root });
  }
  const packs = folders.map((folder) => openPack(folder));
  requireOnePerPlace(packs.map(({ pack }) => pack));
  return packs;
}

function openPack(dir: string): AuthoredPack {
  const read = parsePack(readPackFolder(dir, basename(dir)).files);
  if ('authored' in read) return read.authored;
  const { findings } = read;
  const lines = findings.map(printFinding);
  const message = `cannot use the pack in ${dir}: ${lines.slice(0, 3).join('; ')}${lines.length > 3 ? ` and ${lines.length - 3} more` : ''}`;
  throw new SelatError('PACK_INVALID', message, { pack: basename(dir), problems: lines.join('\n') });
}

function requireOnePerPlace(packs: readonly Pack[]): void {
  const byPlace = new Map<string, string>();
  for (const { source } of packs) {
    const other = byPlace.get(source.jurisdiction);
    if (other !== undefined) {
      const message = `cannot use the packs ${other} and ${source.id} together: both are the law of ${source.jurisdiction}`;
      throw new SelatError('PACK_INVALID', message, { pack: source.id, other, jurisdiction: source.jurisdiction });
    }
    byPlace.set(source.jurisdiction, source.id);
  }
}

/** `cn/rules-core.yaml:12: what is wrong`. */
export function printFinding({ file, line, problem }: Finding): string {
  return `${file}:${line}: ${problem}`;
}
