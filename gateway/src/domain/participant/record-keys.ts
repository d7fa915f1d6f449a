import { parseKeyPurpose } from '@selat/sdk/keys';
import type { Instant, ParticipantRecord, RevokedKey } from '@selat/sdk/model';
import type { RowWrite } from '../change.js';
import type { Reader } from '../ports.js';
import type { KeyRow } from '../rows.js';

/**
 * Rows that make the keys of a participant those of its newest record: new ones are added, the interval of a known one is
 * set anew, one that the record no longer lists is retired, one that it names as revoked is revoked for good. [IDN-22]
 * @param now log time of the record
 */
export async function recordKeyRows(
  reader: Reader,
  record: ParticipantRecord,
  now: Instant,
): Promise<readonly RowWrite[]> {
  const known = new Map((await reader.listKeys(record.id)).map((row) => [row.kid, row]));
  const listed = record.keys.map((key): Omit<KeyRow, 'version'> => {
    const { kid, alg, raw, notBefore, notAfter } = key;
    const interval = { not_before_ms: notBefore ?? null, not_after_ms: notAfter ?? null };
    const fresh = { revoked_at_ms: null, compromised_since_ms: null, status: 'active' as const };
    const purpose = parseKeyPurpose(key.purpose);
    return { ...fresh, ...interval, kid, owner: record.id, purpose, alg, raw, env: record.head.env };
  });
  const listedKids = new Set(listed.map(({ kid }) => kid));
  const revoked = new Map(record.revokedKeys.map((key) => [key.kid, key]));
  const gone = [...known.values()].filter(({ kid }) => !listedKids.has(kid));
  return [
    ...listed.flatMap((row) => toWrite(known.get(row.kid), row)),
    ...gone.flatMap((row) => toWrite(row, ended(row, revoked.get(row.kid), now))),
  ];
}

/** Nothing where nothing changes, and nothing for a revoked key: it stays revoked whatever a later record lists. */
function toWrite(known: KeyRow | undefined, row: Omit<KeyRow, 'version'>): RowWrite[] {
  if (known === undefined) return [{ table: 'key', expectedVersion: 0, row }];
  const { version, ...before } = known;
  const isSame =
    before.status === row.status &&
    before.not_before_ms === row.not_before_ms &&
    before.not_after_ms === row.not_after_ms &&
    before.compromised_since_ms === row.compromised_since_ms;
  if (isSame || (before.status === 'revoked' && row.status !== 'revoked')) return [];
  return [{ table: 'key', expectedVersion: version, row: { ...row, purpose: before.purpose } }];
}

function ended(known: KeyRow, revocation: RevokedKey | undefined, now: Instant): Omit<KeyRow, 'version'> {
  const { version: _version, ...columns } = known;
  if (revocation === undefined) return { ...columns, status: known.status === 'revoked' ? 'revoked' : 'retired' };
  const since = [known.compromised_since_ms, revocation.compromisedSince ?? null].filter((at) => at !== null);
  return {
    ...columns,
    status: 'revoked',
    revoked_at_ms: known.revoked_at_ms ?? now,
    compromised_since_ms: since.length === 0 ? null : Math.min(...since),
  };
}
