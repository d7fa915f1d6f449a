import { createHash } from 'node:crypto';
import { SelatError } from '../errors/index.js';
import { ALGORITHMS, type Algorithm, parseAlgorithm } from './algorithms.js';
import type { KeyHandle } from './row.js';

/** A public key in its raw form: Ed25519 32 bytes; ES256 and SGD_SM3_SM2 65 bytes, 0x04 || x || y. */
export interface PublicKey {
  readonly alg: Algorithm;
  readonly raw: Buffer;
}

/** Imported keys kept ready; a hub with 60 peers and their participants stays below it. */
const MAX_IMPORTED = 4096;
const imported = new Map<string, KeyHandle>();

function importKey(key: PublicKey): KeyHandle {
  const row = ALGORITHMS[key.alg];
  let handle: KeyHandle | undefined;
  let cause: unknown;
  if (key.raw.length === row.rawLength && (row.kty === 'OKP' || key.raw[0] === 0x04)) {
    try {
      handle = row.importPublic(key.raw);
    } catch (error) {
      cause = error;
    }
  }
  if (handle !== undefined) return handle;
  const facts = { alg: key.alg, rawBytes: String(key.raw.length) };
  const message = `cannot import ${key.alg} key: its ${key.raw.length} raw bytes are no sound point of the curve`;
  throw new SelatError('KEY_MALFORMED', message, facts, { cause });
}

/** Returns node's handle of the key, imported once. @throws SelatError KEY_MALFORMED */
function handleOf(key: PublicKey): KeyHandle {
  const name = `${key.alg}:${key.raw.toString('latin1')}`;
  const known = imported.get(name);
  if (known !== undefined) return known;
  const handle = importKey(key);
  if (imported.size >= MAX_IMPORTED) {
    const oldest = imported.keys().next();
    if (!oldest.done) imported.delete(oldest.value);
  }
  imported.set(name, handle);
  return handle;
}

/**
 * Returns the key after checking that its bytes are a sound point of the algorithm's curve.
 * @throws SelatError KEY_MALFORMED
 */
export function parsePublicKey(alg: string, raw: Uint8Array): PublicKey {
  const key = { alg: parseAlgorithm(alg), raw: Buffer.from(raw) };
  handleOf(key);
  return key;
}

/**
 * Whether `signature` is the key's over the message `input`. A signature of another length, out of range or (ES256)
 * with high S is not.
 * Ed25519 and ES256 run in libuv's pool, so calls made together use all its threads; SM2 has no such path in node and
 * takes about 0.2 ms of the calling thread.
 * @throws SelatError KEY_MALFORMED
 */
export async function verifySignature(key: PublicKey, input: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const row = ALGORITHMS[key.alg];
  const handle = handleOf(key);
  if (signature.length !== row.signatureLength) return false;
  return row.verify(handle, input, Buffer.from(signature.buffer, signature.byteOffset, signature.length));
}

/** Required members of the JWK in the order of RFC 7638, 3.2: the thumbprint is over exactly this JSON text. */
export function thumbprintMembers(key: PublicKey): Record<string, string> {
  const { kty, crv } = ALGORITHMS[key.alg];
  if (kty === 'OKP') return { crv, kty, x: key.raw.toString('base64url') };
  const x = key.raw.subarray(1, 33).toString('base64url');
  return { crv, kty, x, y: key.raw.subarray(33).toString('base64url') };
}

/** RFC 7638 thumbprint with SHA-256, base64url, 43 characters; SM2 uses `crv: SM2`, `kty: EC`. [IDN-4] */
export function kidOf(key: PublicKey): string {
  return createHash('sha256')
    .update(JSON.stringify(thumbprintMembers(key)))
    .digest('base64url');
}
