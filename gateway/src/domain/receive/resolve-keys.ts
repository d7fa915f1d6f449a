import { type KeyRecord, type KeyResolver, parseAlgorithm } from '@selat/sdk/keys';
import type { Reader } from '../ports.js';
import type { KeyRow } from '../rows.js';

/** Narrows a stored key. */
export function toKeyRecord(row: KeyRow): KeyRecord {
  const { kid, owner, purpose, env, status } = row;
  return {
    kid,
    owner,
    purpose,
    env,
    status,
    alg: parseAlgorithm(row.alg),
    raw: Buffer.from(row.raw),
    ...(row.not_before_ms === null ? {} : { notBefore: row.not_before_ms }),
    ...(row.not_after_ms === null ? {} : { notAfter: row.not_after_ms }),
    ...(row.revoked_at_ms === null ? {} : { revokedAt: row.revoked_at_ms }),
    ...(row.compromised_since_ms === null ? {} : { compromisedSince: row.compromised_since_ms }),
  };
}

/** Finds the registered keys of exchanges, participants and authorities in the store. */
export function keyResolver(reader: Reader): KeyResolver {
  return {
    findKey: async (owner, kid) => {
      const row = await reader.findKey(owner, kid);
      return row === undefined ? undefined : toKeyRecord(row);
    },
  };
}
