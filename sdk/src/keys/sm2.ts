/**
 * SM2 with SM3 (GB/T 32918.2, GM/T 0125) on node:crypto.
 *
 * node's one-shot `sign('sm3', ...)` hashes ZA of an empty signer id, and a key straight from `generateKeyPairSync`
 * signs like ECDSA. So ZA is computed here and given as the start of the message to `createSign('sm3')`, which then
 * yields SM3(ZA || message), and every key is imported from DER. That path has no asynchronous form in node: about
 * 0.2 ms of the calling thread per operation.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey, createSign, createVerify } from 'node:crypto';
import { parseDerSignature, parsePkcs8Secret, SM2_DER, toDerSignature, toPkcs8Der, toSpki } from './der.js';
import type { AlgorithmRow } from './row.js';
import { isInRange, SM2_ORDER, secretFromSeed } from './scalar.js';

/** Default signer id of GM/T 0009. */
export const SM2_SIGNER_ID = '1234567812345678';

/** a || b || xG || yG of sm2p256v1, GB/T 32918.5. */
const CURVE = Buffer.from(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  'hex',
);

/** ZA = SM3(ENTL || ID || a || b || xG || yG || xA || yA), ENTL = length of ID in bits, 2 bytes. */
export function signerDigest(raw: Uint8Array): Buffer {
  const id = Buffer.from(SM2_SIGNER_ID, 'ascii');
  const entl = Buffer.alloc(2);
  entl.writeUInt16BE(id.length * 8);
  return createHash('sm3').update(entl).update(id).update(CURVE).update(raw.subarray(1)).digest();
}

function publicOf(secret: Uint8Array): Buffer {
  const curve = createECDH('SM2');
  curve.setPrivateKey(secret);
  return curve.getPublicKey();
}

export const SGD_SM3_SM2: AlgorithmRow = {
  rawLength: 65,
  signatureLength: 64,
  seedLength: 48,
  der: SM2_DER,
  kty: 'EC',
  crv: 'SM2',
  importPublic(raw) {
    const key = createPublicKey({ key: toSpki(SM2_DER, raw), format: 'der', type: 'spki' });
    return { key, prefix: signerDigest(raw) };
  },
  importPrivate(pkcs8) {
    const raw = publicOf(parsePkcs8Secret(SM2_DER, pkcs8));
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    return { handle: { key, prefix: signerDigest(raw) }, raw };
  },
  generate(seed) {
    const secret = secretFromSeed(seed, SM2_ORDER);
    return toPkcs8Der(SM2_DER, secret, publicOf(secret));
  },
  async sign({ key, prefix }, input) {
    return parseDerSignature(createSign('sm3').update(prefix).update(input).sign(key));
  },
  async verify({ key, prefix }, input, signature) {
    if (!isInRange(signature, SM2_ORDER)) return false;
    return createVerify('sm3').update(prefix).update(input).verify(key, toDerSignature(signature));
  },
};
