import { SelatError } from '../errors/index.js';
import type { Listing, ListingSuspension, ListingWithdrawal } from '../model/index.js';
import type { ListingState } from './listing.js';

/**
 * Checks that a revision follows the newest one that counts. [LST-4]
 * @param before state of the listing, or undefined where no revision is known
 * @throws SelatError LISTING_REVISION; PREDECESSOR_MISSING where the revision that it supersedes may still arrive
 */
export function checkRevision(before: ListingState | undefined, next: Listing): void {
  const { id, revision, supersedes } = next;
  if (before?.state === 'withdrawn') throw refusal(next, 'the listing is withdrawn');
  if (before === undefined) {
    if (supersedes !== undefined) throw missing(id, revision);
    return;
  }
  const newest = before.listing.revision;
  if (revision > newest + 1) throw missing(id, revision);
  if (revision !== newest + 1 || supersedes !== before.digest) {
    throw refusal(next, `the newest revision is ${newest} with digest ${before.digest}`);
  }
  const product = before.listing.product.id;
  if (next.product.id !== product) throw refusal(next, `its product is not ${product}`);
}

function refusal({ id, revision }: Listing, why: string): SelatError {
  const facts = { id, revision: String(revision), why };
  return new SelatError('LISTING_REVISION', `cannot accept revision ${revision} of listing ${id}: ${why}`, facts);
}

function missing(id: string, revision: number): SelatError {
  const message = `cannot accept revision ${revision} of listing ${id}: the revision before it is not here yet`;
  return new SelatError('PREDECESSOR_MISSING', message, { id, revision: String(revision) });
}

/**
 * Checks that a withdrawal or suspension names the newest revision of a listing that is not withdrawn. [LST-6] [LST-9]
 * @throws SelatError LISTING_NOT_OPEN; LISTING_REVISION where an older revision is named; PREDECESSOR_MISSING where the
 *   named revision may still arrive
 */
export function checkListingNotice(
  before: ListingState | undefined,
  notice: ListingWithdrawal | ListingSuspension,
): void {
  const { listingId: id, listingDigest: named } = notice;
  const facts = { id, named };
  if (before?.state === 'withdrawn') {
    throw new SelatError('LISTING_NOT_OPEN', `cannot act on listing ${id}: it is withdrawn`, facts);
  }
  if (before?.digest === named) return;
  if (before?.chain.includes(named) === true) {
    const message = `cannot act on revision ${named} of listing ${id}: ${before.digest} follows it`;
    throw new SelatError('LISTING_REVISION', message, { ...facts, newest: before.digest });
  }
  const message = `cannot act on revision ${named} of listing ${id}: the revision is not here yet`;
  throw new SelatError('PREDECESSOR_MISSING', message, facts);
}
