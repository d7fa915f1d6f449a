import type * as wire from '@selat/proto/selat/v1/identity.js';
import { type Algorithm, kidOf, parsePublicKey } from '../keys/index.js';
import { findRepeated, given, present, requireField, toInstant } from './narrow.js';
import type { Instant } from './scalars.js';

/** One key that a descriptor, authority or participant record registers. [IDN-4] */
export interface RegisteredKey {
  /** RFC 7638 thumbprint, computed from the key itself. */
  readonly kid: string;
  /** Code of registry `key-purpose`. */
  readonly purpose: string;
  readonly alg: Algorithm;
  /** Raw public key, see `PublicKey`. */
  readonly raw: Buffer;
  /** First instant at which the key signs; absent = from the document's time. */
  readonly notBefore?: Instant;
  /** First instant at which the key no longer signs new documents; absent = open. */
  readonly notAfter?: Instant;
}

function parseRegisteredKey(message: wire.DescriptorKey, type: string, path: string): RegisteredKey {
  const wireKey = present(message.key, type, `${path}.key`);
  const key = parsePublicKey(wireKey.alg, wireKey.raw);
  const notBefore = toInstant(message.notBeforeMs);
  const notAfter = toInstant(message.notAfterMs);
  const ordered = notAfter === undefined || (notBefore ?? 0) < notAfter;
  requireField(ordered, type, `${path}.not_after_ms`, 'is not after not_before_ms');
  return { kid: kidOf(key), purpose: message.purpose, alg: key.alg, raw: key.raw, ...given({ notBefore, notAfter }) };
}

/**
 * Narrows a list of keys in which no key stands twice: one key has one purpose. [IDN-4]
 * @throws SelatError DOCUMENT_FIELD_INVALID, KEY_MALFORMED
 */
export function parseRegisteredKeys(
  messages: readonly wire.DescriptorKey[],
  type: string,
  path: string,
): readonly RegisteredKey[] {
  const keys = messages.map((message, index) => parseRegisteredKey(message, type, `${path}[${index}]`));
  const repeated = findRepeated(keys.map((key) => key.kid));
  requireField(repeated === undefined, type, path, `hold key ${repeated} twice: one key has one purpose`);
  return keys;
}
