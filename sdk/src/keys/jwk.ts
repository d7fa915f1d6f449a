import { SelatError } from '../errors/index.js';
import { ALGORITHM_NAMES, ALGORITHMS, type Algorithm } from './algorithms.js';
import { kidOf, type PublicKey, parsePublicKey, thumbprintMembers } from './public-key.js';

/** Public JWK of one signing key, RFC 7517; SM2 as `kty: EC`, `crv: SM2`. */
export interface Jwk {
  readonly kty: 'OKP' | 'EC';
  readonly crv: 'Ed25519' | 'P-256' | 'SM2';
  readonly x: string;
  /** Absent for Ed25519. */
  readonly y?: string;
  readonly alg: Algorithm;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
}

export function toJwk(key: PublicKey): Jwk {
  const { kty, crv } = ALGORITHMS[key.alg];
  const { x = '', y } = thumbprintMembers(key);
  const point = y === undefined ? { x } : { x, y };
  return { kty, crv, ...point, alg: key.alg, kid: kidOf(key) };
}

function malformed(why: string): SelatError {
  return new SelatError('KEY_MALFORMED', `cannot read JWK: ${why}`, { why });
}

function coordinate(members: ReadonlyMap<string, unknown>, name: string): Buffer {
  const text = members.get(name);
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
  if (bytes.length !== 32 || bytes.toString('base64url') !== text) {
    throw malformed(`${name} is not 32 bytes in base64url without padding`);
  }
  return bytes;
}

/**
 * Reads a public JWK. `kty` and `crv` choose the algorithm; `alg` and `kid` may be absent but must fit; other members
 * are ignored (RFC 7517, 4), except the private `d`, which must never be where public keys are read.
 * @throws SelatError KEY_MALFORMED
 */
export function parseJwk(value: unknown): PublicKey {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('it is no JSON object');
  const members = new Map<string, unknown>(Object.entries(value));
  if (members.has('d')) throw malformed('it holds a private key');
  const alg = ALGORITHM_NAMES.find((name) => {
    const row = ALGORITHMS[name];
    return row.kty === members.get('kty') && row.crv === members.get('crv');
  });
  if (alg === undefined) throw malformed('kty and crv name no known algorithm');
  if (members.has('alg') && members.get('alg') !== alg) throw malformed(`its curve belongs to ${alg}, alg differs`);
  if (ALGORITHMS[alg].kty === 'OKP' && members.has('y')) throw malformed('an OKP key has no y');
  const x = coordinate(members, 'x');
  const raw = ALGORITHMS[alg].kty === 'OKP' ? x : Buffer.concat([Buffer.of(4), x, coordinate(members, 'y')]);
  const key = parsePublicKey(alg, raw);
  if (members.has('kid') && members.get('kid') !== kidOf(key)) throw malformed('kid is not its RFC 7638 thumbprint');
  return key;
}
