import { ParticipantRecord } from '@selat/proto/selat/v1/identity.js';
import { SelatError } from '@selat/sdk/errors';
import { isOwnedBy, parseDocument } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { deliverToAll, localLeaf, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { ParticipantRow } from '../rows.js';
import type { Actor, ParticipantInput } from '../use-cases.js';

const TYPE = 'selat.v1.ParticipantRecord';

/** How an officer checked who a participant is (DSL Art 33). */
export interface IdentityCheckInput {
  /** Code of registry `identity-check-method`. */
  readonly method: string;
  /** YYYY-MM-DD. */
  readonly checkedOn: string;
}

/** @throws SelatError PARTICIPANT_UNKNOWN, DOCUMENT_CHANGED where the id is taken */
export async function registerParticipant(
  { reader, self }: Deps,
  actor: Actor,
  input: ParticipantInput,
): Promise<Change> {
  const id = `${self.exchange}/p/${input.slug}`;
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
  return { officer: actor.id, leaves: [localLeaf('register-participant')], rows };
}

async function requireOwn({ reader, self }: Deps, id: string): Promise<ParticipantRow> {
  const row = isOwnedBy(id, 'p', self.exchange) ? await reader.findParticipant(id) : undefined;
  if (row !== undefined) return row;
  const message = `cannot act on participant ${id}: ${self.exchange} has registered no such member`;
  throw new SelatError('DOCUMENT_UNKNOWN', message, { id });
}

function toEntity({ names, country, externalIds }: ParticipantInput) {
  return { names: names.map((name) => ({ ...name })), country, externalIds: externalIds.map((own) => ({ ...own })) };
}

/** Signs the next record of a member and sends it to every peer. */
async function issueRecord(
  deps: Deps,
  actor: Actor,
  row: ParticipantRow,
  content: Pick<ParticipantRecord, 'legalEntity' | 'roles' | 'identityCheck' | 'status'>,
): Promise<Change> {
  const message = ParticipantRecord.fromPartial({
    ...content,
    id: row.id,
    revision: BigInt(row.revision + 1),
    supersedes: Buffer.from(row.record_digest ?? '', 'hex'),
  });
  const act = await signAct(deps, { type: TYPE, message });
  parseDocument(TYPE, ParticipantRecord.decode(act.write.document.payload));
  const { version, ...columns } = row;
  const state = content.status === 'ACTIVE' ? ('active' as const) : ('suspended' as const);
  const next = { ...columns, state, record_digest: act.digest, revision: row.revision + 1 };
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act)],
    rows: [{ table: 'participant', expectedVersion: version, row: next }],
    broadcast: [deliverToAll(act)],
  };
}

/**
 * Issues the record of a registered member whose identity was checked, or renews that of a suspended one.
 * @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is active, REQUEST_INVALID for a check that is still to be
 */
export async function approveParticipant(
  deps: Deps,
  actor: Actor,
  id: string,
  check: IdentityCheckInput,
): Promise<Change> {
  const row = await requireOwn(deps, id);
  if (row.state === 'active') throw new SelatError('DOCUMENT_CHANGED', `cannot approve ${id}: it is active`, { id });
  requirePast(deps, id, check);
  const input: ParticipantInput = JSON.parse(row.registration);
  return issueRecord(deps, actor, row, {
    legalEntity: { address: '', ...toEntity(input) },
    roles: [...input.roles],
    identityCheck: { ...check, officer: actor.id, evidenceDigest: Buffer.alloc(0) },
    status: 'ACTIVE',
  });
}

/** The first time zone to begin a day: no day after that one has come anywhere. */
const AHEAD_OF_UTC_MS = 14 * 3_600_000;

function requirePast({ clock }: Deps, id: string, { checkedOn }: IdentityCheckInput): void {
  const latest = new Date(clock() + AHEAD_OF_UTC_MS).toISOString().slice(0, 10);
  if (checkedOn <= latest) return;
  const message = `cannot approve ${id}: checkedOn ${checkedOn} has not come yet`;
  throw new SelatError('REQUEST_INVALID', message, { id, checkedOn });
}

/** Issues a record that says SUSPENDED. @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where it is not active */
export async function suspendParticipant(deps: Deps, actor: Actor, id: string): Promise<Change> {
  const row = await requireOwn(deps, id);
  const stored = row.record_digest === null ? undefined : await deps.reader.findDocument(row.record_digest);
  const record = stored === undefined ? undefined : ParticipantRecord.decode(stored.document.payload);
  if (row.state !== 'active' || stored === undefined || record === undefined) {
    throw new SelatError('DOCUMENT_CHANGED', `cannot suspend ${id}: it is ${row.state}`, { id, state: row.state });
  }
  parseStored(stored);
  return issueRecord(deps, actor, row, { ...record, status: 'SUSPENDED' });
}
