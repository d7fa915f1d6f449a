import type * as wire from '@selat/proto/selat/v1/listing.js';
import { SelatError } from '../errors/index.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { given, toHex, toTextOrAbsent } from './narrow.js';
import { type DigestHex, isOwnedBy, type PartyId } from './scalars.js';

const WITHDRAWAL = 'selat.v1.ListingWithdrawal';
const SUSPENSION = 'selat.v1.ListingSuspension';

interface NoticeFields {
  /** Broadcast like the listing: whoever could see it can see its end. */
  readonly head: Head;
  readonly listingId: PartyId;
  readonly listingDigest: DigestHex;
  /** Code of registry `listing-reason`. */
  readonly reason: string;
  readonly note?: string;
}

/** Takes a listing out of the catalogue for good. [LST-9] */
export interface ListingWithdrawal extends NoticeFields {
  readonly type: typeof WITHDRAWAL;
}

/** Closes one revision to new requests. [LST-6] */
export interface ListingSuspension extends NoticeFields {
  readonly type: typeof SUSPENSION;
}

/** @throws SelatError LISTING_NOT_OWNED, DOCUMENT_FIELD_INVALID */
export function parseListingWithdrawal(message: wire.ListingWithdrawal): ListingWithdrawal {
  return { type: WITHDRAWAL, ...parseFields(message, WITHDRAWAL) };
}

/** @throws SelatError LISTING_NOT_OWNED, DOCUMENT_FIELD_INVALID */
export function parseListingSuspension(message: wire.ListingSuspension): ListingSuspension {
  return { type: SUSPENSION, ...parseFields(message, SUSPENSION) };
}

function parseFields(message: wire.ListingWithdrawal | wire.ListingSuspension, type: string): NoticeFields {
  const head = parseHead(message.head, type, 'broadcast');
  requireExchangeIssuer(head, type);
  const { listingId } = message;
  if (!isOwnedBy(listingId, 'l', head.issuer)) {
    const facts = { id: listingId, issuer: head.issuer };
    throw new SelatError('LISTING_NOT_OWNED', `cannot use ${type}: ${listingId} is not under ${head.issuer}/l/`, facts);
  }
  const note = toTextOrAbsent(message.note);
  return { head, listingId, listingDigest: toHex(message.listingDigest), reason: message.reason, ...given({ note }) };
}
