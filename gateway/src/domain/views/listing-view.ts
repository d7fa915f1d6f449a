import { toJwsJson, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { LicenceTerms } from '@selat/sdk/model';
import { type LoadedListing, listingState } from '../listing/load-listing.js';
import { loadReviews } from '../office/reviews.js';
import { signerRecords } from '../participant/signer-records.js';
import type { Deps } from '../ports.js';
import { keyResolver } from '../receive/resolve-keys.js';
import type { ListingRow } from '../rows.js';
import type { ReviewKind } from '../rows-office.js';
import type { ListingDetail, ListingView, TermsView } from '../use-cases.js';
import { printDigest, printReceipt, signersOf } from './print.js';
import { printPrice } from './print-price.js';

/** Prints one listing as of `now`. */
export function printListing(row: ListingRow, now: number): ListingView {
  const { id, exchange, digest, revision, provider, titles, form } = row;
  const state = listingState(row, now);
  const validUntil = row.valid_until_ms;
  return {
    id,
    exchange,
    digest: printDigest(digest),
    revision,
    state,
    provider,
    titles: JSON.parse(titles),
    form,
    validUntil,
  };
}

function printTerms(terms: LicenceTerms): TermsView {
  const { id, actions, purposes, territoryOfProcessing } = terms;
  return { id, price: printPrice(terms.price), actions, purposes, places: territoryOfProcessing };
}

/** Prints one listing with its document, its licences and what peers answered; its signatures are verified anew. */
export async function printListingDetail(
  deps: Deps,
  { row, state }: LoadedListing,
  reviews: readonly ReviewKind[],
): Promise<ListingDetail> {
  const { reader, clock } = deps;
  const stored = await reader.findDocument(row.digest);
  if (stored === undefined) throw new Error(`the store has no document for listing ${row.id}`);
  const receipts = await reader.listReceipts([row.digest]);
  const loggedHere = receipts.find(({ issuer }) => issuer === deps.self.exchange)?.time;
  return {
    ...printListing(row, clock()),
    document: toJwsJson(stored.document),
    signers: signersOf(stored),
    records: (await signerRecords(reader, [stored.document])).map(toJwsJson),
    terms: state.listing.terms.map(printTerms),
    receipts: receipts.map(printReceipt),
    // Reviews are this exchange's own: of the listings of a peer it knows none.
    reviews:
      row.exchange === deps.self.exchange ? await loadReviews(deps, row.id, stored.document.payload, reviews) : [],
    verified: await isVerified(deps, stored.document, loggedHere ?? state.listing.head.issuedAt),
  };
}

async function isVerified(
  { reader, self, clock }: Deps,
  document: Parameters<typeof verifyDocument>[0],
  loggedAt: number,
): Promise<boolean> {
  try {
    await verifyDocument(document, { env: self.env, now: clock(), loggedAt, keys: keyResolver(reader) });
    return true;
  } catch (error) {
    if (error instanceof SelatError) return false;
    throw error;
  }
}
