import { checkListingNotice, checkRevision } from '@selat/sdk/lifecycle';
import type { Listing, ListingSuspension, ListingWithdrawal } from '@selat/sdk/model';
import { requireKindAdmitted } from '../admission/require-admitted.js';
import { listingSubject, projectClosing, projectRevision } from '../listing/listing-row.js';
import { findLoadedListing } from '../listing/load-listing.js';
import { requireCrossing } from '../listing/reach.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

/** A peer publishes or revises a listing. [LST-4] [LST-8] [LST-13] */
export async function acceptListing(deps: Deps, { peer, parsed, digest }: Received<Listing>): Promise<Effect> {
  requireCrossing(parsed);
  await requireParticipant(deps, parsed.product.provider, 'provider');
  await requireKindAdmitted(deps, parsed.product);
  const before = await findLoadedListing(deps, parsed.id);
  checkRevision(before?.state, parsed);
  return {
    rows: [projectRevision(before?.row, parsed, digest)],
    evidence: [{ subject: listingSubject(parsed.id), digest, by: peer }],
  };
}

/** A peer suspends the newest revision of its listing, or withdraws the listing. [LST-6] [LST-9] */
export async function acceptListingNotice(
  deps: Deps,
  { peer, parsed, digest }: Received<ListingSuspension | ListingWithdrawal>,
): Promise<Effect> {
  const before = await findLoadedListing(deps, parsed.listingId);
  checkListingNotice(before?.state, parsed);
  const state = parsed.type === 'selat.v1.ListingWithdrawal' ? 'withdrawn' : 'suspended';
  return {
    rows: before === undefined ? [] : [projectClosing(before.row, state)],
    evidence: [{ subject: listingSubject(parsed.listingId), digest, by: peer }],
  };
}
