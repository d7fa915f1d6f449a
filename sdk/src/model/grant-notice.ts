import type * as wire from '@selat/proto/selat/v1/grant.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { fieldInvalid, given, toHex, toHexOrAbsent, toInstant, toTextOrAbsent } from './narrow.js';
import type { DigestHex, Instant } from './scalars.js';

const SUSPENSION = 'selat.v1.GrantSuspension';
const RESUMPTION = 'selat.v1.GrantResumption';
const REVOCATION = 'selat.v1.GrantRevocation';
const END = 'selat.v1.GrantEnd';

interface NoticeFields {
  readonly head: Head;
  /** Grant id: document digest of the Grant. */
  readonly grant: DigestHex;
}

/** Opens a hold on a grant. [GRT-10] */
export interface GrantSuspension extends NoticeFields {
  readonly type: typeof SUSPENSION;
  /** Code of registry `suspension-reason`. */
  readonly reason: string;
  /** The order, withdrawn attestation or decision that causes it. */
  readonly cause?: DigestHex;
  readonly note?: string;
}

/** Closes the hold of one suspension by the same side. [GRT-10] */
export interface GrantResumption extends NoticeFields {
  readonly type: typeof RESUMPTION;
  readonly suspension: DigestHex;
  /** New decisions, after a compliance hold. */
  readonly decisions: readonly DigestHex[];
  readonly note?: string;
}

/** Ends a grant before its time. [GRT-11] */
export interface GrantRevocation extends NoticeFields {
  readonly type: typeof REVOCATION;
  /** Code of registry `revocation-cause`. */
  readonly reason: string;
  /** First instant without access; absent or past = when logged. */
  readonly effectiveAt?: Instant;
  readonly cause?: DigestHex;
  readonly note?: string;
}

/** Ends a grant in the ordinary way. [GRT-11] */
export interface GrantEnd extends NoticeFields {
  readonly type: typeof END;
  readonly kind: 'COMPLETED' | 'EXHAUSTED';
  /** First instant without access; absent or past = when logged. */
  readonly effectiveAt?: Instant;
  readonly lastStatement?: DigestHex;
}

function parseFields(message: { head: wire.Grant['head']; grant: Buffer }, type: string): NoticeFields {
  const head = parseHead(message.head, type, 'peer');
  requireExchangeIssuer(head, type);
  return { head, grant: toHex(message.grant) };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseGrantSuspension(message: wire.GrantSuspension): GrantSuspension {
  const optional = given({ cause: toHexOrAbsent(message.cause), note: toTextOrAbsent(message.note) });
  return { type: SUSPENSION, ...parseFields(message, SUSPENSION), reason: message.reason, ...optional };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseGrantResumption(message: wire.GrantResumption): GrantResumption {
  return {
    type: RESUMPTION,
    ...parseFields(message, RESUMPTION),
    suspension: toHex(message.suspension),
    decisions: message.decisions.map(toHex),
    ...given({ note: toTextOrAbsent(message.note) }),
  };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseGrantRevocation(message: wire.GrantRevocation): GrantRevocation {
  return {
    type: REVOCATION,
    ...parseFields(message, REVOCATION),
    reason: message.reason,
    ...given({
      effectiveAt: toInstant(message.effectiveAtMs),
      cause: toHexOrAbsent(message.cause),
      note: toTextOrAbsent(message.note),
    }),
  };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseGrantEnd(message: wire.GrantEnd): GrantEnd {
  const { kind } = message;
  if (kind !== 'COMPLETED' && kind !== 'EXHAUSTED')
    throw fieldInvalid(END, 'kind', 'is neither COMPLETED nor EXHAUSTED');
  const optional = {
    effectiveAt: toInstant(message.effectiveAtMs),
    lastStatement: toHexOrAbsent(message.lastStatement),
  };
  return { type: END, ...parseFields(message, END), kind, ...given(optional) };
}
