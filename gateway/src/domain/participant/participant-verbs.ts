import { createHash } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { flawOfExternalId, type Instant } from '@selat/sdk/model';
import { localLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor, ParticipantInput } from '../use-cases.js';
import {
  inState,
  isExpired,
  issueRecord,
  requireActive,
  requireMember,
  requireRecorded,
} from './participant-record.js';

/** How an officer checked who a participant is (DSL Art 33). */
export interface IdentityCheckInput {
  /** Code of registry `identity-check-method`. */
  readonly method: string;
  /** YYYY-MM-DD. */
  readonly checkedOn: string;
  /** Last day on which the check counts, YYYY-MM-DD in UTC; absent = until the record is superseded. */
  readonly validUntil?: string | undefined;
  /** What was looked at: it stays here, the record states a salted digest of it. */
  readonly evidence?: EvidenceInput | undefined;
}

/** Evidence of an identity check. */
export interface EvidenceInput {
  /** SHA-256 of the evidence, `sha256:<hex>`. */
  readonly digest: string;
  /** Where the exchange keeps it. */
  readonly place: string;
}

/** @throws SelatError REQUEST_INVALID for an external id that its scheme cannot have given, DOCUMENT_CHANGED */
export async function registerParticipant(
  { reader, self }: Deps,
  actor: Actor,
  input: ParticipantInput,
): Promise<Change> {
  const id = `${self.exchange}/p/${input.slug}`;
  requireExternalIds(id, input);
  const known = await reader.findParticipant(id);
  if (known !== undefined) throw new SelatError('DOCUMENT_CHANGED', `cannot register ${id}: it is registered`, { id });
  const row = {
    id,
    exchange: self.exchange,
    state: 'registered' as const,
    record_digest: null,
    revision: 0,
    registration: JSON.stringify(input),
    valid_until_ms: null,
  };
  const rows = [{ table: 'participant', expectedVersion: 0, row }] as const;
  return { officer: actor.id, leaves: [localLeaf('register-participant', id)], rows };
}

function requireExternalIds(id: string, { externalIds }: ParticipantInput): void {
  for (const { scheme, value } of externalIds) {
    const flaw = flawOfExternalId(scheme, value);
    if (flaw === undefined) continue;
    const message = `cannot register ${id}: external id ${scheme}=${value} is not ${flaw}`;
    throw new SelatError('REQUEST_INVALID', message, { id, scheme, value });
  }
}

function toEntity({ names, country, externalIds }: ParticipantInput) {
  const ids = externalIds.map((own) => ({ ...own }));
  return { address: '', names: names.map((name) => ({ ...name })), country, externalIds: ids };
}

/**
 * Issues the record of a registered member whose identity was checked, or of a suspended one that was checked again.
 * @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is active, REQUEST_INVALID for a check that is still to be
 */
export async function approveParticipant(
  deps: Deps,
  actor: Actor,
  id: string,
  check: IdentityCheckInput,
): Promise<Change> {
  const row = await requireMember(deps, id);
  if (row.state === 'active') throw inState('approve', row);
  if (row.state === 'suspended') return withCheck(deps, actor, id, check, 'approve');
  const input: ParticipantInput = JSON.parse(row.registration);
  const checked = checkedBy(deps, actor, id, check);
  const fresh = {
    legalEntity: toEntity(input),
    roles: [...input.roles],
    keys: [],
    revokedKeys: [],
    signing: undefined,
  };
  const change = await issueRecord(deps, actor.id, row, { ...fresh, ...checked.content, status: 'ACTIVE' });
  return { ...change, rows: [...(change.rows ?? []), ...checked.rows] };
}

/**
 * Issues the next record of a member whose identity was checked again: it counts until the new day. [IDN-27]
 * @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is not active, REQUEST_INVALID
 */
export async function renewParticipant(
  deps: Deps,
  actor: Actor,
  id: string,
  check: IdentityCheckInput,
): Promise<Change> {
  await requireActive(deps, id, 'renew');
  return withCheck(deps, actor, id, check, 'renew');
}

