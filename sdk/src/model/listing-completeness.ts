import type * as wire from '@selat/proto/selat/v1/listing.js';
import type { LicenceTerms } from '@selat/proto/selat/v1/terms.js';

/** A title is needed in at least one of them. [LST-3] */
export const TITLE_LANGUAGES: readonly string[] = ['zh-CN', 'ms-MY', 'en'];

/** Parts of a listing whose origin must be stated: what buyers and courts rely on. [LST-5] */
export const PROVENANCE_REQUIRED: readonly string[] = [
  'product.titles',
  'product.provider',
  'product.form',
  'product.rights',
  'product.source_statement',
  'terms',
];

/**
 * Returns everything that a listing or a draft of one lacks, as paths of the .proto file; empty = complete. All gaps at
 * once, so that an importer can name them in one go. [LST-3] [LST-5]
 */
export function missingFromListing(listing: Readonly<wire.Listing>): readonly string[] {
  return [
    ...missingFromProduct(listing.product),
    ...(listing.terms.length === 0 ? ['terms'] : []),
    ...listing.terms.flatMap((terms, index) => missingFromTerms(terms, `terms[${index}]`)),
    ...PROVENANCE_REQUIRED.filter((path) => !hasProvenance(listing, path)).map((path) => `provenance of ${path}`),
  ];
}

/** An entry covers a path where it names the path, a part of it or the whole around it. */
function hasProvenance(listing: Readonly<wire.Listing>, path: string): boolean {
  return listing.provenance.some((entry) => isWithin(entry.path, path) || isWithin(path, entry.path));
}

function isWithin(path: string, whole: string): boolean {
  if (!path.startsWith(whole)) return false;
  const next = path[whole.length];
  return next === undefined || next === '.' || next === '[';
}

function namesOf(gaps: readonly (readonly [boolean, string])[]): readonly string[] {
  return gaps.filter(([isMissing]) => isMissing).map(([, name]) => name);
}

function missingFromProduct(product: wire.DataProduct | undefined): readonly string[] {
  if (product === undefined) return ['product'];
  const { rights, sourceStatement: source } = product;
  return namesOf([
    [!product.titles.some((title) => TITLE_LANGUAGES.includes(title.language)), 'product.titles in zh-CN, ms-MY or en'],
    [product.descriptions.length === 0, 'product.descriptions'],
    [product.provider === '', 'product.provider'],
    [product.form === '', 'product.form'],
    [product.subjects.length === 0, 'product.subjects'],
    [product.updateFrequency === '', 'product.update_frequency'],
    [product.originJurisdictions.length === 0, 'product.origin_jurisdictions'],
    [product.storagePlace === '', 'product.storage_place'],
    [product.grade === '', 'product.grade'],
    [product.personalData === undefined || product.personalData.personal === '', 'product.personal_data.personal'],
    [isHolderMissing(rights?.hold), 'product.rights.hold'],
    [isHolderMissing(rights?.process), 'product.rights.process'],
    [isHolderMissing(rights?.operate), 'product.rights.operate'],
    [source === undefined || source.kind === '' || source.statement.length === 0, 'product.source_statement'],
  ]);
}

function isHolderMissing(holder: wire.RightHolder | undefined): boolean {
  return holder === undefined || holder.holder === '' || holder.evidence === '';
}

function missingFromTerms(terms: LicenceTerms, path: string): readonly string[] {
  const training = terms.aiTraining;
  const isOwnerMissing = training !== undefined && training.permission !== 'FORBIDDEN' && training.modelOwner === '';
  return namesOf([
    [terms.actions.length === 0, `${path}.actions`],
    [terms.purposes.length === 0, `${path}.purposes`],
    [training === undefined || training.permission === '', `${path}.ai_training`],
    [isOwnerMissing, `${path}.ai_training.model_owner`],
    [terms.term === undefined, `${path}.term`],
    [terms.retention === undefined, `${path}.retention`],
    [terms.audit === undefined, `${path}.audit`],
    [terms.breachRemedies.length === 0, `${path}.breach_remedies`],
    [terms.governingLaw === '', `${path}.governing_law`],
    [terms.forum === undefined, `${path}.forum`],
    [terms.prevailingLanguage === '', `${path}.prevailing_language`],
    [terms.price === undefined, `${path}.price`],
  ]);
}
