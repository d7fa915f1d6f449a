/** From a mapped object to a record: every finding with its place, every statement with its source. */
import type { Mapping } from './field-map.js';
import type { Located } from './located.js';
import { type Problem, printPath } from './problem.js';
import { type Gap, listingPath, type Provenance, protoPath } from './record.js';

/** Where an object stands. */
export interface Place {
  /** File name. */
  readonly file: string;
  /** Name of the record in provenance; the file name, or `<file>#<number>` where a file has several. */
  readonly label: string;
  readonly located: Located;
  /** Path of the object in the file; empty = the file is the object. */
  readonly at: readonly PropertyKey[];
  /** Keys as the file writes them, by the names that the tables use; absent = they are the same. */
  readonly written?: ReadonlyMap<string, string>;
}

/** A problem at a path inside of the object. */
export function problemAt(
  { file, located, at, written }: Place,
  severity: Problem['severity'],
  path: readonly PropertyKey[],
  message: string,
): Problem {
  const [key, ...inner] = path;
  const whole = key === undefined ? at : [...at, written?.get(String(key)) ?? key, ...inner];
  const printed = printPath(whole);
  return { severity, file, line: located.lineOf(whole), ...(printed === '' ? {} : { path: printed }), message };
}

/** What keeps the record back whatever an overlay says. */
export function faultsOf(place: Place, mapping: Mapping): readonly Problem[] {
  return mapping.findings.map(({ path, message }) => problemAt(place, 'error', path, message));
}

/** What an overlay has to state instead of the record. */
export function gapsOf(place: Place, mapping: Mapping): readonly Gap[] {
  return mapping.withheld.map(({ part, path, message }) => ({
    part,
    problem: problemAt(place, 'error', path, message),
  }));
}

/** Notes about texts of the keys `taken` that were changed. */
export function changeNotes(place: Place, mapping: Mapping, isTaken: (key: string) => boolean): readonly Problem[] {
  return changesOf(place, mapping)
    .filter(({ path: [key] }) => isTaken(String(key)))
    .map(({ path, message, why }) => problemAt(place, 'note', path, `text changed${why}: ${message}`));
}

/** Notes about what a record says and no listing takes, each with the reason. */
export function leftOutNotes(place: Place, mapping: Mapping): readonly Problem[] {
  return mapping.leftOut.map(({ path, message }) => problemAt(place, 'note', path, `left out: ${message}`));
}

/** A source for each statement: the keys, what was done to their texts, and the overlay's line where it maps a word. */
export function provenanceOf(place: Place, mapping: Mapping): readonly Provenance[] {
  const changes = changesOf(place, mapping);
  return [...mapping.origins].map(([path, keys]): Provenance => {
    const did = changes.filter(({ path: [key] }) => keys.includes(String(key))).map(({ message }) => message);
    const parts = [`${place.label}#${keys.join(', ')}`, ...new Set([...did, ...mapping.borrowed(keys)])];
    const to = path === 'price' ? listingPath(path) : `product.${protoPath(path)}`;
    return { path: to, source: 'RECORD', reference: parts.join('; ') };
  });
}

function changesOf({ located, at, written }: Place, mapping: Mapping) {
  const names = new Map([...(written ?? [])].map(([name, key]) => [key, name]));
  const normalised = located.changes
    .filter(({ path }) => at.every((step, index) => path[index] === step))
    .map(({ path, what }) => {
      const [key = '', ...inner] = path.slice(at.length);
      return { path: [names.get(String(key)) ?? key, ...inner], message: what, why: ' as the protocol demands' };
    });
  return [...normalised, ...mapping.changes.map((change) => ({ ...change, why: '' }))];
}
