import type * as wire from '@selat/proto/selat/v1/listing.js';
import { SelatError } from '../errors/index.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { checkTerms, type LicenceTerms } from './licence-terms.js';
import { missingFromListing } from './listing-completeness.js';
import { findRepeated, given, present, requireField, toHex, toHexOrAbsent, toNumber } from './narrow.js';
import { type DigestHex, type Instant, isOwnedBy, type PartyId } from './scalars.js';

const TYPE = 'selat.v1.Listing';

/** What access is offered to, as it stands on the wire. */
export type DataProduct = Readonly<wire.DataProduct>;
/** Where a part of a listing came from. [LST-5] */
export type FieldProvenance = Readonly<wire.FieldProvenance>;

/** A data product offered under one or more licences. */
export interface Listing {
  readonly type: typeof TYPE;
  readonly head: Head;
  /** `<exchange>/l/<slug>`, constant over revisions. [LST-1] */
  readonly id: PartyId;
  readonly revision: number;
  /** The revision before this one; absent in the first. [LST-4] */
  readonly supersedes?: DigestHex;
  readonly product: DataProduct;
  /** Licences to choose from, with distinct ids. */
  readonly terms: readonly LicenceTerms[];
  readonly attestationDigests: readonly DigestHex[];
  readonly visibility: string;
  /** First instant at which it is open. */
  readonly validFrom: Instant;
  /** First instant at which it is expired. [LST-7] */
  readonly validUntil: Instant;
  readonly provenance: readonly FieldProvenance[];
}

/** @throws SelatError LISTING_INCOMPLETE with all gaps, LISTING_NOT_OWNED, DOCUMENT_FIELD_INVALID */
export function parseListing(message: wire.Listing): Listing {
  const missing = missingFromListing(message);
  if (missing.length > 0) throw incomplete(message.id, missing);
  const listing: Listing = {
    type: TYPE,
    head: parseHead(message.head, TYPE, 'broadcast'),
    id: message.id,
    revision: toNumber(message.revision),
    product: present(message.product, TYPE, 'product'),
    terms: message.terms,
    attestationDigests: message.attestationDigests.map(toHex),
    visibility: message.visibility,
    validFrom: toNumber(message.validFromMs),
    validUntil: toNumber(message.validUntilMs),
    provenance: message.provenance,
    ...given({ supersedes: toHexOrAbsent(message.supersedes) }),
  };
  checkOwnership(listing);
  checkListing(listing);
  checkPersonalData(listing.product);
  return listing;
}

function incomplete(id: string, missing: readonly string[]): SelatError {
  const list = missing.join(', ');
  return new SelatError('LISTING_INCOMPLETE', `cannot use listing ${id}: it lacks ${list}`, { id, missing: list });
}

function checkOwnership({ head, id, product }: Listing): void {
  requireExchangeIssuer(head, TYPE);
  const owned = [
    ['id', id, 'l'],
    ['product.id', product.id, 'd'],
    ['product.provider', product.provider, 'p'],
  ] as const;
  for (const [path, value, kind] of owned) {
    if (isOwnedBy(value, kind, head.issuer)) continue;
    const message = `cannot use listing ${id}: ${path} ${value} is not under ${head.issuer}/${kind}/`;
    throw new SelatError('LISTING_NOT_OWNED', message, { id, path, value, issuer: head.issuer });
  }
}

function checkListing({ revision, supersedes, terms, validFrom, validUntil, product }: Listing): void {
  const isFirst = revision === 1;
  const why = isFirst ? 'is present in the first revision' : 'is missing in a later revision';
  requireField(isFirst === (supersedes === undefined), TYPE, 'supersedes', why);
  requireField(validFrom < validUntil, TYPE, 'valid_until_ms', 'is not after valid_from_ms');
  const twice = findRepeated(terms.map(({ id }) => id));
  requireField(twice === undefined, TYPE, 'terms', `hold two licences with id ${twice}`);
  terms.forEach((licence, index) => {
    checkTerms(licence, TYPE, `terms[${index}]`);
  });
  for (const [path, texts] of [
    ['product.titles', product.titles],
    ['product.descriptions', product.descriptions],
  ] as const) {
    const repeated = findRepeated(texts.map(({ language }) => language));
    requireField(repeated === undefined, TYPE, path, `hold two texts in ${repeated}`);
  }
}

/** What a profile says of persons agrees with itself: where nobody is in the data, nobody is counted. */
function checkPersonalData({ personalData: profile }: DataProduct): void {
  if (profile === undefined) return;
  const { persons, sensitivePersons } = profile;
  const ordered = persons === undefined || sensitivePersons === undefined || sensitivePersons <= persons;
  requireField(ordered, TYPE, 'product.personal_data.sensitive_persons', 'is more than persons');
  if (profile.personal !== 'no') return;
  const counted = (persons ?? 0n) + (sensitivePersons ?? 0n);
  const classes = profile.cnSensitiveClasses.length + profile.mySensitiveClasses.length;
  const none = counted === 0n && classes === 0;
  requireField(none, TYPE, 'product.personal_data.personal', 'is no, but persons or sensitive classes are stated');
}

/** Returns the licence that a request may choose by id, or undefined where the listing has none. */
export function findTerms(listing: Listing, id: string): LicenceTerms | undefined {
  return listing.terms.find((terms) => terms.id === id);
}
