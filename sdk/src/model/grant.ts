import type * as wire from '@selat/proto/selat/v1/grant.js';
import { requireDecisions } from './grant-request.js';
import { audienceOf, type Head, parseHead, requireExchangeIssuer } from './head.js';
import { checkTerms, type LicenceTerms } from './licence-terms.js';
import { given, present, requireField, toHex, toHexOrAbsent, toNumber } from './narrow.js';
import { isAgreedPrice } from './price.js';
import { type DigestHex, type Instant, isOwnedBy, type PartyId } from './scalars.js';
import { parseStatusEntry, parseUseScope, type StatusEntry, type UseScope } from './use-scope.js';

const TYPE = 'selat.v1.Grant';

/** The access right itself; an offer until both exchanges signed and the provider exchange's receipt accepts. [GRT-1] */
export interface Grant {
  readonly type: typeof TYPE;
  /** Issuer: provider exchange; audience: consumer exchange. */
  readonly head: Head;
  readonly request: DigestHex;
  readonly listingDigest: DigestHex;
  readonly listingId: PartyId;
  readonly provider: PartyId;
  readonly consumer: PartyId;
  /** The listing's, with the agreed price. [GRT-3] */
  readonly terms: LicenceTerms;
  /** The request's, or narrower. [GRT-3] */
  readonly scope: UseScope;
  readonly attestationDigests: readonly DigestHex[];
  readonly providerDecision?: DigestHex;
  readonly consumerDecision?: DigestHex;
  /** First instant at which access may start. */
  readonly validFrom: Instant;
  /** First instant at which the grant is expired. [GRT-8] */
  readonly validUntil: Instant;
  /** Last instant for the acceptor's signature. [GRT-6] */
  readonly offerDeadline: Instant;
  readonly providerStatus: StatusEntry;
  readonly consumerStatus: StatusEntry;
  /** The grant that this one supersedes. */
  readonly supersedes?: DigestHex;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID, GRANT_DECISION_ABSENT */
export function parseGrant(message: wire.Grant): Grant {
  const grant: Grant = {
    type: TYPE,
    head: parseHead(message.head, TYPE, 'peer'),
    request: toHex(message.request),
    listingDigest: toHex(message.listingDigest),
    listingId: message.listingId,
    provider: message.provider,
    consumer: message.consumer,
    terms: present(message.terms, TYPE, 'terms'),
    scope: parseUseScope(message.scope, TYPE),
    attestationDigests: message.attestationDigests.map(toHex),
    validFrom: toNumber(message.validFromMs),
    validUntil: toNumber(message.validUntilMs),
    offerDeadline: toNumber(message.offerDeadlineMs),
    providerStatus: parseStatusEntry(message.providerStatus, TYPE, 'provider_status'),
    consumerStatus: parseStatusEntry(message.consumerStatus, TYPE, 'consumer_status'),
    ...given({
      providerDecision: toHexOrAbsent(message.providerDecision),
      consumerDecision: toHexOrAbsent(message.consumerDecision),
      supersedes: toHexOrAbsent(message.supersedes),
    }),
  };
  checkParties(grant);
  checkGrant(grant);
  return grant;
}

function checkParties({ head, listingId, provider, consumer }: Grant): void {
  requireExchangeIssuer(head, TYPE);
  const acceptor = audienceOf(head);
  requireField(isOwnedBy(listingId, 'l', head.issuer), TYPE, 'listing_id', `is not under ${head.issuer}/l/`);
  requireField(isOwnedBy(provider, 'p', head.issuer), TYPE, 'provider', `is not under ${head.issuer}/p/`);
  requireField(isOwnedBy(consumer, 'p', acceptor), TYPE, 'consumer', `is not under ${acceptor}/p/`);
}

function checkGrant(grant: Grant): void {
  const { head, terms, validFrom, validUntil, offerDeadline } = grant;
  checkTerms(terms, TYPE, 'terms');
  const agreed = terms.price !== undefined && isAgreedPrice(terms.price);
  requireField(agreed, TYPE, 'terms.price.model', 'is NEGOTIATED: a grant states the agreed price');
  requireField(validFrom < validUntil, TYPE, 'valid_until_ms', 'is not after valid_from_ms');
  requireField(offerDeadline > head.issuedAt, TYPE, 'offer_deadline_ms', 'is not after head.issued_at_ms');
  requireField(offerDeadline < validUntil, TYPE, 'offer_deadline_ms', 'is not before valid_until_ms');
  requireDecisions(head.env, TYPE, [
    ...(grant.providerDecision === undefined ? ['provider_decision'] : []),
    ...(grant.consumerDecision === undefined ? ['consumer_decision'] : []),
  ]);
}
