/** Ed25519 (RFC 8032) on node:crypto; work runs in libuv's pool. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ED25519_DER, parsePkcs8Secret, toPkcs8Der, toSpki } from './der.js';
import type { AlgorithmRow, KeyHandle } from './row.js';

const NO_PREFIX = Buffer.alloc(0);
const FIELD_PRIME = 2n ** 255n - 19n;

/** y of the points of order 1, 2, 4 and 8: under such a key one signature fits many messages. */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  FIELD_PRIME - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]);

/** Whether the bytes are the one encoding of a point that is not of small order. */
export function isSoundPoint(raw: Uint8Array): boolean {
  const bigEndian = Buffer.from(raw).reverse();
  bigEndian[0] = (bigEndian[0] ?? 0) & 0x7f;
  const y = BigInt(`0x${bigEndian.toString('hex')}`);
  return y < FIELD_PRIME && !SMALL_ORDER_Y.has(y);
}

function importSecret(secret: Uint8Array): { readonly key: KeyObject; readonly raw: Buffer } {
  const der = toPkcs8Der(ED25519_DER, secret, NO_PREFIX);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { key, raw: Buffer.from(spki.subarray(ED25519_DER.spkiPrefix.length)) };
}

export const ED25519: AlgorithmRow = {
  rawLength: 32,
  signatureLength: 64,
  seedLength: 32,
  der: ED25519_DER,
  kty: 'OKP',
  crv: 'Ed25519',
  importPublic(raw): KeyHandle | undefined {
    if (!isSoundPoint(raw)) return undefined;
    const key = createPublicKey({ key: toSpki(ED25519_DER, raw), format: 'der', type: 'spki' });
    return { key, prefix: NO_PREFIX };
  },
  importPrivate(pkcs8) {
    const { key, raw } = importSecret(parsePkcs8Secret(ED25519_DER, pkcs8));
    return { handle: { key, prefix: NO_PREFIX }, raw };
  },
  generate: (seed) => toPkcs8Der(ED25519_DER, seed, NO_PREFIX),
  sign: ({ key }, input) =>
    new Promise((resolve, reject) => {
      sign(null, input, key, (error, signature) => (error ? reject(error) : resolve(signature)));
    }),
  verify: ({ key }, input, signature) =>
    new Promise((resolve, reject) => {
      verify(null, input, key, signature, (error, isGood) => (error ? reject(error) : resolve(isGood)));
    }),
};
