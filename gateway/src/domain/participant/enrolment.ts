import { SelatError } from '@selat/sdk/errors';
import { type Algorithm, kidOf, type PublicKey, parsePublicKey, verifySignature } from '@selat/sdk/keys';
import {
  type EnrolmentCode,
  enrolmentTranscript,
  enrolmentVerifier,
  isEnrolmentProof,
  newEnrolmentCode,
} from '@selat/sdk/member';
import type { DigestHex } from '@selat/sdk/model';
import { localLeaf } from '../acts/own-act.js';
import type { Change, RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import type { EnrolmentRow } from '../rows-members.js';
import type { Actor } from '../use-cases.js';
import { contentWithKey, keysInForce } from './member-keys.js';
import { inState, isExpired, issueRecord, requireActive } from './participant-record.js';

/** Codes of one participant that may be open at a time, and wrong proofs after which one is locked. */
const MAX_OPEN = 4;
const MAX_FAILURES = 5;
const HOUR_MS = 3_600_000;

/** What an officer wants of an enrolment. */
export interface EnrolmentTerms {
  /** 1 to 720. */
  readonly hours: number;
  readonly alg: Algorithm;
}

/** Whether the code can still be redeemed. */
export function enrolmentState(
  { state, expires_ms: end }: Pick<EnrolmentRow, 'state' | 'expires_ms'>,
  now: number,
): EnrolmentRow['state'] | 'expired' {
  return state === 'open' && now >= end ? 'expired' : state;
}

/**
 * Makes a one-time code for an approved member. Only what checks a proof of it is stored.
 * @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED where the member is not active, LIMIT_EXCEEDED, REQUEST_INVALID
 *   where its keys are of another algorithm
 */
export async function issueEnrolment(
  deps: Deps,
  actor: Actor,
  id: string,
  { hours, alg }: EnrolmentTerms,
): Promise<{ readonly change: Change; readonly code: EnrolmentCode; readonly row: Omit<EnrolmentRow, 'version'> }> {
  const now = deps.clock();
  const member = await requireActive(deps, id, 'enrol');
  if (isExpired(member.row, now)) throw inState('enrol', { ...member.row, state: 'suspended' });
  const other = keysInForce(member, now).find((key) => key.alg !== alg);
  if (other !== undefined) {
    const message = `cannot enrol ${id} with ${alg}: its key ${other.kid} is of ${other.alg}, revoke it first`;
    throw new SelatError('REQUEST_INVALID', message, { id, alg, kid: other.kid });
  }
  const open = (await deps.reader.listEnrolments(id)).filter((row) => enrolmentState(row, now) === 'open');
  if (open.length >= MAX_OPEN) {
    const message = `cannot enrol ${id}: ${open.length} codes are open, revoke one`;
    throw new SelatError('LIMIT_EXCEEDED', message, { id, open: String(open.length) });
  }
  const code = newEnrolmentCode(deps.random);
  const row = {
    number: code.number,
    participant: id,
    verifier: enrolmentVerifier(code).toString('hex'),
    alg,
    officer: actor.id,
    created_ms: now,
    expires_ms: now + hours * HOUR_MS,
    state: 'open' as const,
    failures: 0,
    kid: null,
    token_hash: null,
  };
  const rows = [{ table: 'enrolment', expectedVersion: 0, row }] as const;
  return { code, row, change: { officer: actor.id, leaves: [localLeaf('issue-enrolment', id)], rows } };
}

/** Makes a code useless, and the token of a redeemed one. @throws SelatError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED */
export async function revokeEnrolment({ reader }: Deps, actor: Actor, number: string): Promise<Change> {
  const row = await reader.findEnrolment(number);
  if (row === undefined) {
    throw new SelatError('DOCUMENT_UNKNOWN', `cannot revoke enrolment ${number}: there is none`, { number });
  }
  if (row.state === 'revoked') {
    throw new SelatError('DOCUMENT_CHANGED', `cannot revoke enrolment ${number}: it is revoked`, { number });
  }
  return {
    officer: actor.id,
    leaves: [localLeaf('revoke-enrolment', row.participant)],
    rows: [writeOf(row, { state: 'revoked' })],
  };
}

function writeOf({ version, ...columns }: EnrolmentRow, change: Partial<EnrolmentRow>): RowWrite {
  const { version: _unchanged, ...changed } = change;
  return { table: 'enrolment', expectedVersion: version, row: { ...columns, ...changed } };
}

/** What a member sends to redeem a code. */
export interface RedemptionInput {
  readonly number: string;
  readonly key: { readonly alg: Algorithm; readonly raw: Buffer };
  /** SHA-256 of the token that the member will call with, hex. */
  readonly tokenHash: DigestHex;
  /** Of the code, over `enrolmentTranscript`. */
  readonly proof: Buffer;
  /** By the key, over the same. */
  readonly possession: Buffer;
}

/** What came of a redemption: the change to make, and the error to tell once it is made. */
export interface Redemption {
  readonly change: Change;
  readonly refused?: SelatError;
}

/** Stands for the verifier of a code that does not exist, so that asking for one takes as long. */
const NO_VERIFIER = Buffer.alloc(32);

/**
 * Redeems a code: the member's key enters its record, the token becomes valid. The same redemption again changes nothing.
 * A wrong proof is counted, and five lock the code; what is wrong with a code is never said. [IDN-25]
 */
export async function redeemEnrolment(deps: Deps, input: RedemptionInput): Promise<Redemption> {
  const row = await deps.reader.findEnrolment(input.number);
  const key = parsePublicKey(input.key.alg, input.key.raw);
  const fingerprint = `sha256:${deps.self.descriptorDigest}`;
  const transcript = enrolmentTranscript({ number: input.number, fingerprint, key, tokenHash: input.tokenHash });
  const verifier = row === undefined ? NO_VERIFIER : Buffer.from(row.verifier, 'hex');
  const isProven = isEnrolmentProof(verifier, transcript, input.proof);
  if (row === undefined) return { change: {}, refused: refused() };
  if (isProven && isRepeated(row, key, input)) return { change: {} };
  if (enrolmentState(row, deps.clock()) !== 'open') return { change: {}, refused: refused() };
  if (!isProven) return { change: failed(row), refused: refused() };
  if (!(await verifySignature(key, transcript, input.possession))) {
    throw new SelatError('SIGNATURE_INVALID', `cannot enrol: the signature of key ${kidOf(key)} does not verify`, {
      kid: kidOf(key),
    });
  }
  return { change: await enter(deps, row, key, input.tokenHash) };
}

function isRepeated(row: EnrolmentRow, key: PublicKey, { tokenHash }: RedemptionInput): boolean {
  return row.state === 'redeemed' && row.kid === kidOf(key) && row.token_hash === tokenHash;
}

function failed(row: EnrolmentRow): Change {
  const failures = row.failures + 1;
  const state = failures >= MAX_FAILURES ? 'locked' : row.state;
  return { leaves: [localLeaf('refuse-enrolment', row.participant)], rows: [writeOf(row, { failures, state })] };
}

function refused(): SelatError {
  const message = 'cannot enrol: the code is wrong, used, locked, revoked or expired, or is for another fingerprint';
  return new SelatError('ENROLMENT_REFUSED', message);
}

async function enter(deps: Deps, row: EnrolmentRow, key: PublicKey, tokenHash: DigestHex): Promise<Change> {
  const { participant, alg } = row;
  if (key.alg !== alg) {
    const message = `cannot enrol ${participant}: the key is of ${key.alg}, the officer asked for ${alg}`;
    throw new SelatError('REQUEST_INVALID', message, { id: participant, alg: key.alg, wanted: alg });
  }
  const member = await requireActive(deps, participant, 'enrol');
  const change = await issueRecord(deps, row.officer, member.row, contentWithKey(member, key, deps.clock()));
  const redeemed = writeOf(row, { state: 'redeemed', kid: kidOf(key), token_hash: tokenHash });
  return { ...change, rows: [...(change.rows ?? []), redeemed] };
}
