import type { CatalogueFile } from './catalogue-file.js';
import { readDatagovmy } from './datagovmy/adapter.js';
import { readDcat } from './dcat/adapter.js';
import type { Catalogue } from './record.js';
import { readSelatYaml } from './selat-yaml.js';
import { readSzdex } from './szdex/adapter.js';
import { NO_WORDS, type Words } from './words.js';

/** Reads the files of one form; `words` are those of the overlay. Never throws. */
type Adapter = (files: readonly CatalogueFile[], words: Words) => Catalogue;

/** Adapters by the name that `--format` takes. */
export const CATALOGUE_FORMATS = {
  /** Malaysia's open data portal: one JSON object a file. */
  datagovmy: readDatagovmy,
  /** Product lists of Chinese data exchanges: answers of the Shenzhen exchange's mall, and of those that have a table. */
  szdex: readSzdex,
  /** DCAT 2 and 3 in JSON-LD: catalogues and data sets, contexts in the file. */
  dcat: readDcat,
  /** Selat YAML: `products:` in the form of DataProduct. */
  selat: readSelatYaml,
} as const satisfies Record<string, Adapter>;

export type CatalogueFormat = keyof typeof CATALOGUE_FORMATS;

/** Reads a catalogue. Never throws for what the files say: each unreadable file or record is in `rejected` with its reason. */
export function readCatalogue(input: {
  readonly format: CatalogueFormat;
  readonly files: readonly CatalogueFile[];
  /** Words that an overlay maps to codes; absent = none. */
  readonly words?: Words | undefined;
}): Catalogue {
  const read: Adapter = CATALOGUE_FORMATS[input.format];
  return read(input.files, input.words ?? NO_WORDS);
}
