import { ParticipantRecord as WireRecord } from '@selat/proto/selat/v1/identity.js';
import { SelatError } from '@selat/sdk/errors';
import { type Instant, isOwnedBy, type ParticipantRecord, type PartyId, parseDocument } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { deliverToAll, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps, Reader } from '../ports.js';
import type { ParticipantRow } from '../rows.js';
import { recordKeyRows } from './record-keys.js';

const TYPE = 'selat.v1.ParticipantRecord';

/** What a record says that the exchange does not compute. */
export type RecordContent = Pick<
  WireRecord,
  'legalEntity' | 'roles' | 'identityCheck' | 'keys' | 'status' | 'validUntilMs' | 'signing' | 'revokedKeys'
>;

/** A member of this exchange with its newest record. */
export interface RecordedMember {
  readonly row: ParticipantRow;
  /** The record as it travels: what the next one starts from. */
  readonly wire: WireRecord;
  readonly record: ParticipantRecord;
}

/** @throws SelatError DOCUMENT_UNKNOWN where the id is no member of this exchange */
export async function requireMember({ reader, self }: Deps, id: string): Promise<ParticipantRow> {
  const row = isOwnedBy(id, 'p', self.exchange) ? await reader.findParticipant(id) : undefined;
  if (row !== undefined) return row;
  const message = `cannot act on participant ${id}: ${self.exchange} has registered no such member`;
  throw new SelatError('DOCUMENT_UNKNOWN', message, { id });
}

/** The newest record of a participant of any exchange; undefined where none was accepted. */
export async function findRecord(reader: Reader, id: PartyId): Promise<ParticipantRecord | undefined> {
  const row = await reader.findParticipant(id);
  const stored = row?.record_digest == null ? undefined : await reader.findDocument(row.record_digest);
  const parsed = stored === undefined ? undefined : parseStored(stored);
  return parsed?.type === TYPE ? parsed : undefined;
}

/** A member that was approved before. @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED before its approval */
export async function requireRecorded(deps: Deps, id: string, verb: string): Promise<RecordedMember> {
  const row = await requireMember(deps, id);
  const stored = row.record_digest === null ? undefined : await deps.reader.findDocument(row.record_digest);
  const record = stored === undefined ? undefined : parseStored(stored);
  if (stored === undefined || record?.type !== TYPE) throw inState(verb, row);
  return { row, record, wire: WireRecord.decode(stored.document.payload) };
}

/** @throws SelatError DOCUMENT_CHANGED where it is suspended or was never approved */
export async function requireActive(deps: Deps, id: string, verb: string): Promise<RecordedMember> {
  const recorded = await requireRecorded(deps, id, verb);
  if (recorded.row.state !== 'active') throw inState(verb, recorded.row);
  return recorded;
}

export function inState(verb: string, { id, state }: ParticipantRow): SelatError {
  return new SelatError('DOCUMENT_CHANGED', `cannot ${verb} ${id}: it is ${state}`, { id, state });
}

/** Whether a record has run out. */
export function isExpired({ valid_until_ms: until }: ParticipantRow, now: Instant): boolean {
  return until !== null && now >= until;
}

/** A record that is issued after its identity check ran out says SUSPENDED: only a new check makes it count again. */
function unlessRunOut(content: RecordContent, now: Instant): RecordContent {
  const until = Number(content.validUntilMs);
  return until === 0 || until > now ? content : { ...content, status: 'SUSPENDED', validUntilMs: 0n };
}

/**
 * Signs the next record of a member and sends it to every peer.
 * @param officer on whose word it is issued
 * @throws SelatError DOCUMENT_FIELD_INVALID for what a receiver would refuse
 */
export async function issueRecord(
  deps: Deps,
  officer: PartyId,
  row: ParticipantRow,
  wanted: RecordContent,
): Promise<Change> {
  const content = unlessRunOut(wanted, deps.clock());
  const message = WireRecord.fromPartial({
    ...content,
    id: row.id,
    revision: BigInt(row.revision + 1),
    supersedes: Buffer.from(row.record_digest ?? '', 'hex'),
  });
  const act = await signAct(deps, { type: TYPE, message });
  const record = parseDocument(TYPE, WireRecord.decode(act.write.document.payload));
  const { version, ...columns } = row;
  const state = content.status === 'ACTIVE' ? ('active' as const) : ('suspended' as const);
  const projected = { state, record_digest: act.digest, revision: row.revision + 1 };
  const kept = state === 'suspended' ? row.valid_until_ms : null;
  const next = { ...columns, ...projected, valid_until_ms: Number(wanted.validUntilMs) || kept };
  const keys = await recordKeyRows(deps.reader, record, deps.clock());
  return {
    officer,
    documents: [act.write],
    leaves: [outLeaf(act)],
    rows: [{ table: 'participant', expectedVersion: version, row: next }, ...keys],
    broadcast: [deliverToAll(act)],
  };
}
