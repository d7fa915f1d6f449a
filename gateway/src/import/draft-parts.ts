/** The parts of a draft that no layer states by itself, and the reasons why a record cannot become one. */
import type { Merged } from './merge-layers.js';
import { missingParts } from './missing-parts.js';
import { describeProblem } from './problem.js';
import { type Gap, type ListingPart, listingPath, type Part, type Provenance } from './record.js';
import type { TermsEntry, TermsTemplate } from './terms-file.js';

/** One of these languages must have a title. [LST-3] */
const TITLE_LANGUAGES: readonly string[] = ['zh-CN', 'ms-MY', 'en'];

/** Licences of a draft, or why there are none. */
export interface ChosenTerms {
  readonly entries: readonly TermsEntry[];
  readonly fault?: string;
}

/** The licences that a record names, or all of the template. */
export function chooseTerms(template: TermsTemplate | undefined, ids: readonly string[] | undefined): ChosenTerms {
  if (template === undefined || ids === undefined) return { entries: template?.entries ?? [] };
  const unknown = ids.filter((id) => !template.entries.some(({ terms }) => terms.id === id));
  if (unknown.length > 0) return { entries: [], fault: `${template.file} has no terms ${unknown.join(', ')}` };
  return { entries: template.entries.filter(({ terms }) => ids.includes(terms.id)) };
}

/** A record that is silent about persons says `unknown`: the wire wants a statement, and this is the only true one. */
export function withPersonalData(merged: Merged, file: string): Merged {
  const stated = merged.product['personalData'] as Part | undefined;
  if (stated?.['personal'] !== undefined) return merged;
  const entry: Provenance = {
    path: 'product.personal_data.personal',
    source: 'RECORD',
    reference: `${file} (silent, so unknown)`,
  };
  const product = { ...merged.product, personalData: { ...stated, personal: 'unknown' } };
  return { ...merged, product, provenance: [...merged.provenance, entry] };
}

/** Everything that keeps a record from being a draft, apart from the gate; empty = nothing. */
export function draftFaults(
  merged: Merged,
  template: TermsTemplate | undefined,
  gaps: readonly Gap[],
): readonly string[] {
  const { product, listing } = merged;
  const open = gaps.filter(({ part }) => product[part] === undefined && !Object.hasOwn(listing, part));
  const isGap = (path: string) => open.some(({ part }) => part === path);
  const missing = [
    ...(template === undefined ? ['terms'] : []),
    ...missingParts(product).filter((path) => !isGap(path)),
    ...(listing.visibility === undefined ? ['visibility'] : []),
  ];
  const titles = (product['titles'] ?? []) as readonly { readonly language: string }[];
  const hasTitle = titles.length === 0 || titles.some(({ language }) => TITLE_LANGUAGES.includes(language));
  return [
    ...open.map(({ problem }) => describeProblem(problem)),
    ...(missing.length === 0 ? [] : [`it lacks ${missing.join(', ')}; ${cureOf(missing)}`]),
    ...(hasTitle ? [] : [`titles needs one of ${TITLE_LANGUAGES.join(', ')}`]),
  ];
}

function cureOf(missing: readonly string[]): string {
  const cures = [
    ...(missing.includes('terms') ? ['the licences in a terms file'] : []),
    ...(missing.some((part) => part !== 'terms') ? ['the rest in an overlay'] : []),
  ];
  return `state ${cures.join(' and ').replace(/^the rest/, 'them')}`;
}

/** Provenance of what the import itself decides: ids, times and licences. */
export function ownProvenance(
  file: string,
  listing: ListingPart,
  template: TermsTemplate | undefined,
  { entries }: ChosenTerms,
): readonly Provenance[] {
  const isStated = (key: keyof ListingPart) => listing[key] !== undefined;
  const importer = (path: string, reference: string): Provenance => ({ path, source: 'OFFICER', reference });
  return [
    ...(isStated('slug') ? [] : [{ path: listingPath('slug'), source: 'RECORD' as const, reference: file }]),
    importer('valid_from_ms', 'time of the import'),
    ...(isStated('validityDays') ? [] : [importer('valid_until_ms', 'validity given at the import')]),
    ...entries.map(({ line }, index): Provenance => {
      return { path: `terms[${index}]`, source: 'TERMS', reference: `${template?.file ?? ''}#${line}` };
    }),
  ];
}
