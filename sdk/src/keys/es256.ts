/** ES256 (RFC 7518, 3.4) on node:crypto, with low S: of the two valid forms (r, s) and (r, n-s) only the smaller counts. */
import { createECDH, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { P256_DER, parsePkcs8Secret, toPkcs8Der, toSpki } from './der.js';
import type { AlgorithmRow } from './row.js';
import { isInRange, P256_ORDER, secretFromSeed, toScalar, toScalarBytes } from './scalar.js';

const NO_PREFIX = Buffer.alloc(0);
const HALF_ORDER = P256_ORDER / 2n;
const dsaEncoding = 'ieee-p1363';

/** Whether s is at most half the order. */
export function isLowS(signature: Uint8Array): boolean {
  return toScalar(signature.subarray(32, 64)) <= HALF_ORDER;
}

/** Replaces s by n - s where s is the larger. */
export function toLowS(signature: Buffer): Buffer {
  if (isLowS(signature)) return signature;
  const s = toScalar(signature.subarray(32, 64));
  return Buffer.concat([signature.subarray(0, 32), toScalarBytes(P256_ORDER - s)]);
}

function publicOf(secret: Uint8Array): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  return curve.getPublicKey();
}

export const ES256: AlgorithmRow = {
  rawLength: 65,
  signatureLength: 64,
  seedLength: 48,
  der: P256_DER,
  kty: 'EC',
  crv: 'P-256',
  importPublic(raw) {
    const key = createPublicKey({ key: toSpki(P256_DER, raw), format: 'der', type: 'spki' });
    return { key, prefix: NO_PREFIX };
  },
  importPrivate(pkcs8) {
    const raw = publicOf(parsePkcs8Secret(P256_DER, pkcs8));
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    return { handle: { key, prefix: NO_PREFIX }, raw };
  },
  generate(seed) {
    const secret = secretFromSeed(seed, P256_ORDER);
    return toPkcs8Der(P256_DER, secret, publicOf(secret));
  },
  sign: ({ key }, input) =>
    new Promise((resolve, reject) => {
      sign('sha256', input, { key, dsaEncoding }, (error, raw) => (error ? reject(error) : resolve(toLowS(raw))));
    }),
  verify({ key }, input, signature) {
    if (!isInRange(signature, P256_ORDER) || !isLowS(signature)) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      verify('sha256', input, { key, dsaEncoding }, signature, (error, isGood) =>
        error ? reject(error) : resolve(isGood),
      );
    });
  },
};
