/** Keys of the suite and signatures of anybody, on node:crypto; a second reading of docs/spec/documents.md, DOC-4. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { fromDerSignature, toDerSignature } from './der.js';

/** Algorithms that the protocol lists. */
export type Algorithm = 'Ed25519' | 'ES256' | 'SGD_SM3_SM2';

/** A public key as descriptors state it. */
export interface PublicKey {
  readonly alg: Algorithm;
  /** Ed25519: 32 bytes; others: 0x04 || x || y. */
  readonly raw: Buffer;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
}

/** A key pair of the suite. */
export interface SuiteKey extends PublicKey {
  /** Private key, PKCS#8 DER, not encrypted. */
  readonly pkcs8: Buffer;
  sign(input: Uint8Array): Buffer;
}

/** Bytes of a SubjectPublicKeyInfo before the raw key. */
const SPKI_PREFIX: Readonly<Record<Algorithm, string>> = {
  Ed25519: '302a300506032b6570032100',
  ES256: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  SGD_SM3_SM2: '3059301306072a8648ce3d020106082a811ccf5501822d034200',
};

/** ENTL || ID || a || b || xG || yG of GM/T 0009 and GB/T 32918.5, for signer id 1234567812345678. */
const SM2_CONSTANTS = Buffer.from(
  '008031323334353637383132333435363738' +
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  'hex',
);

function za(raw: Buffer): Buffer {
  return createHash('sm3').update(SM2_CONSTANTS).update(raw.subarray(1)).digest();
}

function importPublic(alg: Algorithm, raw: Buffer): KeyObject {
  return createPublicKey({
    key: Buffer.concat([Buffer.from(SPKI_PREFIX[alg], 'hex'), raw]),
    format: 'der',
    type: 'spki',
  });
}

/** Whether a text names an algorithm. */
export function isAlgorithm(text: string): text is Algorithm {
  return Object.hasOwn(SPKI_PREFIX, text);
}

/** The thumbprint of a public key. */
export function kidOf(alg: Algorithm, raw: Buffer): Promise<string> {
  if (alg === 'Ed25519') return calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') });
  const [x, y] = [raw.subarray(1, 33).toString('base64url'), raw.subarray(33).toString('base64url')];
  return calculateJwkThumbprint({ kty: 'EC', crv: alg === 'ES256' ? 'P-256' : 'SM2', x, y });
}

/** Half the order of P-256: ES256 signatures have an s of at most that. */
const P256_HALF = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** r || s with the other s: n - s, which verifies as well. */
export function otherS(signature: Buffer): Buffer {
  const s = P256_ORDER - BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
}

function withLowS(signature: Buffer): Buffer {
  return BigInt(`0x${signature.subarray(32).toString('hex')}`) > P256_HALF ? otherS(signature) : signature;
}

/** Makes a key usable. SM2 keys work only after an export and import: straight from the generator they sign like ECDSA. */
export async function importKey(alg: Algorithm, pkcs8: Buffer): Promise<SuiteKey> {
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const raw = spki.subarray(alg === 'Ed25519' ? -32 : -65);
  const signBytes = (input: Uint8Array): Buffer => {
    if (alg === 'Ed25519') return sign(null, input, privateKey);
    if (alg === 'ES256') return withLowS(sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    return fromDerSignature(createSign('sm3').update(za(raw)).update(input).sign(privateKey));
  };
  return { alg, raw, kid: await kidOf(alg, raw), pkcs8, sign: signBytes };
}

const CURVES = { ES256: 'P-256', SGD_SM3_SM2: 'SM2' } as const;

/** Makes a key pair. */
export function generateKey(alg: Algorithm): Promise<SuiteKey> {
  const pair =
    alg === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: CURVES[alg] });
  return importKey(alg, pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
}

/** Whether a signature of 64 bytes is one over the input. */
export function isSignature({ alg, raw }: PublicKey, input: Uint8Array, signature: Buffer): boolean {
  if (signature.length !== 64) return false;
  const key = importPublic(alg, raw);
  if (alg === 'Ed25519') return verify(null, input, key, signature);
  if (alg === 'ES256') return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature);
  return createVerify('sm3').update(za(raw)).update(input).verify(key, toDerSignature(signature));
}
