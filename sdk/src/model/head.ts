import type * as wire from '@selat/proto/selat/v1/document.js';
import { fieldInvalid, given, present, requireField, toHex, toHexOrAbsent, toNumber } from './narrow.js';
import {
  type DigestHex,
  type Environment,
  type ExchangeId,
  type Instant,
  isExchange,
  type PartyId,
} from './scalars.js';

/** The first field of every document. [DOC-14] */
export interface Head {
  readonly env: Environment;
  /** Party whose signature comes first. [DOC-6] */
  readonly issuer: PartyId;
  /** Exchanges that may receive the document; empty = any peer of the issuer. [DOC-15] */
  readonly audience: readonly ExchangeId[];
  readonly issuedAt: Instant;
  /** 16 random bytes, as 32 hexadecimal digits. */
  readonly nonce: string;
  /** The PeerAgreement in force; present where the audience is exactly one peer and the type needs an agreement. [AGR-5] */
  readonly agreementDigest?: DigestHex;
}

/** How far a type travels: decides audience and agreement digest. */
export type Reach =
  /** Audience empty, no agreement digest: every peer may have it. */
  | 'broadcast'
  /** Audience of one peer, under the agreement with it. [AGR-5] */
  | 'peer'
  /** Audience of one peer, before or beside any agreement: no agreement digest. */
  | 'peer-before-agreement'
  /** Any audience; agreement digest exactly where the audience is one peer. [AGR-5] */
  | 'any'
  /** Any audience, no agreement digest. */
  | 'any-before-agreement';

/** Environment of a document. @throws SelatError DOCUMENT_FIELD_INVALID */
function parseEnvironment(env: string, type: string): Environment {
  if (env === 'SANDBOX' || env === 'LIVE') return env;
  throw fieldInvalid(type, 'head.env', 'is neither SANDBOX nor LIVE');
}

/**
 * Narrows a head and checks audience and agreement digest against the reach of the type.
 * @throws SelatError DOCUMENT_FIELD_INVALID
 */
export function parseHead(head: wire.DocumentHead | undefined, type: string, reach: Reach): Head {
  const message = present(head, type, 'head');
  const parsed: Head = {
    env: parseEnvironment(message.env, type),
    issuer: message.issuer,
    audience: message.audience,
    issuedAt: toNumber(message.issuedAtMs),
    nonce: toHex(message.nonce),
    ...given({ agreementDigest: toHexOrAbsent(message.agreementDigest) }),
  };
  checkAudience(parsed, type, reach);
  checkAgreementDigest(parsed, type, reach);
  return parsed;
}

function checkAudience({ audience, issuer }: Head, type: string, reach: Reach): void {
  if (reach === 'broadcast') requireField(audience.length === 0, type, 'head.audience', 'is not empty');
  if (reach === 'peer' || reach === 'peer-before-agreement') {
    requireField(audience.length === 1, type, 'head.audience', 'is not exactly one exchange');
    requireField(audience[0] !== issuer, type, 'head.audience', 'is the issuer itself');
  }
}

function checkAgreementDigest({ audience, agreementDigest }: Head, type: string, reach: Reach): void {
  const needed = audience.length === 1 && (reach === 'peer' || reach === 'any');
  const why = needed ? 'is missing: the audience is exactly one peer' : 'is present where none belongs';
  requireField((agreementDigest !== undefined) === needed, type, 'head.agreement_digest', why);
}

/** Checks that the issuer is an exchange, not one of its participants. @throws SelatError DOCUMENT_FIELD_INVALID */
export function requireExchangeIssuer(head: Head, type: string): void {
  requireField(isExchange(head.issuer), type, 'head.issuer', 'is not an exchange');
}

/** The one exchange that a document of reach `peer` is for. @throws SelatError DOCUMENT_FIELD_INVALID */
export function audienceOf(head: Head): ExchangeId {
  return present(head.audience[0], 'DocumentHead', 'audience');
}

/** Returns the wire form of a head. */
export function newHead(head: Head): wire.DocumentHead {
  return {
    env: head.env,
    issuer: head.issuer,
    audience: [...head.audience],
    issuedAtMs: BigInt(head.issuedAt),
    nonce: Buffer.from(head.nonce, 'hex'),
    agreementDigest: Buffer.from(head.agreementDigest ?? '', 'hex'),
  };
}
