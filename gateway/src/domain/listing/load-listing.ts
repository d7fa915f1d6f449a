import { SelatError } from '@selat/sdk/errors';
import { foldListing, type ListingAct, type ListingState } from '@selat/sdk/lifecycle';
import type { DigestHex, Instant, Listing } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Deps, Evidence, Reader } from '../ports.js';
import type { ListingRow } from '../rows.js';
import { listingSubject } from './listing-row.js';

/** State of a listing as of `now`, from the projection of its documents. [LST-7] */
export function listingState(row: ListingRow, now: Instant): ListingState['state'] {
  if (row.state === 'withdrawn') return 'withdrawn';
  if (now >= row.valid_until_ms) return 'expired';
  if (row.state === 'suspended') return 'suspended';
  return now < row.valid_from_ms ? 'pending' : 'current';
}

function toListingAct(item: Evidence): ListingAct[] {
  const document = parseStored(item);
  const isAct =
    document.type === 'selat.v1.Listing' ||
    document.type === 'selat.v1.ListingSuspension' ||
    document.type === 'selat.v1.ListingWithdrawal';
  return isAct ? [{ digest: item.digest, document }] : [];
}

/** A listing as its documents give it and as the store projects it. */
export interface LoadedListing {
  readonly row: ListingRow;
  readonly state: ListingState;
}

/** Folds the documents of one listing; undefined where it is not known here. */
export async function findLoadedListing({ reader, clock }: Deps, id: string): Promise<LoadedListing | undefined> {
  const row = await reader.findListing(id);
  if (row === undefined) return undefined;
  const evidence = await reader.listEvidence(listingSubject(id));
  const state = foldListing({ id, acts: evidence.flatMap(toListingAct), now: clock() });
  return state === undefined ? undefined : { row, state };
}

/** @throws SelatError LISTING_UNKNOWN */
export async function loadListing(deps: Deps, id: string): Promise<LoadedListing> {
  const loaded = await findLoadedListing(deps, id);
  if (loaded !== undefined) return loaded;
  throw new SelatError('LISTING_UNKNOWN', `cannot use listing ${id}: it is not known here`, { id });
}

/** The listing that one revision belongs to. @throws SelatError LISTING_UNKNOWN */
export async function loadListingOf(deps: Deps, digest: DigestHex): Promise<LoadedListing> {
  return loadListing(deps, (await loadRevision(deps.reader, digest)).id);
}

/** Narrows the document of one revision. @throws SelatError LISTING_UNKNOWN */
export async function loadRevision(reader: Reader, digest: DigestHex): Promise<Listing> {
  const stored = await reader.findDocument(digest);
  const parsed = stored === undefined ? undefined : parseStored(stored);
  if (parsed?.type === 'selat.v1.Listing') return parsed;
  const message = `cannot use listing revision sha256:${digest}: it is not known here`;
  throw new SelatError('LISTING_UNKNOWN', message, { digest: `sha256:${digest}` });
}
