import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { listingState } from '../listing/load-listing.js';
import type { Clock, Self } from '../ports.js';
import { printListing } from '../views/listing-view.js';
import { printTexts } from '../views/print.js';
import { printPrice } from '../views/print-price.js';
import { parseCursor, toCursor } from './cursor.js';
import { isVisible, type ListingContent, type Names, type SearchIndex, type SearchReader } from './ports.js';
import { type Question, type SearchInput, toQuestion } from './question.js';
import type { ListingHit, SearchQuery, SearchView } from './search-view.js';

/** Most hits of one page. [SRC-11] */
export const MAX_HITS = 100;
/** Hits are counted up to here: to count on would cost more than to find. [SRC-9] */
export const MAX_COUNTED = 200;

export interface SearchDeps {
  readonly index: SearchIndex;
  readonly reader: SearchReader;
  readonly clock: Clock;
  readonly self: Pick<Self, 'exchange'>;
}

/**
 * One page of the listings that a query finds. The index says which; what is shown is what the store has now, so a listing
 * that was withdrawn a moment ago is left out, and a page may hold fewer than `limit`.
 * @throws SelatError SEARCH_QUERY_INVALID, SEARCH_CURSOR_UNKNOWN
 */
export async function searchListings(deps: SearchDeps, query: SearchQuery): Promise<SearchView> {
  const { index, clock } = deps;
  const { limit, after, ...input } = query;
  const question = toQuestion(input);
  const place = after === undefined ? undefined : parseCursor(question, after);
  const now = clock();
  const found = await index.find(question, now, limit + 1, place);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const items = await printHits(
    deps,
    page.map(({ id }) => id),
    input,
    now,
  );
  return {
    items,
    ...(place === undefined ? await total(index, question, now, found.length <= limit ? found.length : undefined) : {}),
    ...(found.length > limit && last !== undefined ? { next: toCursor(question, last) } : {}),
  };
}

/** @param all hits of all pages, where they are known already */
async function total(
  index: SearchIndex,
  question: Question,
  now: number,
  all: number | undefined,
): Promise<Partial<SearchView>> {
  const counted = all ?? (await index.count(question, now, MAX_COUNTED + 1));
  return { total: Math.min(counted, MAX_COUNTED), totalIsExact: counted <= MAX_COUNTED };
}

async function printHits(
  { reader, self }: SearchDeps,
  ids: readonly string[],
  { states }: SearchInput,
  now: number,
): Promise<readonly ListingHit[]> {
  const contents = new Map((await reader.listListingContents(ids)).map((content) => [content.row.id, content]));
  const names = await reader.listNames([...new Set([...contents.values()].map(({ row }) => row.provider))]);
  return ids.flatMap((id) => {
    const content = contents.get(id);
    if (content === undefined) return [];
    const { row } = content;
    if (!isVisible(row, self.exchange) || !states.includes(listingState(row, now))) return [];
    return [printHit(content, names.get(row.provider) ?? [], now)];
  });
}

function printHit({ row, payload }: ListingContent, provider: Names, now: number): ListingHit {
  const { product, terms } = WireListing.decode(payload);
  return {
    ...printListing(row, now),
    providerNames: printTexts(provider),
    subjects: (product?.subjects ?? []).map(({ code }) => code),
    jurisdictions: product?.originJurisdictions ?? [],
    prices: [...new Set(terms.map(({ price }) => printPrice(price)))],
    validFrom: row.valid_from_ms,
  };
}
