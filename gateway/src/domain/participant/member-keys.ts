import type { DescriptorKey, ParticipantRecord as WireRecord } from '@selat/proto/selat/v1/identity.js';
import { SelatError } from '@selat/sdk/errors';
import { type Algorithm, kidOf, type PublicKey, parsePublicKey, verifySignature } from '@selat/sdk/keys';
import { rotationTranscript } from '@selat/sdk/member';
import { SIGNING_KINDS, type SigningKind } from '@selat/sdk/model';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { EnrolmentRow } from '../rows-members.js';
import type { Actor } from '../use-cases.js';
import {
  issueRecord,
  type RecordContent,
  type RecordedMember,
  requireActive,
  requireRecorded,
} from './participant-record.js';

/** Most keys that a record lists, as its .proto says; the oldest that no longer sign make room. */
const MAX_KEYS = 16;

const kidOfKey = ({ key }: DescriptorKey): string => kidOf(parsePublicKey(key?.alg ?? '', key?.raw ?? Buffer.alloc(0)));

/** Keys that sign now, newest last. */
export function keysInForce({ record }: Pick<RecordedMember, 'record'>, now: number) {
  return record.keys.filter(({ notAfter }) => notAfter === undefined || now < notAfter);
}

/** Keys of a record with one more; of those that no longer sign the oldest gives way. */
function withKey(keys: readonly DescriptorKey[], { alg, raw }: PublicKey): DescriptorKey[] {
  const added = [...keys, { purpose: 'document', key: { alg, raw }, notBeforeMs: 0n, notAfterMs: 0n }];
  const spare = added.findIndex(({ notAfterMs }) => notAfterMs !== 0n);
  return added.length <= MAX_KEYS || spare < 0 ? added : added.filter((_, at) => at !== spare);
}

/** What a member signs once it has a key: everything that its roles let it make. */
function defaultSigning({ roles }: WireRecord, now: number): WireRecord['signing'] {
  const documents = SIGNING_KINDS.filter((kind) => roles.includes(ROLE_OF[kind]));
  return { documents: [...documents], sinceMs: BigInt(now) };
}

const ROLE_OF: Readonly<Record<SigningKind, string>> = { LISTINGS: 'provider', REQUESTS: 'consumer' };

/**
 * The record with a key that the member brought, the first of which makes it sign for itself. [IDN-23]
 * @throws SelatError KEY_REVOKED where the key was revoked, DOCUMENT_CHANGED where the record lists it
 */
export function contentWithKey(member: RecordedMember, key: PublicKey, now: number): RecordContent {
  const { record, wire } = member;
  const kid = kidOf(key);
  const facts = { id: record.id, kid };
  if (record.revokedKeys.some((revoked) => revoked.kid === kid)) {
    throw new SelatError('KEY_REVOKED', `cannot add key ${kid} to ${record.id}: it was revoked`, facts);
  }
  if (record.keys.some((known) => known.kid === kid)) {
    throw new SelatError('DOCUMENT_CHANGED', `cannot add key ${kid} to ${record.id}: its record lists it`, facts);
  }
  const isFirst = wire.keys.length === 0 && wire.revokedKeys.length === 0 && wire.signing === undefined;
  const signing = isFirst ? defaultSigning(wire, now) : wire.signing;
  return { ...wire, keys: withKey(wire.keys, key), signing };
}

/** A key that a member changes to, with signatures of both keys over `rotationTranscript`. */
export interface RotationInput {
  readonly key: { readonly alg: Algorithm; readonly raw: Buffer };
  /** By the key that is given up. */
  readonly approval: Buffer;
  /** By the new key. */
  readonly possession: Buffer;
}

/**
 * Gives a member a new key in place of the one that it enrolled: the old one no longer signs, what it signed stays.
 * The same rotation again changes nothing.
 * @throws SelatError SIGNATURE_INVALID, KEY_REVOKED, DOCUMENT_CHANGED, REQUEST_INVALID for another algorithm
 */
