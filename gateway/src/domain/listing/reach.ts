import { SelatError } from '@selat/sdk/errors';
import type { ListingState } from '@selat/sdk/lifecycle';
import type { Listing } from '@selat/sdk/model';
import { deliverToAll, type OwnAct, outLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';

/** What the two visibilities of a listing have in common with a row of it. */
type Visible = Pick<Listing, 'visibility'>;

/** Whether a listing is for the participants of its own exchange alone. [LST-13] */
export function isHomeOnly({ visibility }: Visible): boolean {
  return visibility === 'HOME';
}

/** Leaf and deliveries of an own document about a listing: every peer gets it, or nobody and no chain that a peer reads. [LST-13] */
export function reachOf(listing: Visible, act: OwnAct): Pick<Change, 'leaves' | 'broadcast'> {
  if (!isHomeOnly(listing)) return { leaves: [outLeaf(act)], broadcast: [deliverToAll(act)] };
  return { leaves: [{ ...outLeaf(act), direction: 'local', chain: '-' }] };
}

/**
 * Peers that hold one revision have to learn of the next, and follow none whose predecessor they were not given.
 * @throws SelatError LISTING_HOME_ONLY where a revision would change who gets the listing [LST-13]
 */
export function requireSameReach(before: ListingState | undefined, next: Listing): void {
  if (before === undefined || isHomeOnly(before.listing) === isHomeOnly(next)) return;
  const facts = { id: next.id, before: before.listing.visibility, visibility: next.visibility };
  const message = `cannot publish ${facts.id} with visibility ${facts.visibility}: the revision before it has ${facts.before}`;
  throw new SelatError('LISTING_HOME_ONLY', message, facts);
}

/** @throws SelatError LISTING_HOME_ONLY for what a peer says of, or asks for, a listing that stays at home [LST-13] */
export function requireCrossing(listing: Listing): void {
  if (!isHomeOnly(listing)) return;
  const message = `cannot accept a document on ${listing.id}: its visibility is HOME, so it stays at its exchange`;
  throw new SelatError('LISTING_HOME_ONLY', message, { id: listing.id, visibility: listing.visibility });
}
