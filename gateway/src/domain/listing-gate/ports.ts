import type { ListingFactsRow } from '../rows-gate.js';

/** Reads of the listing gate. */
export interface GateReader {
  /** What an officer stated about a listing or a draft, by listing id. */
  findListingFacts(id: string): Promise<ListingFactsRow | undefined>;
}
