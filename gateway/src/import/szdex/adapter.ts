import type { CatalogueFile } from '../catalogue-file.js';
import { isObject, kindOf, Mapping } from '../field-map.js';
import { parseLocated } from '../located.js';
import { changeNotes, faultsOf, gapsOf, type Place, problemAt, provenanceOf } from '../mapped-record.js';
import { describeProblem, type Problem, printPath } from '../problem.js';
import type { Catalogue, CatalogueRecord, Gap, Rejection } from '../record.js';
import { Repeats, repeatOf } from '../repeats.js';
import type { Words } from '../words.js';
import { statePrice } from './handlers.js';
import { type Row, readPages, tableOf } from './pages.js';
import { ROW_TABLES, type RowTable } from './tables.js';

/** What one import has met so far. */
interface Reading {
  readonly words: Words;
  readonly records: CatalogueRecord[];
  readonly rejected: Rejection[];
  readonly notes: Problem[];
  readonly seen: Repeats;
  /** Largest number of products that a page says the list has. */
  total: number;
}

/** Reads answers of product lists of Chinese data exchanges: Shenzhen's mall and those whose rows have a table. Never throws. */
export function readSzdex(files: readonly CatalogueFile[], words: Words): Catalogue {
  const reading: Reading = { words, records: [], rejected: [], notes: [], seen: new Repeats(), total: 0 };
  for (const file of files) readFile(file, reading);
  const { records, rejected, seen, total } = reading;
  const missing: Problem[] = [];
  if (seen.size < total) {
    const message = `the list says that it has ${total} products, and ${seen.size} are here; fetch the pages that are missing`;
    missing.push({ severity: 'note', file: files.at(-1)?.name ?? '', message });
  }
  return { read: records.length + rejected.length, records, rejected, notes: [...reading.notes, ...missing] };
}

function readFile(file: CatalogueFile, reading: Reading): void {
  const located = parseLocated(file, 'json');
  const reject = (problems: readonly Problem[], label = file.name) => {
    const errors = problems.filter(({ severity }) => severity === 'error');
    reading.rejected.push({ file: label, reason: `cannot read ${errors.map(describeProblem).join('; ')}` });
  };
  if (located.value === undefined) {
    reject(located.problems);
    return;
  }
  reading.notes.push(...located.problems);
  const pages = readPages(located.value);
  if ('fault' in pages) {
    const whole: Place = { file: file.name, label: file.name, located, at: [] };
    reject([problemAt(whole, 'error', pages.path, pages.fault)]);
    return;
  }
  reading.total = Math.max(reading.total, pages.total);
  for (const row of pages.rows) {
    const name = nameOf(row);
    const place: Place = {
      file: file.name,
      label: `${file.name}#${name ?? printPath(row.path)}`,
      located,
      at: row.path,
    };
    const first = reading.seen.firstOf(row.value, place.label);
    const repeat = first === undefined ? [] : [problemAt(place, 'error', [], repeatOf(first))];
    const problems = first === undefined ? readRow(row, name, place, reading) : repeat;
    if (problems.length > 0) reject(problems, place.label);
  }
}

/** Takes a row up as a record, or says everything that keeps it back whatever an overlay says. */
function readRow(row: Row, name: string | undefined, place: Place, reading: Reading): readonly Problem[] {
  if (!isObject(row.value)) return [problemAt(place, 'error', [], `expected a row, got ${kindOf(row.value)}`)];
  const table = tableOf(row.value);
  if (table === undefined) return [problemAt(place, 'error', [], unknownRow(row.value))];
  const mapping = new Mapping(reading.words).read(table.map, row.value);
  statePrice(mapping, row.value, table.price);
  const faults = faultsOf(place, mapping);
  if (faults.length > 0) return faults;
  const { price, ...product } = mapping.part;
  const line = place.located.lineOf(place.at);
  reading.records.push({
    id: name ?? place.label,
    file: place.label,
    line,
    product,
    listing: isObject(price) ? { price } : {},
    provenance: provenanceOf(place, mapping),
    gaps: [...gapsOf(place, mapping), ...(name === undefined ? [nameless(place, table)] : [])],
  });
  reading.notes.push(...changeNotes(place, mapping, (key) => Object.hasOwn(table.map.taken, key)));
  return [];
}

/** A title may change and may be shared, so that no id is made from it. */
function nameless(place: Place, table: RowTable): Gap {
  const message = `has none of ${table.numbers.join(', ')} to make ids from; state slug in the overlay (records."${place.label}".slug)`;
  return { part: 'slug', problem: problemAt(place, 'error', [], message) };
}

function nameOf({ value }: Row): string | undefined {
  if (!isObject(value)) return undefined;
  const names = (tableOf(value)?.numbers ?? []).map((key) => value[key]);
  const name = names.find((part) => typeof part === 'number' || (typeof part === 'string' && part.trim() !== ''));
  return name === undefined ? undefined : String(name).trim();
}

function unknownRow(row: Readonly<Record<string, unknown>>): string {
  const known = ROW_TABLES.map(({ name, marks }) => `${name} (${marks.join(', ')})`).join(' nor of ');
  return `has keys neither of ${known}, but ${Object.keys(row).slice(0, 8).join(', ') || 'none'}; an adapter's table must name them`;
}
