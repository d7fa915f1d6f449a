import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import { type CatalogueFile, MAX_FILE_BYTES } from './catalogue-file.js';
import type { CatalogueFormat } from './read-catalogue.js';

/** Which files of a folder belong to a catalogue; others, such as a LICENSE, are not read. */
const ENDINGS: Readonly<Record<CatalogueFormat, RegExp>> = {
  datagovmy: /\.json$/i,
  szdex: /\.json$/i,
  dcat: /\.json(?:ld)?$/i,
  selat: /\.ya?ml$/i,
};

/**
 * Reads the files that are named, and of each folder those with the format's ending, in the order of their names. Folders
 * inside are not entered.
 *
 * @throws SelatError IMPORT_INVALID where a path cannot be read or a folder has no such file
 */
export function openCatalogueFiles(paths: readonly string[], format: CatalogueFormat): readonly CatalogueFile[] {
  return paths.flatMap((path) => {
    if (!attempt(path, () => statSync(path)).isDirectory()) return [openCatalogueFile(path)];
    const names = attempt(path, () => readdirSync(path)).filter((name) => ENDINGS[format].test(name));
    if (names.length === 0) throw unreadable(path, `it has no file that ends in ${ENDINGS[format].source}`);
    return names.sort().map((name) => openCatalogueFile(join(path, name)));
  });
}

/** Reads one file as UTF-8; broken bytes become U+FFFD, which the readers refuse. @throws SelatError IMPORT_INVALID */
export function openCatalogueFile(path: string): CatalogueFile {
  const name = basename(path);
  const { size } = attempt(path, () => statSync(path));
  if (size > MAX_FILE_BYTES) return { name, text: '', bytes: size };
  return { name, text: attempt(path, () => readFileSync(path)).toString('utf8') };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(
      path,
      cause instanceof Error && 'code' in cause ? String(cause.code) : 'it is not readable',
      cause,
    );
  }
}

function unreadable(path: string, why: string, cause?: unknown): SelatError {
  return new SelatError('IMPORT_INVALID', `cannot read ${path}: ${why}`, { file: path, why }, { cause });
}
