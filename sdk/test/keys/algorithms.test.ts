import { createHash, createSign, createVerify, sign as signOneShot } from 'node:crypto';
import {
  ALGORITHM_NAMES,
  type Algorithm,
  generatePrivateKey,
  kidOf,
  localSigner,
  parsePkcs8,
  parsePublicKey,
  signerDigest,
  verifySignature,
} from '@selat/sdk/keys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDerSignature, toDerSignature } from '../../src/keys/der.js';
import { isLowS, toLowS } from '../../src/keys/es256.js';
import { P256_ORDER, SM2_ORDER, toScalar, toScalarBytes } from '../../src/keys/scalar.js';
import { readVectors, seededKey, seededRandom } from './key-fixtures.js';

const MESSAGE = Buffer.from('message digest');
const refusedAs = (reason: string) => expect.objectContaining({ reason });

describe.each(ALGORITHM_NAMES)('IDN-4: %s signs and verifies 64-byte signatures over whole messages', (alg) => {
  const key = seededKey(alg, 'one');

  it('verifies its own signature and no other message, key or signature', async () => {
    const signature = await localSigner(key).sign(MESSAGE);
    expect(signature).toHaveLength(64);
    expect(await verifySignature(key.publicKey, MESSAGE, signature)).toBe(true);
    expect(await verifySignature(key.publicKey, Buffer.from('message Digest'), signature)).toBe(false);
    expect(await verifySignature(seededKey(alg, 'two').publicKey, MESSAGE, signature)).toBe(false);
    expect(await verifySignature(key.publicKey, MESSAGE, Buffer.alloc(64))).toBe(false);
    expect(await verifySignature(key.publicKey, MESSAGE, Buffer.alloc(64, 0xff))).toBe(false);
  });

  it('refuses a signature that is one byte short or long', async () => {
    const signature = await key.sign(MESSAGE);
    expect(await verifySignature(key.publicKey, MESSAGE, signature.subarray(0, 63))).toBe(false);
    expect(await verifySignature(key.publicKey, MESSAGE, Buffer.concat([signature, Buffer.of(0)]))).toBe(false);
  });

  it('refuses every signature with one flipped bit', async () => {
    const signature = await key.sign(MESSAGE);
    for (let bit = 0; bit < 512; bit += 7) {
      const flipped = Buffer.from(signature);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await verifySignature(key.publicKey, MESSAGE, flipped)).toBe(false);
    }
  });

  it('gives the same key for the same random bytes, and reads its PKCS#8 back', async () => {
    const again = generatePrivateKey(alg, seededRandom(`one/${alg}`));
    expect(again.toPkcs8().equals(key.toPkcs8())).toBe(true);
    const read = parsePkcs8(alg, key.toPkcs8());
    expect(read.kid).toBe(key.kid);
    expect(await verifySignature(key.publicKey, MESSAGE, await read.sign(MESSAGE))).toBe(true);
  });

  it('refuses PKCS#8 bytes that are cut, longer or of another algorithm', () => {
    const pkcs8 = key.toPkcs8();
    const other: Algorithm = alg === 'ES256' ? 'SGD_SM3_SM2' : 'ES256';
    expect(() => parsePkcs8(alg, pkcs8.subarray(1))).toThrow(refusedAs('KEY_MALFORMED'));
    expect(() => parsePkcs8(alg, Buffer.concat([pkcs8, Buffer.of(0)]))).toThrow(refusedAs('KEY_MALFORMED'));
    expect(() => parsePkcs8(other, pkcs8)).toThrow(refusedAs('KEY_MALFORMED'));
  });

  it('refuses a raw public key of another length or off the curve', () => {
    const { raw } = key.publicKey;
    expect(() => parsePublicKey(alg, raw.subarray(1))).toThrow(refusedAs('KEY_MALFORMED'));
    expect(() => parsePublicKey(alg, Buffer.alloc(raw.length, 0xff))).toThrow(refusedAs('KEY_MALFORMED'));
    if (alg === 'Ed25519') return;
    const offCurve = Buffer.from(raw);
    offCurve[64] = (offCurve[64] ?? 0) ^ 1;
    expect(() => parsePublicKey(alg, offCurve)).toThrow(refusedAs('KEY_MALFORMED'));
    const hybrid = Buffer.from(raw);
    hybrid[0] = 0x06 | ((raw[64] ?? 0) & 1);
    expect(() => parsePublicKey(alg, hybrid)).toThrow(refusedAs('KEY_MALFORMED'));
  });

  it('never shows its secret in JSON', () => {
    expect(JSON.parse(JSON.stringify(key))).toEqual({ alg, kid: kidOf(key.publicKey) });
  });
});

describe('IDN-4: a private key whose two halves differ is refused', () => {
  it.each<Algorithm>(['ES256', 'SGD_SM3_SM2'])('%s', (alg) => {
    const mixed = Buffer.concat([seededKey(alg, 'a').toPkcs8().subarray(0, -65), seededKey(alg, 'b').publicKey.raw]);
    expect(() => parsePkcs8(alg, mixed)).toThrow(refusedAs('KEY_MALFORMED'));
  });
});

