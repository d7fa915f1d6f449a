import type * as wire from '@selat/proto/selat/v1/identity.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { given, toInstant } from './narrow.js';
import type { Instant } from './scalars.js';

const TYPE = 'selat.v1.KeyRevocation';

/** Ends the life of one key of the issuing exchange. [IDN-6] */
export interface KeyRevocation {
  readonly type: typeof TYPE;
  readonly head: Head;
  readonly kid: string;
  /** Code of registry `revocation-reason`. */
  readonly reason: string;
  /** Acts logged from then on are contested; absent = only new acts are refused. */
  readonly compromisedSince?: Instant;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseKeyRevocation(message: wire.KeyRevocation): KeyRevocation {
  const head = parseHead(message.head, TYPE, 'any-before-agreement');
  requireExchangeIssuer(head, TYPE);
  const compromisedSince = toInstant(message.compromisedSinceMs);
  return { type: TYPE, head, kid: message.kid, reason: message.reason, ...given({ compromisedSince }) };
}
