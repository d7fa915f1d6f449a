import type { Algorithm } from './algorithms.js';
import type { Instant } from './time-and-random.js';

/**
 * One registered key: what a signed descriptor or participant record says of it, and what became of it since.
 * One key has one purpose, one environment and one algorithm. [IDN-4]
 */
export interface KeyRecord {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** Party id whose signature the key makes. */
  readonly owner: string;
  /** Code of registry `key-purpose`: identity, document, receipt, log, witness ... */
  readonly purpose: string;
  readonly alg: Algorithm;
  /** Raw public key, see `PublicKey`. */
  readonly raw: Buffer;
  /** `SANDBOX` or `LIVE`. */
  readonly env: string;
  /** A retired key is no longer signed with; what it signed stays valid. A revoked key signs nothing new. [IDN-6] */
  readonly status: 'active' | 'retired' | 'revoked';
  /** From this log time on acts of a revoked key are contested and have no new effect; absent = none is contested. */
  readonly compromisedSince?: Instant;
  /** Log time of the revocation: earlier acts stand unless `compromisedSince` is earlier still; absent = nothing stands. */
  readonly revokedAt?: Instant;
  /** First instant at which the key signs; absent = always. */
  readonly notBefore?: Instant;
  /** First instant at which the key no longer signs new documents; absent = open. */
  readonly notAfter?: Instant;
}

/** Finds registered keys. An answer may come at once or later. */
export interface KeyResolver {
  findKey(owner: string, kid: string): Promise<KeyRecord | undefined> | KeyRecord | undefined;
}

/** A resolver over records in memory; of two records for one owner and kid the last counts. */
export function keySet(records: Iterable<KeyRecord>): KeyResolver {
  const byName = new Map<string, KeyRecord>();
  for (const record of records) byName.set(`${record.owner}#${record.kid}`, record);
  return { findKey: (owner, kid) => byName.get(`${owner}#${kid}`) };
}
