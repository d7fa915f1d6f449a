import { Grant as WireGrant } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { isNegotiated, type LicencePrice, type SupersededGrant } from '@selat/sdk/lifecycle';
import {
  type DigestHex,
  findTerms,
  type GrantRequest,
  type Instant,
  type LicenceTerms,
  type Listing,
} from '@selat/sdk/model';
import type { OfferInput } from '../use-cases.js';
import { priceNotAgreed, toPrice } from './price.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What an own offer stands on. */
export interface OfferBasis {
  readonly request: GrantRequest;
  readonly requestDigest: DigestHex;
  /** The revision that the request names. */
  readonly listing: Listing;
  readonly superseded: SupersededGrant | undefined;
  readonly status: { readonly list: string; readonly index: number };
  readonly now: Instant;
  /** Longest time to countersign, as the agreement says. */
  readonly countersignMs: number;
}

/**
 * The grant that a request leads to: listing, licence, scope and status copied; validity, price and deadline as the
 * officer says, else as the request wants, else as licence and agreement say.
 * @param ownDeadlineMs configured time to countersign; absent = the agreement's
 * @throws SelatError GRANT_PRICE_NOT_AGREED, REQUEST_INVALID
 */
export function planOffer(
  basis: OfferBasis,
  input: OfferInput,
  ownDeadlineMs: number | undefined,
): Omit<WireGrant, 'head'> {
  const { request, requestDigest, listing, superseded, status } = basis;
  const terms = findTerms(listing, request.termsId);
  const { validFrom, validUntil } = validityOf(basis, input, terms);
  const deadline = deadlineOf(basis, input, ownDeadlineMs, validUntil);
  return WireGrant.fromPartial({
    request: Buffer.from(requestDigest, 'hex'),
    listingDigest: Buffer.from(request.listingDigest, 'hex'),
    listingId: listing.id,
    provider: listing.product.provider,
    consumer: request.consumer,
    ...(terms === undefined ? {} : { terms: { ...terms, price: priceOf(basis, input, terms) } }),
    scope: request.scope,
    attestationDigests: listing.attestationDigests.map((digest) => Buffer.from(digest, 'hex')),
    validFromMs: BigInt(validFrom),
    validUntilMs: BigInt(validUntil),
    offerDeadlineMs: BigInt(deadline),
    providerStatus: status,
    consumerStatus: request.status,
    supersedes: Buffer.from(superseded?.digest ?? '', 'hex'),
  });
}

/** From when until when: as given; else as wanted, from now on, for the term, no longer than what may not be renewed. */
function validityOf({ request, superseded, now }: OfferBasis, input: OfferInput, terms: LicenceTerms | undefined) {
  const validFrom = input.validFrom ?? Math.max(now, request.validFrom ?? 0, superseded?.grant.validFrom ?? 0);
  const longest = validFrom + (terms?.term?.days ?? 0) * DAY_MS;
  const isRenewable = superseded?.grant.terms.term?.renewable !== false;
  const ceiling = superseded === undefined || isRenewable ? longest : Math.min(longest, superseded.grant.validUntil);
  return { validFrom, validUntil: input.validUntil ?? Math.min(ceiling, request.validUntil ?? ceiling) };
}

function priceOf({ request }: OfferBasis, { price }: OfferInput, terms: LicenceTerms): LicencePrice | undefined {
  if (price !== undefined) return toPrice(price, terms);
  if (!isNegotiated(terms)) return terms.price;
  if (request.offeredPrice !== undefined) return request.offeredPrice;
  throw priceNotAgreed(`offer under licence ${terms.id}, whose price is negotiated`, undefined);
}

/**
 * Last instant to countersign. One that nobody named is brought forward to the end of the grant, or of the one that it
 * supersedes: later nothing could be formed.
 * @throws SelatError REQUEST_INVALID where the officer names one past the agreement's
 */
function deadlineOf(
  { superseded, now, countersignMs }: OfferBasis,
  { deadlineHours }: OfferInput,
  ownDeadlineMs: number | undefined,
  validUntil: Instant,
): Instant {
  if (deadlineHours !== undefined) {
    if (deadlineHours * HOUR_MS <= countersignMs) return now + deadlineHours * HOUR_MS;
    const hours = Math.floor(countersignMs / HOUR_MS);
    const message = `cannot offer with ${deadlineHours} hours to countersign: the agreement allows ${hours}`;
    throw new SelatError('REQUEST_INVALID', message, { deadlineHours: String(deadlineHours), allowed: String(hours) });
  }
  const latest = Math.min(validUntil, superseded?.grant.validUntil ?? validUntil) - 1;
  return Math.min(now + Math.min(ownDeadlineMs ?? countersignMs, countersignMs), Math.max(latest, now + 1));
}
