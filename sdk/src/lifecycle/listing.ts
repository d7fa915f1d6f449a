import type { DigestHex, Instant, Listing, ListingSuspension, ListingWithdrawal, PartyId } from '../model/index.js';
import { compare } from './acts.js';

/** Where a listing is in its life. Only a `current` one takes requests. [LST-6] */
export type ListingStateName = 'pending' | 'current' | 'suspended' | 'expired' | 'withdrawn';

/** One accepted document about a listing. */
export interface ListingAct {
  readonly digest: DigestHex;
  readonly document: Listing | ListingSuspension | ListingWithdrawal;
}

/** Everything accepted about listings, in any order; what concerns another id is left out. */
export interface ListingEvidence {
  readonly id: PartyId;
  readonly acts: readonly ListingAct[];
  readonly now: Instant;
}

/** The newest revision that counts, and what became of it. */
export interface ListingState {
  readonly state: ListingStateName;
  readonly id: PartyId;
  /** Document digest of the newest revision that counts. */
  readonly digest: DigestHex;
  readonly listing: Listing;
  /** Code of the suspension or withdrawal; of several the one with the smallest digest. */
  readonly reason?: string;
  /** Digests of every revision that counts, first revision first. */
  readonly chain: readonly DigestHex[];
  /** Revisions whose predecessor is not here yet. */
  readonly waiting: readonly DigestHex[];
}

/**
 * Folds the accepted documents of one listing. Pure, independent of order and repetition. [LST-4] [LST-6] [LST-7] [LST-9]
 * @returns undefined where no first revision is among the documents
 */
export function foldListing({ id, acts, now }: ListingEvidence): ListingState | undefined {
  const revisions = revisionsOf(id, acts);
  const chain = chainOf(revisions);
  const newest = chain.at(-1);
  if (newest === undefined) return undefined;
  const counted = new Set(chain.map(({ digest }) => digest));
  const waiting = [...revisions.keys()].filter((digest) => !counted.has(digest)).sort(compare);
  const place = { id, digest: newest.digest, listing: newest.listing, chain: [...counted], waiting };
  const withdrawal = firstNotice(acts, 'selat.v1.ListingWithdrawal', id);
  if (withdrawal !== undefined) return { state: 'withdrawn', reason: withdrawal.reason, ...place };
  if (now >= newest.listing.validUntil) return { state: 'expired', ...place };
  const suspension = firstNotice(acts, 'selat.v1.ListingSuspension', id, newest.digest);
  if (suspension !== undefined) return { state: 'suspended', reason: suspension.reason, ...place };
  return { state: now < newest.listing.validFrom ? 'pending' : 'current', ...place };
}

function revisionsOf(id: PartyId, acts: readonly ListingAct[]): ReadonlyMap<DigestHex, Listing> {
  const revisions = new Map<DigestHex, Listing>();
  for (const { digest, document } of acts) {
    if (document.type === 'selat.v1.Listing' && document.id === id) revisions.set(digest, document);
  }
  return revisions;
}

interface Revision {
  readonly digest: DigestHex;
  readonly listing: Listing;
}

/** Revisions from the first on, each following the one before it. An owner that forks its chain gets the earlier branch. */
function chainOf(revisions: ReadonlyMap<DigestHex, Listing>): readonly Revision[] {
  const followers = new Map<DigestHex | undefined, Revision[]>();
  for (const [digest, listing] of revisions) {
    const siblings = followers.get(listing.supersedes) ?? [];
    followers.set(listing.supersedes, [...siblings, { digest, listing }]);
  }
  const chain: Revision[] = [];
  for (let next = pick(followers.get(undefined), 1); next !== undefined; ) {
    chain.push(next);
    next = pick(followers.get(next.digest), next.listing.revision + 1);
  }
  return chain;
}

function pick(siblings: readonly Revision[] = [], revision: number): Revision | undefined {
  const fitting = siblings.filter(({ listing }) => listing.revision === revision);
  return fitting.sort((a, b) => a.listing.head.issuedAt - b.listing.head.issuedAt || compare(a.digest, b.digest))[0];
}

function firstNotice(
  acts: readonly ListingAct[],
  type: 'selat.v1.ListingWithdrawal' | 'selat.v1.ListingSuspension',
  id: PartyId,
  revision?: DigestHex,
): ListingWithdrawal | ListingSuspension | undefined {
  return [...acts]
    .sort((a, b) => compare(a.digest, b.digest))
    .flatMap(({ document }) => (document.type === 'selat.v1.Listing' ? [] : [document]))
    .filter((notice) => notice.type === type && notice.listingId === id)
    .find((notice) => revision === undefined || notice.listingDigest === revision);
}
