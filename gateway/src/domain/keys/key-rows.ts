/** The rows of keys that follow from descriptors and revocations, the same for own keys and those of peers. */
import type { ExchangeDescriptor, Instant, KeyRevocation, RegisteredKey } from '@selat/sdk/model';
import { newKeyRows } from '../agreement/pin-peer.js';
import type { RowWrite } from '../change.js';
import type { Reader } from '../ports.js';
import type { KeyRow } from '../rows.js';

/** Rows for all keys of a descriptor that follows `before`: the exchange's own, and those of its authorities. */
export async function descriptorRows(
  reader: Reader,
  { id, head, keys, authorities }: ExchangeDescriptor,
  before?: ExchangeDescriptor,
): Promise<readonly RowWrite[]> {
  const stated = new Map<string, readonly RegisteredKey[]>([[id, keys]]);
  for (const authority of before?.authorities ?? []) stated.set(authority.id, []);
  for (const authority of authorities) stated.set(authority.id, authority.keys);
  const rows: RowWrite[] = [];
  for (const [owner, own] of stated) {
    rows.push(...(await newKeyRows(reader, owner, head.env, own)), ...(await knownKeyRows(reader, owner, own)));
  }
  return rows;
}

/**
 * What a descriptor says anew of known keys: other times, or nothing any more. A key that it no longer lists signs nothing
 * new; what it signed stays valid. A key that was revoked or left does not come back. [IDN-3] [IDN-6]
 */
async function knownKeyRows(
  reader: Reader,
  owner: string,
  stated: readonly RegisteredKey[],
): Promise<readonly RowWrite[]> {
  const byKid = new Map(stated.map((key) => [key.kid, key]));
  const active = (await reader.listKeys(owner)).filter(({ status }) => status === 'active');
  return active.flatMap((row): RowWrite[] => {
    const key = byKid.get(row.kid);
    const next =
      key === undefined
        ? { ...row, status: 'retired' as const }
        : { ...row, not_before_ms: key.notBefore ?? null, not_after_ms: key.notAfter ?? null };
    const isSame =
      next.status === row.status && next.not_before_ms === row.not_before_ms && next.not_after_ms === row.not_after_ms;
    return isSame ? [] : [replaced(next)];
  });
}

/** A second revocation may say that the key was lost earlier, never that it was lost later. */
export function revokedRow(key: KeyRow, { compromisedSince }: KeyRevocation, now: Instant): RowWrite {
  return replaced({
    ...key,
    status: 'revoked',
    revoked_at_ms: key.revoked_at_ms ?? now,
    compromised_since_ms: earlier(compromisedSince ?? null, key.compromised_since_ms),
  });
}

function replaced({ version, ...row }: KeyRow): RowWrite {
  return { table: 'key', expectedVersion: version, row };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