export async function rotateMemberKey(deps: Deps, enrolment: EnrolmentRow, input: RotationInput): Promise<Change> {
  const { participant, kid: from } = enrolment;
  const key = parsePublicKey(input.key.alg, input.key.raw);
  if (kidOf(key) === from) return {};
  const member = await requireActive(deps, participant, 'rotate the key of');
  const old = keysInForce(member, deps.clock()).find((known) => known.kid === from);
  if (old === undefined || from === null) throw noKey(participant, from ?? 'none');
  if (old.alg !== key.alg) throw otherAlgorithm(participant, old.alg, key.alg);
  const transcript = rotationTranscript({
    participant,
    environment: deps.self.env,
    from,
    key,
  });
  const isApproved = await verifySignature(old, transcript, input.approval);
  const isHeld = await verifySignature(key, transcript, input.possession);
  if (!isApproved || !isHeld) throw notSigned(participant, isApproved ? 'new' : 'old');
  const content = contentWithKey(member, key, deps.clock());
  const keys = content.keys.map((listed) =>
    kidOfKey(listed) === from ? { ...listed, notAfterMs: BigInt(deps.clock()) } : listed,
  );
  const change = await issueRecord(deps, enrolment.officer, member.row, { ...content, keys });
  const { version, ...columns } = enrolment;
  const row = { ...columns, kid: kidOf(key) };
  return { ...change, rows: [...(change.rows ?? []), { table: 'enrolment', expectedVersion: version, row }] };
}

function noKey(id: string, kid: string): SelatError {
  return new SelatError('KEY_REVOKED', `cannot act for ${id}: its record has no key ${kid} in force`, { id, kid });
}

function otherAlgorithm(id: string, before: string, after: string): SelatError {
  const message = `cannot give ${id} a key of ${after}: its keys are of ${before}`;
  return new SelatError('REQUEST_INVALID', message, { id, before, after });
}

function notSigned(id: string, which: string): SelatError {
  const message = `cannot change the key of ${id}: the signature of the ${which} key does not verify`;
  return new SelatError('SIGNATURE_INVALID', message, { id, which });
}

/** Why a key ends. */
export interface KeyEnd {
  readonly kid: string;
  /** Code of registry `revocation-reason`. */
  readonly reason: string;
  /** Acts logged since then are contested. */
  readonly compromisedSince?: number | undefined;
}

/**
 * Revokes a key of a member: it signs nothing new, and tokens that came with it stop working. [IDN-22]
 * @throws SelatError DOCUMENT_UNKNOWN, KEY_UNKNOWN where the record lists no such key
 */
export async function revokeMemberKey(deps: Deps, actor: Actor, id: string, end: KeyEnd): Promise<Change> {
  const { row, wire, record } = await requireRecorded(deps, id, 'revoke a key of');
  const { kid, reason, compromisedSince } = end;
  if (!record.keys.some((key) => key.kid === kid)) {
    throw new SelatError('DOCUMENT_UNKNOWN', `cannot revoke key ${kid}: the record of ${id} lists no such key`, {
      id,
      kid,
    });
  }
  const revoked = { kid, reason, compromisedSinceMs: BigInt(compromisedSince ?? 0) };
  const change = await issueRecord(deps, actor.id, row, {
    ...wire,
    keys: wire.keys.filter((key) => kidOfKey(key) !== kid),
    revokedKeys: [...wire.revokedKeys, revoked],
  });
  const tokens = (await deps.reader.listEnrolments(id)).filter((enrolment) => enrolment.kid === kid);
  const ended = tokens.map(({ version, ...columns }) => {
    return { table: 'enrolment', expectedVersion: version, row: { ...columns, state: 'revoked' } } as const;
  });
  return { ...change, rows: [...(change.rows ?? []), ...ended] };
}

/**
 * Says which documents a member signs itself from now on; none = its exchange signs for it. [IDN-23]
 * @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is not active, REQUEST_INVALID where it has no key
 */
export async function setSigning(
  deps: Deps,
  actor: Actor,
  id: string,
  documents: readonly SigningKind[],
): Promise<Change> {
  const member = await requireActive(deps, id, 'say what is signed by');
  const { row, wire, record } = member;
  if (documents.length > 0 && keysInForce(member, deps.clock()).length === 0) {
    const message = `cannot have ${id} sign: it has no key, enrol it first`;
    throw new SelatError('REQUEST_INVALID', message, { id });
  }
  const before = record.signing?.documents ?? [];
  const isSame = before.length === documents.length && documents.every((kind) => before.includes(kind));
  if (isSame) throw new SelatError('DOCUMENT_CHANGED', `cannot change what ${id} signs: it is as wanted`, { id });
  const signing = documents.length === 0 ? undefined : { documents: [...documents], sinceMs: BigInt(deps.clock()) };
  return issueRecord(deps, actor.id, row, { ...wire, signing });
}
