import { z } from 'zod';
import type { CatalogueFile } from './catalogue-file.js';
import { type Entry, entrySchema } from './entry-schema.js';
import { isObject } from './field-map.js';
import { type Located, parseLocated } from './located.js';
import { strictMapping } from './message-schema.js';
import { changesOf, layerOf, reasonOf } from './overlay-file.js';
import { parseWith } from './parse-with.js';
import type { Problem } from './problem.js';
import type { Catalogue, CatalogueRecord, Rejection } from './record.js';

const TOP = strictMapping({ products: z.array(z.unknown(), { error: 'expected a list of products' }).min(1) });
const PRODUCTS = strictMapping({ products: z.array(entrySchema) });

/**
 * Reads catalogues in Selat YAML: `products:`, each a DataProduct in its proto3 JSON names with `slug` in place of `id`,
 * and where wished `terms` (ids), `visibility`, `validityDays`, `attestationDigests`. Never throws.
 */
export function readSelatYaml(files: readonly CatalogueFile[]): Catalogue {
  const parts = files.map(readFile);
  return {
    read: parts.reduce((sum, { records, rejected }) => sum + records.length + rejected.length, 0),
    records: parts.flatMap(({ records }) => records),
    rejected: parts.flatMap(({ rejected }) => rejected),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

function readFile(file: CatalogueFile): Omit<Catalogue, 'read'> {
  const located = parseLocated(file, 'yaml');
  const whole = located.value === undefined ? located.problems : parseWith(TOP, located, file.name).problems;
  if (whole.some(({ severity }) => severity === 'error')) {
    return { records: [], rejected: [{ file: file.name, reason: `cannot read ${reasonOf(whole)}` }], notes: [] };
  }
  const { products } = located.value as { readonly products: readonly unknown[] };
  const { problems } = parseWith(PRODUCTS, located, file.name);
  const records: CatalogueRecord[] = [];
  const rejected: Rejection[] = [];
  products.forEach((product, index) => {
    const faults = problems.filter(({ path }) => path?.match(/^products\[(\d+)\]/)?.[1] === String(index));
    const read = faults.length > 0 ? faults : readProduct(product, index, file.name, located);
    if ('product' in read) records.push(read);
    else rejected.push({ file: nameOf(file.name, product, index), reason: `cannot read ${reasonOf(read)}` });
  });
  return { records, rejected, notes: [...located.problems, ...changesOf(file.name, located)] };
}

function readProduct(product: unknown, index: number, file: string, located: Located): CatalogueRecord | Problem[] {
  const entry: Entry = entrySchema.parse(product);
  const path = ['products', index];
  const line = located.lineOf(path);
  const fault = (message: string): Problem[] => [
    { severity: 'error', file, line, path: `products[${index}]`, message },
  ];
  if (entry.exclude !== undefined) return fault(`the catalogue excludes it: ${entry.exclude}`);
  const { slug } = entry.listing;
  if (slug === undefined) return fault('lacks slug, from which the ids of listing and product are made');
  return { id: slug, file: `${file}#${slug}`, line, ...layerOf(entry, 'RECORD', file, path, located) };
}

function nameOf(file: string, product: unknown, index: number): string {
  const slug = isObject(product) ? product['slug'] : undefined;
  return `${file}#${typeof slug === 'string' ? slug : index + 1}`;
}