describe('IDN-4: an Ed25519 key of small order is refused, because one signature would fit many messages', () => {
  const prime = 2n ** 255n - 19n;
  const eighth = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
  const bytes = (y: bigint) => toScalarBytes(y).reverse();
  it.each([0n, 1n, prime - 1n, prime, prime + 1n, eighth, prime - eighth])('y = %s', (y) => {
    const signed = bytes(y);
    signed[31] = (signed[31] ?? 0) | 0x80;
    expect(() => parsePublicKey('Ed25519', bytes(y))).toThrow(refusedAs('KEY_MALFORMED'));
    expect(() => parsePublicKey('Ed25519', signed)).toThrow(refusedAs('KEY_MALFORMED'));
  });
});

describe('DOC-4: ES256 accepts the low form of S only', () => {
  const key = seededKey('ES256', 'low');
  it('signs low S, and refuses the same signature as (r, n-s)', async () => {
    for (let i = 0; i < 16; i += 1) {
      const message = Buffer.from(`message ${i}`);
      const low = await key.sign(message);
      expect(isLowS(low)).toBe(true);
      const high = Buffer.concat([low.subarray(0, 32), toScalarBytes(P256_ORDER - toScalar(low.subarray(32)))]);
      expect(await verifySignature(key.publicKey, message, high)).toBe(false);
      expect(toLowS(high).equals(low)).toBe(true);
    }
  });
});

/** GB/T 32918.5-2017, Annex A.2. */
const STANDARD = {
  secret: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  raw:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  za: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  e: 'f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640',
  signature:
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};

describe('DOC-4: SM2 follows GB/T 32918.5', () => {
  const raw = Buffer.from(STANDARD.raw, 'hex');
  const key = parsePublicKey('SGD_SM3_SM2', raw);

  it('computes ZA and e of the example', () => {
    const za = signerDigest(raw);
    expect(za.toString('hex')).toBe(STANDARD.za);
    expect(createHash('sm3').update(za).update(MESSAGE).digest('hex')).toBe(STANDARD.e);
  });

  it('verifies the signature of the example, and signs with its key', async () => {
    expect(await verifySignature(key, MESSAGE, Buffer.from(STANDARD.signature, 'hex'))).toBe(true);
    const secret = toScalar(Buffer.from(STANDARD.secret, 'hex'));
    const seed = Buffer.concat([Buffer.alloc(16), toScalarBytes(secret - 1n)]);
    const own = generatePrivateKey('SGD_SM3_SM2', () => seed);
    expect(own.publicKey.raw.equals(raw)).toBe(true);
    expect(await verifySignature(key, MESSAGE, await own.sign(MESSAGE))).toBe(true);
  });

  it('refuses a signature over an empty signer id, as the one-shot call of node makes it', async () => {
    const own = seededKey('SGD_SM3_SM2', 'one-shot');
    const pem = { key: own.toPkcs8(), format: 'der', type: 'pkcs8' } as const;
    const oneShot = parseDerSignature(signOneShot('sm3', MESSAGE, pem));
    const withoutZa = parseDerSignature(createSign('sm3').update(MESSAGE).sign(pem));
    expect(await verifySignature(own.publicKey, MESSAGE, oneShot)).toBe(false);
    expect(await verifySignature(own.publicKey, MESSAGE, withoutZa)).toBe(false);
    const spki = {
      key: Buffer.concat([
        Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex'),
        own.publicKey.raw,
      ]),
      format: 'der',
      type: 'spki',
    } as const;
    const good = toDerSignature(await own.sign(MESSAGE));
    expect(createVerify('sm3').update(signerDigest(own.publicKey.raw)).update(MESSAGE).verify(spki, good)).toBe(true);
  });

  it('refuses r or s of 0 and of the order', async () => {
    const good = Buffer.from(STANDARD.signature, 'hex');
    for (const half of [Buffer.alloc(32), toScalarBytes(SM2_ORDER)]) {
      expect(await verifySignature(key, MESSAGE, Buffer.concat([half, good.subarray(32)]))).toBe(false);
      expect(await verifySignature(key, MESSAGE, Buffer.concat([good.subarray(0, 32), half]))).toBe(false);
    }
  });

  it('agrees with the vector file of the standard', async (context) => {
    const vector = readVectors<{ ZA: string; sig_raw_rs_hex: string; sig_der_hex: string }>(
      'sm2/gbt32918_5_annexA.json',
    );
    if (vector === undefined) return context.skip('../shared/vectors/sm2 is absent');
    expect(signerDigest(raw).toString('hex').toUpperCase()).toBe(vector.ZA);
    const signature = Buffer.from(vector.sig_raw_rs_hex, 'hex');
    expect(toDerSignature(signature).toString('hex').toUpperCase()).toBe(vector.sig_der_hex);
    expect(await verifySignature(key, MESSAGE, signature)).toBe(true);
  });
});

describe('DOC-4: DER and raw r||s are one to one', () => {
  it('returns every pair unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(33), (random, zeros) => {
        const raw = Buffer.from(random).fill(0, 0, Math.min(zeros, 32));
        expect(parseDerSignature(toDerSignature(raw)).equals(raw)).toBe(true);
      }),
    );
  });

  it.each([
    ['a padded integer', '30070202000102010' + '1'],
    ['a negative integer', '3006020180020101'],
    ['an empty integer', '30050200020101'],
    ['a long-form length', '308106020101020101'],
    ['bytes after the sequence', '300602010102010100'],
    ['bytes inside after s', '3007020101020101' + '00'],
    ['a missing s', '3003020101'],
    ['no sequence', '3106020101020101'],
    ['nothing', ''],
  ])('refuses %s', (_what, hex) => {
    expect(() => parseDerSignature(Buffer.from(hex, 'hex'))).toThrow(refusedAs('SIGNATURE_INVALID'));
  });
});
