import type { CatalogueFile } from './catalogue-file.js';
import { readDatagovmy } from './datagovmy/adapter.js';
import type { Catalogue } from './record.js';
import { readSelatYaml } from './selat-yaml.js';

/** Adapters by the name that `--format` takes. */
export const CATALOGUE_FORMATS = {
  /** Malaysia's open data portal: one JSON object a file. */
  datagovmy: readDatagovmy,
  /** Selat YAML: `products:` in the form of DataProduct. */
  selat: readSelatYaml,
} as const satisfies Record<string, (files: readonly CatalogueFile[]) => Catalogue>;

export type CatalogueFormat = keyof typeof CATALOGUE_FORMATS;

/** Reads a catalogue. Never throws for what the files say: each unreadable file or record is in `rejected` with its reason. */
export function readCatalogue(input: {
  readonly format: CatalogueFormat;
  readonly files: readonly CatalogueFile[];
}): Catalogue {
  return CATALOGUE_FORMATS[input.format](input.files);
}
