import { SelatError } from '../errors/index.js';
import {
  audienceOf,
  type ComplianceDecision,
  type DigestHex,
  exchangeOf,
  findTerms,
  type Grant,
  type GrantRequest,
  type LicenceTerms,
  type Listing,
} from '../model/index.js';
import { attestationsOf } from './decision-checks.js';
import { findDifference } from './difference.js';
import type { ListingState } from './listing.js';
import { findPriceFault, isNegotiated } from './negotiated-price.js';
import { findValidityFault, type SupersededGrant } from './succession.js';
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
  checkAskedPrice(request, terms);
  checkWantedValidity(request, terms);
  refuseExcess('request', findExcessOverTerms(request.scope, terms));
  return terms;
}

function checkAskedPrice({ offeredPrice }: GrantRequest, terms: LicenceTerms): void {
  if (offeredPrice === undefined) return;
  if (!isNegotiated(terms)) {
    throw mismatch('request', 'offered_price', 'is present, but the price of the licence is not negotiated');
  }
  refuseExcess('request', findPriceFault(offeredPrice, terms.price, 'offered_price'));
}

/** A request for longer than the licence allows can only be answered with less than it asks: said at once. [GRT-17] */
function checkWantedValidity(
  { head, validFrom = head.issuedAt, validUntil }: GrantRequest,
  { term }: LicenceTerms,
): void {
  const days = term?.days ?? 0;
  if (validUntil === undefined || validUntil - validFrom <= days * DAY_MS) return;
  throw mismatch('request', 'valid_until_ms', `is more than the ${days} days of the licence after valid_from_ms`);
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
  /** The formed grant that the request names in `supersedes`; absent where it names none or what came to nothing. */
  readonly superseded?: SupersededGrant | undefined;
  /** The decisions that the grant pins, the consumer's first; absent = it pins none. */
  readonly decisions?: readonly Pick<ComplianceDecision, 'attestationDigests'>[];
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

function copiesOf({
  grant,
  request,
  requestDigest,
  listing,
  superseded,
  decisions = [],
}: OfferToCheck): readonly Copy[] {
  return [
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
    ['attestation_digests', grant.attestationDigests, attestationsOf(listing, decisions)],
    // A request may also replace an older request, which no grant supersedes.
    ['supersedes', grant.supersedes, superseded?.digest],
  ];
}

function checkOfferedTerms({ grant, request, listing, superseded }: OfferToCheck): void {
  const chosen = findTerms(listing, request.termsId);
  if (chosen === undefined) throw mismatch('offer', 'terms.id', `is not ${request.termsId}`);
  const { price } = grant.terms;
  if (price !== undefined) refuseExcess('offer', findPriceFault(price, chosen.price, 'terms.price'));
  const difference = findDifference(grant.terms, { ...chosen, price }, 'terms');
  if (difference !== undefined) throw mismatch('offer', difference, 'differs from the licence of the listing');
  refuseExcess('offer', findValidityFault(grant, request, superseded));
}
