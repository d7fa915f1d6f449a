import { searchListings } from '../search/search-listings.js';
import type { SearchCases } from '../search/search-view.js';
import type { Office } from './office.js';

/** Search over the listings of every exchange that are known here. [SRC-4] */
export function searchCases({ deps, search }: Office): SearchCases {
  const { reader, clock, self } = deps;
  return { searchListings: (query) => searchListings({ index: search, reader, clock, self }, query) };
}
