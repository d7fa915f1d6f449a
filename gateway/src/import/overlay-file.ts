import { z } from 'zod';
import type { CatalogueFile } from './catalogue-file.js';
import { type Entry, entrySchema } from './entry-schema.js';
import { type Located, parseLocated } from './located.js';
import { strictMapping } from './message-schema.js';
import { parseWith } from './parse-with.js';
import { describeProblem, type Problem, toImportError } from './problem.js';
import { type Layer, listingPath, type Provenance, type ProvenanceSource, protoPath } from './record.js';
import { type WordLists, type Words, wordsOf, wordsSchema } from './words.js';

/** What one entry of an overlay says about the records that it is for. */
export interface OverlayEntry extends Layer {
  /** Why the operator keeps the record back; absent = it is imported. */
  readonly exclude?: string;
}

/** An operator's overlay: statements for every record, and for single ones. */
export interface Overlay {
  readonly file: string;
  readonly all: OverlayEntry;
  /** By record id, or by file name. */
  readonly records: ReadonlyMap<string, OverlayEntry>;
  /** Words of the catalogue that the operator maps to codes. */
  readonly words: Words;
  /** What was changed in texts. */
  readonly notes: readonly Problem[];
  /** Line of a path in the file, from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

const NOTHING: Entry = { product: {}, listing: {} };

const SCHEMA = strictMapping({
  all: entrySchema.optional(),
  words: wordsSchema.optional(),
  records: z.record(z.string(), entrySchema, { error: 'expected a mapping from record ids to statements' }).optional(),
});

/**
 * Reads an overlay: YAML with `all:`, `words:` and `records: {<record id or file name>: ...}`.
 *
 * @throws SelatError IMPORT_INVALID with every mistake, each with its line
 */
export function readOverlay(file: CatalogueFile): Overlay {
  const located = parseLocated(file, 'yaml');
  if (located.value === undefined) throw toImportError(file.name, located.problems);
  const { data, problems } = parseWith(SCHEMA, located, file.name);
  if (data === undefined) throw toImportError(file.name, problems);
  const records = Object.entries((data['records'] ?? {}) as Record<string, Entry>);
  const layer = (entry: Entry, path: readonly PropertyKey[]) => layerOf(entry, 'OVERLAY', file.name, path, located);
  return {
    file: file.name,
    all: layer((data['all'] as Entry | undefined) ?? NOTHING, ['all']),
    words: wordsOf((data['words'] ?? {}) as WordLists, file.name, located.lineOf),
    records: new Map(records.map(([id, entry]) => [id, layer(entry, ['records', id])])),
    notes: [...located.problems, ...changesOf(file.name, located)],
    lineOf: located.lineOf,
  };
}

/** An entry as a layer: each key that it states is credited to its line. */
export function layerOf(
  { product, listing, exclude }: Entry,
  source: ProvenanceSource,
  file: string,
  path: readonly PropertyKey[],
  { lineOf }: Located,
): OverlayEntry {
  const credit = (key: string, to: string): Provenance => ({
    path: to,
    source,
    reference: `${file}#${lineOf([...path, key])}`,
  });
  const provenance = [
    ...Object.keys(product).map((key) => credit(key, `product.${protoPath(key)}`)),
    ...Object.keys(listing).map((key) => credit(key, listingPath(key))),
  ];
  return { product, listing, provenance, ...(exclude === undefined ? {} : { exclude }) };
}

/** Notes about texts that normalisation changed. */
export function changesOf(file: string, { changes, lineOf }: Located): readonly Problem[] {
  return changes.map(({ path, what }) => ({
    severity: 'note',
    file,
    line: lineOf(path),
    message: `text changed as the protocol demands: ${what}`,
  }));
}

/** All errors among problems in one sentence. */
export function reasonOf(problems: readonly Problem[]): string {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(describeProblem)
    .join('; ');
}
