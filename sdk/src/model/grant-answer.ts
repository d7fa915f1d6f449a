import type * as wire from '@selat/proto/selat/v1/grant.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { given, toHex, toHexOrAbsent, toTextOrAbsent } from './narrow.js';
import type { DigestHex } from './scalars.js';

const WITHDRAWAL = 'selat.v1.OfferWithdrawal';
const REFUSAL = 'selat.v1.GrantRefusal';

/** Takes an offer back before it is countersigned. [GRT-6] */
export interface OfferWithdrawal {
  readonly type: typeof WITHDRAWAL;
  /** Issuer: provider exchange. */
  readonly head: Head;
  /** Document digest of the offer. */
  readonly grant: DigestHex;
  readonly note?: string;
}

/** Says no to a request or to an offer, and what would change the answer. */
export interface GrantRefusal {
  readonly type: typeof REFUSAL;
  readonly head: Head;
  readonly request: DigestHex;
  /** The offer that is declined; absent where the request itself is refused. */
  readonly grant?: DigestHex;
  /** Code of registry `refusal-reason`. */
  readonly reason: string;
  /** What would cure it; all apply. */
  readonly needs: readonly RefusalNeed[];
  /** The deciding ComplianceDecision. */
  readonly decision?: DigestHex;
  readonly note?: string;
}

/** One gap: any of the instruments closes it. */
export interface RefusalNeed {
  /** Codes of registry `instrument-code`. */
  readonly anyOf: readonly string[];
  readonly note?: string;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseOfferWithdrawal(message: wire.OfferWithdrawal): OfferWithdrawal {
  const head = parseHead(message.head, WITHDRAWAL, 'peer');
  requireExchangeIssuer(head, WITHDRAWAL);
  return { type: WITHDRAWAL, head, grant: toHex(message.grant), ...given({ note: toTextOrAbsent(message.note) }) };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseGrantRefusal(message: wire.GrantRefusal): GrantRefusal {
  const head = parseHead(message.head, REFUSAL, 'peer');
  requireExchangeIssuer(head, REFUSAL);
  return {
    type: REFUSAL,
    head,
    request: toHex(message.request),
    reason: message.reason,
    needs: message.needs.map(({ anyOf, note }) => ({ anyOf, ...given({ note: toTextOrAbsent(note) }) })),
    ...given({
      grant: toHexOrAbsent(message.grant),
      decision: toHexOrAbsent(message.decision),
      note: toTextOrAbsent(message.note),
    }),
  };
}
