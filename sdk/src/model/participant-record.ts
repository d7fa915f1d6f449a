import type * as wire from '@selat/proto/selat/v1/identity.js';
import { flawOfExternalId } from './external-id.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import {
  fieldInvalid,
  findRepeated,
  given,
  present,
  requireField,
  toHexOrAbsent,
  toInstant,
  toNumber,
} from './narrow.js';
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
  /** What the participant signs itself; absent = its exchange signs for it. */
  readonly signing?: ParticipantSigning;
  readonly revokedKeys: readonly RevokedKey[];
}

/** Kinds of documents that a participant may sign itself, in the order of registry `participant-signing`. */
export const SIGNING_KINDS = ['LISTINGS', 'REQUESTS'] as const;
export type SigningKind = (typeof SIGNING_KINDS)[number];

/** What a participant signs beside its exchange. [IDN-23] */
export interface ParticipantSigning {
  readonly documents: readonly SigningKind[];
  /** Documents issued at or after it need the signature. */
  readonly since: Instant;
}

/** A key of a participant that was revoked. [IDN-22] */
export interface RevokedKey {
  readonly kid: string;
  /** Code of registry `revocation-reason`. */
  readonly reason: string;
  readonly compromisedSince?: Instant;
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
    ...given({ signing: parseSigning(message.signing) }),
    revokedKeys: message.revokedKeys.map(({ kid, reason, compromisedSinceMs }) => {
      return { kid, reason, ...given({ compromisedSince: toInstant(compromisedSinceMs) }) };
    }),
  };
  checkRecord(record);
  checkMembership(record);
  checkRecordKeys(record);
  return record;
}

function parseSigning(message: wire.ParticipantSigning | undefined): ParticipantSigning | undefined {
  if (message === undefined) return undefined;
  const documents = SIGNING_KINDS.filter((kind) => message.documents.includes(kind));
  return { documents, since: Number(message.sinceMs) };
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

/** What the record says of the body behind the id. [IDN-9] [IDN-21] */
function checkMembership({ head, legalEntity, identityCheck }: ParticipantRecord): void {
  for (const [index, { scheme, value }] of legalEntity.externalIds.entries()) {
    const flaw = flawOfExternalId(scheme, value);
    requireField(flaw === undefined, TYPE, `legal_entity.external_ids[${index}].value`, `is not ${flaw} (${scheme})`);
  }
  const isTest = identityCheck.method === 'TEST_ONLY' && head.env !== 'SANDBOX';
  requireField(!isTest, TYPE, 'identity_check.method', `is TEST_ONLY, which is no check in ${head.env}`);
}

/** A participant has keys for documents only, and none both in force and revoked. [IDN-4] [IDN-22] */
function checkRecordKeys({ keys, revokedKeys }: ParticipantRecord): void {
  const other = keys.findIndex(({ purpose }) => purpose !== 'document');
  requireField(other < 0, TYPE, `keys[${other}].purpose`, 'is not document');
  const kids = [...keys, ...revokedKeys].map(({ kid }) => kid);
  const repeated = findRepeated(kids);
  requireField(repeated === undefined, TYPE, 'revoked_keys', `name key ${repeated} twice`);
}
