import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import { type Instant, type KeyRecord, type KeyResolver, verifySignature } from '../keys/index.js';
import { gate } from './gate.js';
import type { Expectation, Gated, Position } from './gated.js';

/** One verified signature and the registered key that made it. */
export interface VerifiedPosition extends Position {
  readonly key: KeyRecord;
}

/** A document whose every signature verifies with a registered key in force. */
export interface VerifiedDocument<M = unknown> extends Gated<M> {
  readonly positions: readonly VerifiedPosition[];
}

/** What a document is verified against. */
export interface Verification extends Expectation {
  readonly keys: KeyResolver;
  /** Log time of the act, for one that was logged before; absent = it is new, and `now` counts. [IDN-6] */
  readonly loggedAt?: Instant;
}

function checkRegistration(type: string, position: Position, key: KeyRecord, env: string): void {
  const { id, kid, alg, keyPurpose } = position;
  if (key.alg === alg && key.purpose === keyPurpose && key.env === env) return;
  const wrong = [
    { what: 'alg', registered: key.alg, needed: alg },
    { what: 'purpose', registered: key.purpose, needed: keyPurpose },
    { what: 'env', registered: key.env, needed: env },
  ].find(({ registered, needed }) => registered !== needed);
  if (wrong === undefined) return;
  const { what, registered, needed } = wrong;
  const message = `cannot accept ${type}: key ${kid} of ${id} is registered with ${what} ${registered}, it needs ${needed}`;
  throw new SelatError('KEY_PURPOSE', message, { type, id, kid, what, registered, needed });
}

/** Why the key does not count for a signature made at second `iat` and logged at `at`; undefined where it counts. */
function outOfForce(key: KeyRecord, iat: number, { loggedAt, now }: Verification): string | undefined {
  const at = loggedAt ?? now;
  if (key.status === 'retired' && loggedAt === undefined) return 'retired';
  if (key.status === 'revoked') {
    const end = Math.min(key.compromisedSince ?? Number.POSITIVE_INFINITY, key.revokedAt ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(end) || at >= end) return 'revoked';
  }
  if (key.notBefore !== undefined && iat * 1000 + 999 < key.notBefore) return 'not yet in force';
  if (key.notAfter !== undefined && iat * 1000 >= key.notAfter) return 'no longer in force';
  return undefined;
}

/** The key that was found for a position, once it is known to count. */
function checkKey(type: string, position: Position, key: KeyRecord | undefined, against: Verification): KeyRecord {
  const { id, kid, iat } = position;
  if (key === undefined) {
    const message = `cannot accept ${type}: ${id} has no registered key ${kid}`;
    throw new SelatError('KEY_UNKNOWN', message, { type, id, kid });
  }
  checkRegistration(type, position, key, against.env);
  const why = outOfForce(key, iat, against);
  if (why !== undefined) {
    throw new SelatError('KEY_REVOKED', `cannot accept ${type}: key ${kid} of ${id} is ${why}`, { type, id, kid, why });
  }
  return key;
}

/**
 * Verifies every signature of a gated document, in parallel. The algorithm is the registered key's.
 *
 * A revoked key counts only for an act whose log time (`loggedAt`, else `now`) lies before both its `compromisedSince`
 * and its `revokedAt`; where neither is known it counts for nothing. A retired key counts only for acts logged before.
 *
 * @throws SelatError KEY_UNKNOWN [IDN-5]; KEY_PURPOSE: another purpose, environment or algorithm [IDN-4]; KEY_REVOKED
 * [IDN-6]; SIGNATURE_INVALID [DOC-4]; the first position that fails decides
 */
export async function verifyGated<M>(gated: Gated<M>, against: Verification): Promise<VerifiedDocument<M>> {
  const { type } = gated;
  const positions: VerifiedPosition[] = [];
  for (const position of gated.positions) {
    const found = against.keys.findKey(position.id, position.kid);
    // Most resolvers answer at once, and a document should not wait its turn for nothing.
    const key = found instanceof Promise ? await found : found;
    positions.push({ ...position, key: checkKey(type, position, key, against) });
  }
  const results = await Promise.all(
    positions.map(({ key, signingInput, signature }) => verifySignature(key, signingInput, signature)),
  );
  const bad = positions[results.indexOf(false)];
  if (bad !== undefined) {
    const { id, kid, alg } = bad;
    const message = `cannot accept ${type}: the ${alg} signature of ${id} does not verify with key ${kid}`;
    throw new SelatError('SIGNATURE_INVALID', message, { type, id, kid, alg });
  }
  return { ...gated, positions };
}

/** Gate, then every signature. @throws SelatError every reason of `gate` and of `verifyGated` */
export async function verifyDocument<M = unknown>(
  doc: SignedDocument,
  against: Verification,
): Promise<VerifiedDocument<M>> {
  return verifyGated(gate<M>(doc, against), against);
}
