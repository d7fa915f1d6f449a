import { LicenceTerms } from '@selat/proto/selat/v1/terms.js';
import { z } from 'zod';
import type { CatalogueFile } from './catalogue-file.js';
import { parseLocated } from './located.js';
import { shapeOf, strictMapping } from './message-schema.js';
import { parseWith } from './parse-with.js';
import { type Problem, printPath, toImportError } from './problem.js';
import { termsFindings } from './terms-rules.js';

/** One licence of a template and its line. */
export interface TermsEntry {
  readonly terms: LicenceTerms;
  readonly line: number;
}

/** An operator's licence template: 1 to 8 licences to choose from. */
export interface TermsTemplate {
  readonly file: string;
  readonly entries: readonly TermsEntry[];
}

const SCHEMA = strictMapping({
  terms: z
    .array(strictMapping(shapeOf('selat.v1.LicenceTerms', { isPartial: false })), {
      error: 'expected a list of licences',
    })
    .min(1, { error: 'expected 1 to 8 licences' })
    .max(8, { error: 'expected 1 to 8 licences' }),
});

/**
 * Reads a licence template: YAML `terms: [...]`, each in the proto3 JSON names of LicenceTerms.
 *
 * @throws SelatError IMPORT_INVALID with every mistake, each with its line
 */
export function readTerms(file: CatalogueFile): TermsTemplate {
  const located = parseLocated(file, 'yaml');
  if (located.value === undefined) throw toImportError(file.name, located.problems);
  const { data, problems } = parseWith(SCHEMA, located, file.name);
  if (data === undefined) throw toImportError(file.name, problems);
  const parts = data['terms'] as Parameters<typeof LicenceTerms.fromPartial>[0][];
  const entries = parts.map((part, index) => ({
    terms: LicenceTerms.fromPartial(part),
    line: located.lineOf(['terms', index]),
  }));
  const findings = termsFindings(entries.map(({ terms }) => terms));
  const faults = findings.map(({ path, message }): Problem => {
    return { severity: 'error', file: file.name, line: located.lineOf(path), path: printPath(path), message };
  });
  if (faults.length > 0) throw toImportError(file.name, faults);
  return { file: file.name, entries };
}
