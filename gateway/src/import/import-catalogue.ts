import type { CatalogueFile } from './catalogue-file.js';
import { draftListings } from './draft-listings.js';
import type { ListingDraft } from './listing-draft.js';
import { readOverlay } from './overlay-file.js';
import type { Problem } from './problem.js';
import { type CatalogueFormat, readCatalogue } from './read-catalogue.js';
import type { Rejection } from './record.js';
import { readTerms } from './terms-file.js';

/** All that an import reads; files are given as text. */
export interface ImportInput {
  readonly format: CatalogueFormat;
  readonly files: readonly CatalogueFile[];
  /** The operator's licence template; absent = every record is rejected for the lack of it. */
  readonly terms?: CatalogueFile | undefined;
  readonly overlay?: CatalogueFile | undefined;
  /** Exchange id under which the listings are made. */
  readonly exchange: string;
  /** Time of the import, milliseconds since 1970. */
  readonly now: number;
  /** Days in which a listing is open where no layer says so; absent = 365. */
  readonly validityDays?: number | undefined;
}

/** Outcome of an import: `read` = `drafts` and `rejected` together. */
export interface ImportResult {
  readonly read: number;
  readonly drafts: readonly ListingDraft[];
  readonly rejected: readonly Rejection[];
  readonly notes: readonly Problem[];
}

const VALIDITY_DAYS = 365;

/**
 * Reads a catalogue and drafts its listings. Nothing is published, nothing is stored.
 *
 * @throws SelatError IMPORT_INVALID where terms or overlay have mistakes: all of them, each with file and line
 */
export function importCatalogue(input: ImportInput): ImportResult {
  const terms = input.terms === undefined ? undefined : readTerms(input.terms);
  const overlay = input.overlay === undefined ? undefined : readOverlay(input.overlay);
  const { read, records, rejected, notes } = readCatalogue({ ...input, words: overlay?.words });
  const { exchange, now, validityDays = VALIDITY_DAYS } = input;
  const drafted = draftListings({ records, terms, overlay, exchange, now, validityDays });
  return {
    read,
    drafts: drafted.drafts,
    rejected: [...rejected, ...drafted.rejected],
    notes: [...notes, ...drafted.notes],
  };
}
