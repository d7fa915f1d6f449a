import { SelatError } from '../errors/index.js';
import type { Algorithm } from './algorithms.js';
import type { Instant } from './time-and-random.js';

/** Every purpose of a key, in the order of registry `key-purpose`, whose codes are the same words in capitals. */
export const KEY_PURPOSES = [
  'identity',
  'document',
  'receipt',
  'log',
  'witness',
  'mirror',
  'token',
  'status',
  'tls',
] as const;

/** What a key signs. One key has one purpose. [IDN-4] */
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** Reads a code of registry `key-purpose`, such as `document`. @throws SelatError CODE_UNKNOWN */
export function parseKeyPurpose(code: string): KeyPurpose {
  const purpose = KEY_PURPOSES.find((known) => known === code);
  if (purpose !== undefined) return purpose;
  const shown = code.slice(0, 64);
  const message = `cannot use key: its purpose ${JSON.stringify(shown)} is not in registry key-purpose`;
  throw new SelatError('CODE_UNKNOWN', message, { registry: 'key-purpose', code: shown });
}

/**
 * One registered key: what a signed descriptor or participant record says of it, and what became of it since.
 * One key has one purpose, one environment and one algorithm. [IDN-4]
 */
export interface KeyRecord {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** Party id whose signature the key makes. */
  readonly owner: string;
  readonly purpose: KeyPurpose;
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
