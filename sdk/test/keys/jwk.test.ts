import { ALGORITHM_NAMES, keySet, kidOf, parseJwk, parsePublicKey, toJwk } from '@selat/sdk/keys';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { seededKey } from './key-fixtures.js';

const malformed = expect.objectContaining({ reason: 'KEY_MALFORMED' });

describe('IDN-4: kid is the RFC 7638 thumbprint', () => {
  it('gives the thumbprint of RFC 8037, A.3', () => {
    const key = parseJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
    expect(kidOf(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it.each(ALGORITHM_NAMES)('agrees with jose for %s', async (alg) => {
    const jwk = toJwk(seededKey(alg, 'thumbprint').publicKey);
    expect(jwk.kid).toHaveLength(43);
    expect(await calculateJwkThumbprint({ ...jwk })).toBe(jwk.kid);
  });
});

describe('IDN-4: a public key and its JWK are one to one', () => {
  it.each(ALGORITHM_NAMES)('reads back the JWK of a %s key', (alg) => {
    const { publicKey } = seededKey(alg, 'jwk');
    expect(parseJwk(JSON.parse(JSON.stringify(toJwk(publicKey))))).toEqual(publicKey);
  });

  const good = toJwk(seededKey('ES256', 'jwk').publicKey);
  it.each([
    ['no object', 'text'],
    ['null', null],
    ['a private key', { ...good, d: good.x }],
    ['an unknown curve', { ...good, crv: 'P-384' }],
    ['another alg', { ...good, alg: 'SGD_SM3_SM2' }],
    ['another kid', { ...good, kid: good.kid.replace(/.$/, '') }],
    ['padding', { ...good, x: `${good.x}=` }],
    ['spaces', { ...good, x: ` ${good.x}` }],
    ['no y', { ...good, y: undefined }],
    ['swapped coordinates', { ...good, x: good.y, y: good.x, kid: undefined }],
    ['a y on an OKP key', { ...toJwk(seededKey('Ed25519', 'jwk').publicKey), y: good.y }],
  ])('refuses %s', (_what, jwk) => {
    expect(() => parseJwk(jwk)).toThrow(malformed);
  });

  it('refuses a key of an unknown algorithm', () => {
    expect(() => parsePublicKey('RS256', Buffer.alloc(32))).toThrow(malformed);
  });
});

describe('IDN-5: a key is found by owner and kid together', () => {
  const { kid, publicKey } = seededKey('Ed25519', 'owner');
  const record = {
    ...publicKey,
    kid,
    owner: 'szdex.example',
    purpose: 'document',
    env: 'SANDBOX',
    status: 'active',
  } as const;

  it('finds the record of its owner, and nothing under another', async () => {
    const keys = keySet([record]);
    expect(await keys.findKey('szdex.example', kid)).toEqual(record);
    expect(await keys.findKey('my.example', kid)).toBeUndefined();
    expect(await keys.findKey('szdex.example', `${kid}x`)).toBeUndefined();
  });
});
