/** Catalogues of other systems as drafts of listings: nothing is dropped silently, nothing is invented. [IMP-1] */
export { type CatalogueFile, MAX_FILE_BYTES } from './catalogue-file.js';
export { type DraftInput, type Drafts, draftListings } from './draft-listings.js';
export { type ImportInput, type ImportResult, importCatalogue } from './import-catalogue.js';
export { encodeDraft, gateFault, type ListingDraft } from './listing-draft.js';
export { openCatalogueFile, openCatalogueFiles } from './open-files.js';
export { type Overlay, type OverlayEntry, readOverlay } from './overlay-file.js';
export { describeProblem, type Problem } from './problem.js';
export { CATALOGUE_FORMATS, type CatalogueFormat, readCatalogue } from './read-catalogue.js';
export type { Catalogue, CatalogueRecord, Provenance, ProvenanceSource, Rejection } from './record.js';
export { readTerms, type TermsEntry, type TermsTemplate } from './terms-file.js';
