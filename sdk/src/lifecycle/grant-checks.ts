import { SelatError } from '../errors/index.js';
import {
  audienceOf,
  type DigestHex,
  exchangeOf,
  findTerms,
  type Grant,
  type GrantRequest,
  type LicenceTerms,
  type Listing,
} from '../model/index.js';
import { findDifference } from './difference.js';
import type { ListingState } from './listing.js';
import { type Excess, findExcessOverRequest, findExcessOverTerms } from './use-scope.js';

const DAY_MS = 86_400_000;

/** Returns the error of a document that does not repeat what it stands on. */
function mismatch(what: string, path: string, why: string): SelatError {
  return new SelatError('GRANT_TERMS_MISMATCH', `cannot accept ${what}: ${path} ${why}`, { path, why });
}

function refuseExcess(what: string, excess: Excess | undefined): void {
  if (excess !== undefined) throw mismatch(what, excess.path, excess.why);
}

/**
 * Checks a request against the listing that it names. [GRT-2]
 * @param listing state of that listing, folded now
 * @returns the chosen licence
 * @throws SelatError LISTING_NOT_OPEN, LISTING_NOT_YET_OPEN, GRANT_TERMS_MISMATCH
 */
export function checkRequest(request: GrantRequest, listing: ListingState): LicenceTerms {
  requireOpen(request, listing);
  const owner = exchangeOf(listing.id);
  if (audienceOf(request.head) !== owner) {
    throw mismatch('request', 'head.audience', `is not ${owner}, which owns the listing`);
  }
  const terms = findTerms(listing.listing, request.termsId);
  if (terms === undefined) {
    throw mismatch('request', 'terms_id', `is ${request.termsId}, which the listing does not hold`);
  }
  if (request.offeredPrice !== undefined && terms.price?.model !== 'NEGOTIATED') {
    throw mismatch('request', 'offered_price', 'is present, but the price of the licence is not negotiated');
  }
  refuseExcess('request', findExcessOverTerms(request.scope, terms));
  return terms;
}

function requireOpen({ listingDigest }: GrantRequest, { state, id, digest }: ListingState): void {
  const isNewest = listingDigest === digest;
  if (isNewest && state === 'current') return;
  const why = isNewest ? `it is ${state}` : `revision ${listingDigest} is not the newest`;
  const reason = isNewest && state === 'pending' ? 'LISTING_NOT_YET_OPEN' : 'LISTING_NOT_OPEN';
  throw new SelatError(reason, `cannot request listing ${id}: ${why}`, { id, listingDigest, state });
}

/** An offer and what it stands on. */
export interface OfferToCheck {
  readonly grant: Grant;
  readonly request: GrantRequest;
  readonly requestDigest: DigestHex;
  /** The revision whose digest the request names. */
  readonly listing: Listing;
}

/**
 * Checks that an offer repeats request and listing, narrows the scope at most, and changes the price only where it was to
 * be negotiated. Both sides run it: the provider's before it signs, the consumer's before it countersigns. [GRT-3]
 * @throws SelatError GRANT_TERMS_MISMATCH with the path that differs
 */
export function checkOffer(offer: OfferToCheck): void {
  for (const [path, found, expected] of copiesOf(offer)) {
    const difference = findDifference(found, expected, path);
    if (difference !== undefined) throw mismatch('offer', difference, 'differs from the request or its listing');
  }
  checkOfferedTerms(offer);
  refuseExcess('offer', findExcessOverRequest(offer.grant.scope, offer.request.scope));
}

type Copy = readonly [path: string, found: unknown, expected: unknown];

function copiesOf({ grant, request, requestDigest, listing }: OfferToCheck): readonly Copy[] {
  const copies: Copy[] = [
    ['head.env', grant.head.env, request.head.env],
    ['head.issuer', grant.head.issuer, exchangeOf(listing.id)],
    ['head.audience', grant.head.audience, [request.head.issuer]],
    ['request', grant.request, requestDigest],
    ['listing_digest', grant.listingDigest, request.listingDigest],
    ['listing_id', grant.listingId, listing.id],
    ['provider', grant.provider, listing.product.provider],
    ['consumer', grant.consumer, request.consumer],
    ['consumer_decision', grant.consumerDecision, request.decisionDigest],
    ['consumer_status', grant.consumerStatus, request.status],
  ];
  // A request may also replace an older request, which no grant supersedes.
  return grant.supersedes === undefined ? copies : [...copies, ['supersedes', grant.supersedes, request.supersedes]];
}

function checkOfferedTerms({ grant, request, listing }: OfferToCheck): void {
  const chosen = findTerms(listing, request.termsId);
  if (chosen === undefined) throw mismatch('offer', 'terms.id', `is not ${request.termsId}`);
  const price = chosen.price?.model === 'NEGOTIATED' ? grant.terms.price : chosen.price;
  const difference = findDifference(grant.terms, { ...chosen, price }, 'terms');
  if (difference !== undefined) throw mismatch('offer', difference, 'differs from the licence of the listing');
  const days = chosen.term?.days ?? 0;
  if (grant.validUntil - grant.validFrom > days * DAY_MS) {
    throw mismatch('offer', 'valid_until_ms', `is more than ${days} days after valid_from_ms`);
  }
}
