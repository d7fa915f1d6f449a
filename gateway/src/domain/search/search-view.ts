import type { ListingView, PageQuery, PageView } from '../view-types.js';
import type { SearchInput } from './question.js';

/** A search as an officer asks it; `limit` is 1 to 100. */
export interface SearchQuery extends SearchInput, PageQuery {}

/** A listing that was found, as a buyer chooses by it. */
export interface ListingHit extends ListingView {
  /** Names of the provider by language; empty where its record is not known here. */
  readonly providerNames: Readonly<Record<string, string>>;
  readonly subjects: readonly string[];
  /** Where the data come from. */
  readonly jurisdictions: readonly string[];
  /** Distinct prices of its licences in short. */
  readonly prices: readonly string[];
  readonly validFrom: number;
}

/** A page of hits, best first. The two totals are there on the first page only. */
export interface SearchView extends PageView<ListingHit> {
  /** Hits in all; where `totalIsExact` is false there are more. */
  readonly total?: number;
  readonly totalIsExact?: boolean;
}

/** What the back office can ask of search. */
export interface SearchCases {
  searchListings(query: SearchQuery): Promise<SearchView>;
}
