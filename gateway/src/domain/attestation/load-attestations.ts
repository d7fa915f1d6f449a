/** Attestations as the pure rules read them. */
import { type AttesterRole, type KnownAttestation, newestOf } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { Attestation, DigestHex } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { RowWrite } from '../change.js';
import type { Reader } from '../ports.js';
import type { AttestationRow } from '../rows-attestation.js';

/** Subject under which the withdrawals of an attestation, and the grants that pin it, are filed. */
export function attestationSubject(digest: DigestHex): string {
  return `attestation:${digest}`;
}

/** The attestation of a row. */
export async function loadAttestation(reader: Reader, row: AttestationRow): Promise<KnownAttestation> {
  const stored = await reader.findDocument(row.digest);
  const attestation = stored === undefined ? undefined : parseStored(stored);
  if (attestation?.type !== 'selat.v1.Attestation') throw new Error(`attestation ${row.digest} is lost`);
  const { digest, role, withdrawn_ms: withdrawnAt } = row;
  const known = { digest, attestation, role: role as AttesterRole };
  return withdrawnAt === null ? known : { ...known, withdrawnAt };
}

/** Everything known about these ids and digests: products, listings, participants, revisions, requests, grants. */
export async function loadAttestationsAbout(
  reader: Reader,
  subjects: readonly string[],
): Promise<readonly KnownAttestation[]> {
  const rows = await reader.listAttestationsAbout(subjects);
  return Promise.all(rows.map((row) => loadAttestation(reader, row)));
}

/** Attestations about the subject of one, itself included. */
export async function loadBeside(reader: Reader, row: AttestationRow): Promise<readonly KnownAttestation[]> {
  const subject = row.subject_id === '' ? row.subject_digest : row.subject_id;
  return loadAttestationsAbout(reader, [subject]);
}

/** @throws SelatError ATTESTATION_UNKNOWN */
export async function requireAttestation(reader: Reader, digest: DigestHex): Promise<AttestationRow> {
  const row = await reader.findAttestation(digest);
  if (row !== undefined) return row;
  const facts = { attestation: `sha256:${digest}` };
  throw new SelatError(
    'ATTESTATION_UNKNOWN',
    `cannot use attestation ${facts.attestation}: it is not known here`,
    facts,
  );
}

/** What is known of a new attestation beside its document. */
export interface Arrival {
  readonly digest: DigestHex;
  readonly role: AttesterRole;
  readonly source: string;
  readonly reach: AttestationRow['reach'];
  readonly now: number;
}

/** Rows of a new attestation: its own, and those that it supersedes or that supersede it. [ATT-6] */
export async function attestationRows(
  reader: Reader,
  attestation: Attestation,
  { digest, role, source, reach, now }: Arrival,
): Promise<readonly RowWrite[]> {
  const { head, subject } = attestation;
  const about = subject.id ?? subject.digest ?? '';
  const rows = (await reader.listAttestationsAbout([about])).filter(
    (row) => row.issuer === head.issuer && row.reference === attestation.reference,
  );
  const known = await Promise.all(rows.map((row) => loadAttestation(reader, row)));
  const all = [...known, { digest, attestation, role }];
  const supersederOf = (one: KnownAttestation): DigestHex | null => {
    const newest = newestOf(one, all);
    return newest.digest === one.digest ? null : newest.digest;
  };
  const superseded_by = supersederOf({ digest, attestation, role });
  const row = { ...columnsOf(attestation), digest, role, source, reach, received_ms: now, superseded_by };
  const moved = known.flatMap((one, i): RowWrite[] => {
    const { version, ...columns } = rows[i] as AttestationRow;
    const by = supersederOf(one);
    if (by === columns.superseded_by) return [];
    return [{ table: 'attestation', expectedVersion: version, row: { ...columns, superseded_by: by } }];
  });
  return [{ table: 'attestation', expectedVersion: 0, row }, ...moved];
}

/** The columns that follow from the document, and those of one that just came. */
function columnsOf({ head, subject, expiresOn, instrument, regime, reference, status }: Attestation) {
  return {
    ...{ issuer: head.issuer, instrument, regime, reference, status },
    subject_kind: subject.kind,
    subject_id: subject.id ?? '',
    subject_digest: subject.digest ?? '',
    expires_on: expiresOn ?? null,
    issued_ms: head.issuedAt,
    withdrawn_ms: null,
    withdrawal_digest: null,
    lapsed_ms: null,
    counted_ms: null,
  };
}

/** Row of an attestation that is withdrawn: of two withdrawals the earlier end counts. [ATT-8] */
export function withdrawnRow(
  { version, ...columns }: AttestationRow,
  digest: DigestHex,
  effectiveAt: number | undefined,
  now: number,
): RowWrite {
  const end = Math.max(effectiveAt ?? now, now);
  const isFirst = columns.withdrawn_ms === null || end < columns.withdrawn_ms;
  const ended = isFirst ? { withdrawn_ms: end, withdrawal_digest: digest } : {};
  return { table: 'attestation', expectedVersion: version, row: { ...columns, ...ended } };
}
