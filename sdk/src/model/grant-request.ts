import type * as wire from '@selat/proto/selat/v1/grant.js';
import type { Price } from '@selat/proto/selat/v1/terms.js';
import { SelatError } from '../errors/index.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { given, requireField, toHex, toHexOrAbsent, toInstant, toNumber } from './narrow.js';
import { checkPrice, isAgreedPrice } from './price.js';
import { type DigestHex, type Environment, type Instant, isOwnedBy, type PartyId } from './scalars.js';
import { parseStatusEntry, parseUseScope, type StatusEntry, type UseScope } from './use-scope.js';

const REQUEST = 'selat.v1.GrantRequest';
const WITHDRAWAL = 'selat.v1.GrantWithdrawal';

/** A consumer exchange asks for access rights on behalf of one of its participants. [GRT-2] */
export interface GrantRequest {
  readonly type: typeof REQUEST;
  /** Issuer: consumer exchange; audience: provider exchange. */
  readonly head: Head;
  readonly listingDigest: DigestHex;
  /** Id of the chosen licence in the listing. */
  readonly termsId: string;
  /** Participant of the issuing exchange. */
  readonly consumer: PartyId;
  readonly scope: UseScope;
  /** Only where the licence says NEGOTIATED. */
  readonly offeredPrice?: Readonly<Price>;
  readonly factsDigests: readonly DigestHex[];
  readonly decisionDigest?: DigestHex;
  /** The request, offer or grant that this one replaces, cures or amends. */
  readonly supersedes?: DigestHex;
  readonly status: StatusEntry;
  /** Silence past this instant is recorded. */
  readonly answerBy: Instant;
  /** First instant at which access is wanted; absent = from the offer on. [GRT-17] */
  readonly validFrom?: Instant;
  /** First instant at which access is no longer wanted; absent = the term of the licence. [GRT-17] */
  readonly validUntil?: Instant;
}

/** Takes a request back before it is answered. */
export interface GrantWithdrawal {
  readonly type: typeof WITHDRAWAL;
  readonly head: Head;
  readonly request: DigestHex;
}

/** Refuses a LIVE document that lacks its compliance decisions. @throws SelatError GRANT_DECISION_ABSENT */
export function requireDecisions(env: Environment, type: string, absent: readonly string[]): void {
  if (env === 'SANDBOX' || absent.length === 0) return;
  const paths = absent.join(', ');
  throw new SelatError('GRANT_DECISION_ABSENT', `cannot use ${type} in LIVE: it lacks ${paths}`, { type, paths });
}

/** @throws SelatError DOCUMENT_FIELD_INVALID, GRANT_DECISION_ABSENT */
export function parseGrantRequest(message: wire.GrantRequest): GrantRequest {
  const request: GrantRequest = {
    type: REQUEST,
    head: parseHead(message.head, REQUEST, 'peer'),
    listingDigest: toHex(message.listingDigest),
    termsId: message.termsId,
    consumer: message.consumer,
    scope: parseUseScope(message.scope, REQUEST),
    factsDigests: message.factsDigests.map(toHex),
    status: parseStatusEntry(message.status, REQUEST, 'status'),
    answerBy: toNumber(message.answerByMs),
    ...given({
      offeredPrice: message.offeredPrice,
      decisionDigest: toHexOrAbsent(message.decisionDigest),
      supersedes: toHexOrAbsent(message.supersedes),
      validFrom: toInstant(message.validFromMs),
      validUntil: toInstant(message.validUntilMs),
    }),
  };
  checkRequestFields(request);
  return request;
}

function checkRequestFields(request: GrantRequest): void {
  const { head, consumer, answerBy, offeredPrice, validFrom = head.issuedAt, validUntil } = request;
  requireExchangeIssuer(head, REQUEST);
  requireField(isOwnedBy(consumer, 'p', head.issuer), REQUEST, 'consumer', `is not under ${head.issuer}/p/`);
  requireField(answerBy > head.issuedAt, REQUEST, 'answer_by_ms', 'is not after head.issued_at_ms');
  const isSpan = validUntil === undefined || validUntil > validFrom;
  requireField(isSpan, REQUEST, 'valid_until_ms', 'is not after valid_from_ms and head.issued_at_ms');
  if (offeredPrice !== undefined) {
    checkPrice(offeredPrice, REQUEST, 'offered_price');
    requireField(isAgreedPrice(offeredPrice), REQUEST, 'offered_price.model', 'is NEGOTIATED, which offers no price');
  }
  requireDecisions(head.env, REQUEST, [
    ...(request.factsDigests.length === 0 ? ['facts_digests'] : []),
    ...(request.decisionDigest === undefined ? ['decision_digest'] : []),
  ]);
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseGrantWithdrawal(message: wire.GrantWithdrawal): GrantWithdrawal {
  const head = parseHead(message.head, WITHDRAWAL, 'peer');
  requireExchangeIssuer(head, WITHDRAWAL);
  return { type: WITHDRAWAL, head, request: toHex(message.request) };
}
