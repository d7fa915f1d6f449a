import type * as wire from '@selat/proto/selat/v1/identity.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { fieldInvalid, given, present, requireField, toHexOrAbsent, toInstant, toNumber } from './narrow.js';
import { parseRegisteredKeys, type RegisteredKey } from './registered-key.js';
import { type DigestHex, type Instant, isOwnedBy, type PartyId } from './scalars.js';

const TYPE = 'selat.v1.ParticipantRecord';

/** One member of an exchange, vouched for by its home exchange. [IDN-9] */
export interface ParticipantRecord {
  readonly type: typeof TYPE;
  readonly head: Head;
  /** `<exchange>/p/<slug>`, constant over revisions. */
  readonly id: PartyId;
  readonly legalEntity: Readonly<wire.LegalEntity>;
  /** What it may act as: `provider`, `consumer`. */
  readonly roles: readonly string[];
  readonly identityCheck: IdentityCheck;
  /** Empty = its exchange signs for it. */
  readonly keys: readonly RegisteredKey[];
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly revision: number;
  /** Absent in the first record. */
  readonly supersedes?: DigestHex;
  /** First instant at which the record no longer counts; absent = until superseded. */
  readonly validUntil?: Instant;
}

/** How the home exchange checked who a participant is (DSL Art 33). */
export interface IdentityCheck {
  readonly method: string;
  /** YYYY-MM-DD. */
  readonly checkedOn: string;
  /** `<exchange>/o/<slug>`. */
  readonly officer: PartyId;
  readonly evidenceDigest?: DigestHex;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID, KEY_MALFORMED */
export function parseParticipantRecord(message: wire.ParticipantRecord): ParticipantRecord {
  const check = present(message.identityCheck, TYPE, 'identity_check');
  const record: ParticipantRecord = {
    type: TYPE,
    head: parseHead(message.head, TYPE, 'any'),
    id: message.id,
    legalEntity: present(message.legalEntity, TYPE, 'legal_entity'),
    roles: message.roles,
    identityCheck: {
      method: check.method,
      checkedOn: check.checkedOn,
      officer: check.officer,
      ...given({ evidenceDigest: toHexOrAbsent(check.evidenceDigest) }),
    },
    keys: parseRegisteredKeys(message.keys, TYPE, 'keys'),
    status: parseStatus(message.status),
    revision: toNumber(message.revision),
    ...given({ supersedes: toHexOrAbsent(message.supersedes), validUntil: toInstant(message.validUntilMs) }),
  };
  checkRecord(record);
  return record;
}

function parseStatus(status: string): 'ACTIVE' | 'SUSPENDED' {
  if (status === 'ACTIVE' || status === 'SUSPENDED') return status;
  throw fieldInvalid(TYPE, 'status', 'is neither ACTIVE nor SUSPENDED');
}

function checkRecord({ head, id, identityCheck, revision, supersedes, validUntil }: ParticipantRecord): void {
  requireExchangeIssuer(head, TYPE);
  requireField(isOwnedBy(id, 'p', head.issuer), TYPE, 'id', `is not under ${head.issuer}/p/`);
  const { officer } = identityCheck;
  requireField(isOwnedBy(officer, 'o', head.issuer), TYPE, 'identity_check.officer', `is not under ${head.issuer}/o/`);
  const isFirst = revision === 1;
  const why = isFirst ? 'is present in the first record' : 'is missing in a later record';
  requireField(isFirst === (supersedes === undefined), TYPE, 'supersedes', why);
  const ordered = validUntil === undefined || validUntil > head.issuedAt;
  requireField(ordered, TYPE, 'valid_until_ms', 'is not after head.issued_at_ms');
}