async function withCheck(
  deps: Deps,
  actor: Actor,
  id: string,
  check: IdentityCheckInput,
  verb: string,
): Promise<Change> {
  const { row, wire } = await requireRecorded(deps, id, verb);
  const checked = checkedBy(deps, actor, id, check);
  const change = await issueRecord(deps, actor.id, row, { ...wire, ...checked.content, status: 'ACTIVE' });
  return { ...change, rows: [...(change.rows ?? []), ...checked.rows] };
}

const DAY_MS = 86_400_000;
/** The first time zone to begin a day: no day after that one has come anywhere. */
const AHEAD_OF_UTC_MS = 14 * 3_600_000;

/** The check as the record states it, and the row that keeps its evidence. */
function checkedBy(deps: Deps, actor: Actor, id: string, check: IdentityCheckInput) {
  const { method, checkedOn, validUntil, evidence } = check;
  const latest = new Date(deps.clock() + AHEAD_OF_UTC_MS).toISOString().slice(0, 10);
  if (checkedOn > latest) throw invalid(id, `checkedOn ${checkedOn} has not come yet`);
  const until = validUntil === undefined ? undefined : endOf(validUntil);
  if (until !== undefined && until <= deps.clock()) throw invalid(id, `validUntil ${validUntil} is over`);
  if (method === 'TEST_ONLY' && deps.self.env !== 'SANDBOX')
    throw invalid(id, `TEST_ONLY is no check in ${deps.self.env}`);
  const kept = evidence === undefined ? undefined : keptEvidence(deps, actor, id, evidence);
  const evidenceDigest = Buffer.from(kept?.digest ?? '', 'hex');
  const rows = kept === undefined ? [] : [{ table: 'identity_evidence', expectedVersion: 0, row: kept } as const];
  const identityCheck = { method, checkedOn, officer: actor.id, evidenceDigest };
  return { content: { identityCheck, validUntilMs: BigInt(until ?? 0) }, rows };
}

/** First instant after a day, in UTC. */
function endOf(day: string): Instant {
  return Date.parse(`${day}T00:00:00Z`) + DAY_MS;
}

function invalid(id: string, why: string): SelatError {
  return new SelatError('REQUEST_INVALID', `cannot record the check of ${id}: ${why}`, { id, why });
}

/** The salt keeps who knows the evidence from finding it in the record, until the exchange shows both. */
function keptEvidence({ random, clock }: Deps, actor: Actor, participant: string, { digest, place }: EvidenceInput) {
  const salt = random(32);
  const content = digest.replace(/^sha256:/, '');
  const salted = createHash('sha256').update('selat-evidence/v1\n').update(salt).update(Buffer.from(content, 'hex'));
  const common = { participant, content, place, officer: actor.id, created_ms: clock() };
  return { ...common, digest: salted.digest('hex'), salt: salt.toString('hex') };
}

/** Issues a record that says SUSPENDED. @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is not active */
export async function suspendParticipant(deps: Deps, actor: Actor, id: string): Promise<Change> {
  const { row, wire } = await requireActive(deps, id, 'suspend');
  return issueRecord(deps, actor.id, row, { ...wire, status: 'SUSPENDED' });
}

/**
 * Ends a suspension under the identity check that stands.
 * @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is not suspended; REQUEST_INVALID where the check has run
 *   out: then only a new one, `approve`, will do
 */
export async function reinstateParticipant(deps: Deps, actor: Actor, id: string): Promise<Change> {
  const { row, wire } = await requireRecorded(deps, id, 'reinstate');
  if (row.state !== 'suspended') throw inState('reinstate', row);
  if (isExpired(row, deps.clock())) {
    const message = `cannot reinstate ${id}: its identity check has run out, approve it with a new one`;
    throw new SelatError('REQUEST_INVALID', message, { id });
  }
  return issueRecord(deps, actor.id, row, { ...wire, status: 'ACTIVE' });
}
