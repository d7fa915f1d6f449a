import type { CatalogueFile } from '../catalogue-file.js';
import { isObject, kindOf, Mapping } from '../field-map.js';
import { parseLocated } from '../located.js';
import { changeNotes, faultsOf, type Place, provenanceOf } from '../mapped-record.js';
import { describeProblem, type Problem } from '../problem.js';
import type { Catalogue, CatalogueRecord, Provenance, Rejection } from '../record.js';
import { RECORD } from './table.js';

/** Reads records of Malaysia's open data portal (data.gov.my), one JSON object a file. Never throws. */
export function readDatagovmy(files: readonly CatalogueFile[]): Catalogue {
  const records: CatalogueRecord[] = [];
  const rejected: Rejection[] = [];
  const notes: Problem[] = [];
  for (const file of files) {
    const { record, problems } = readRecord(file);
    const errors = problems.filter(({ severity }) => severity === 'error');
    notes.push(...problems.filter(({ severity }) => severity === 'note'));
    if (record !== undefined) records.push(record);
    else rejected.push({ file: file.name, reason: `cannot read ${errors.map(describeProblem).join('; ')}` });
  }
  return { read: files.length, records, rejected, notes };
}

function readRecord(file: CatalogueFile): { record?: CatalogueRecord; problems: readonly Problem[] } {
  const located = parseLocated(file, 'json');
  if (located.value === undefined) return { problems: located.problems };
  if (!isObject(located.value)) {
    const message = `expected one JSON object with a record, got ${kindOf(located.value)}`;
    return { problems: [...located.problems, { severity: 'error', file: file.name, line: 1, message }] };
  }
  const mapping = new Mapping().read(RECORD, located.value);
  const place: Place = { file: file.name, label: file.name, located, at: [] };
  const faults = faultsOf(place, mapping);
  if (faults.length > 0) return { problems: [...located.problems, ...faults] };
  const changed = changeNotes(place, mapping, (key) => Object.hasOwn(RECORD.taken, key));
  return {
    record: { id: idOf(file), file: file.name, line: 1, ...identified(file, mapping, provenanceOf(place, mapping)) },
    problems: [...located.problems, ...changed],
  };
}

/** The portal names a record by its file; the id rides along so that both catalogues can be compared. */
function identified(file: CatalogueFile, mapping: Mapping, provenance: readonly Provenance[]) {
  const product = { ...mapping.part, registrations: [{ scheme: 'my.datagovmy', value: idOf(file) }] };
  const origin: Provenance = { path: 'product.registrations', source: 'RECORD', reference: file.name };
  return { product, listing: {}, provenance: [...provenance, origin] };
}

function idOf(file: CatalogueFile): string {
  return file.name.replace(/\.json$/i, '');
}
