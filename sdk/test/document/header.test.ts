import { parseBase64url, parseHeader, toHeaderBytes } from '@selat/sdk/document';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeKeys, refusal, SZDEX } from './builders.js';

const [key] = exchangeKeys(SZDEX).signers;
const HEADER = {
  alg: 'Ed25519',
  iat: 1_779_249_600,
  iss: SZDEX,
  kid: key?.kid ?? '',
  role: 'issuer',
  signers: [`${SZDEX}#issuer#Ed25519`],
  typ: 'selat.v1.Listing',
} as const;
const TEXT = JSON.stringify(HEADER);
const parse = (text: string) => parseHeader(Buffer.from(text, 'utf8'));
const withMember = (member: Record<string, unknown>) => {
  const members = Object.entries({ ...HEADER, ...member }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(members));
};

describe('DOC-5: a protected header is the RFC 8785 bytes of exactly seven members', () => {
  it('reads what it writes', () => {
    expect(toHeaderBytes(HEADER).toString()).toBe(TEXT);
    expect(parse(TEXT)).toEqual(HEADER);
  });

  it('reads a header that differs from a known one in its second as if it were the first', () => {
    parse(TEXT);
    const at = (iat: string) => TEXT.replace(String(HEADER.iat), iat);
    for (const iat of [0, 7, 1_779_249_601, 9_007_199_254_740]) {
      expect(parse(at(String(iat)))).toEqual({ ...HEADER, iat });
    }
    for (const iat of ['', '01', '00', '-1', '+1', '1.0', '1e3', ' 1', '1 ', '"1"', '9007199254741', '1,"iat":1']) {
      expect(() => parse(at(iat)), iat).toThrow(refusal('HEADER_MALFORMED'));
    }
  });

  it('gives no caller a list of signers that it can change for others', () => {
    expect(Object.isFrozen(parse(TEXT).signers)).toBe(true);
  });

  it.each([
    ['crit', ['b64']],
    ['b64', false],
    ['jwk', { kty: 'OKP', crv: 'Ed25519', x: 'x' }],
    ['jku', 'https://evil.example/jwks'],
    ['x5u', 'https://evil.example/cert'],
    ['x5c', []],
    ['zip', 'DEF'],
    ['cty', 'json'],
    ['nonce', ''],
    ['__proto__x', 1],
  ])('refuses member %s', (name, value) => {
    expect(() => parse(withMember({ [name]: value }))).toThrow(refusal('HEADER_MALFORMED'));
  });

  it.each(Object.keys(HEADER))('refuses a header without %s', (name) => {
    expect(() => parse(withMember({ [name]: undefined }))).toThrow(refusal('HEADER_MALFORMED'));
  });

  it.each([
    ['a space', TEXT.replace(',', ', ')],
    ['a newline at the end', `${TEXT}\n`],
    ['a byte order mark', `\uFEFF${TEXT}`],
    ['another order of members', JSON.stringify(Object.fromEntries(Object.entries(HEADER).reverse()))],
    ['a member twice', TEXT.replace('{', '{"alg":"ES256",')],
    ['an escaped letter', TEXT.replace('issuer"', '\\u0069ssuer"')],
    ['an escaped slash', TEXT.replace(`"iss":"${SZDEX}"`, `"iss":"${SZDEX}\\/p\\/a"`)],
    ['iat as 1e9', TEXT.replace('1779249600', '1e9')],
    ['iat with a fraction', TEXT.replace('1779249600', '1779249600.0')],
    ['a list around it', `[${TEXT}]`],
    ['no object', '"text"'],
    ['null', 'null'],
    ['half of it', TEXT.slice(0, 50)],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(() => parse(text)).toThrow(refusal('HEADER_MALFORMED'));
  });

  it.each([
    ['alg none', { alg: 'none' }],
    ['the older name EdDSA', { alg: 'EdDSA' }],
    ['an alg of the object prototype', { alg: 'constructor' }],
    ['iat as text', { iat: '1779249600' }],
    ['a negative iat', { iat: -1 }],
    ['an iat whose milliseconds are no exact number', { iat: 9_007_199_254_741 }],
    ['an upper-case id', { iss: 'SZDEX.example' }],
    ['an id with a final dot', { iss: 'szdex.example.' }],
    ['an id of a listing', { iss: `${SZDEX}/l/air` }],
    ['a short kid', { kid: HEADER.kid.slice(1) }],
    ['a kid with spare bits', { kid: `${HEADER.kid.slice(0, 42)}B` }],
    ['an empty role', { role: '' }],
    ['a typ that is no message name', { typ: 'Listing' }],
    ['no signers', { signers: [] }],
    ['17 signers', { signers: Array(17).fill(HEADER.signers[0]) }],
    ['signers as text', { signers: HEADER.signers[0] }],
    ['a number in signers', { signers: [1] }],
    ['an entry without alg', { signers: [`${SZDEX}#issuer`] }],
    ['an entry with an unknown alg', { signers: [`${SZDEX}#issuer#RS256`] }],
    ['an entry with four parts', { signers: [`${SZDEX}#issuer#Ed25519#`] }],
  ])('refuses %s', (_what, member) => {
    expect(() => parse(withMember(member))).toThrow(refusal('HEADER_MALFORMED'));
  });

  it('takes 16 signers, and refuses more than 4,096 bytes', () => {
    expect(parse(withMember({ signers: Array(16).fill(HEADER.signers[0]) })).signers).toHaveLength(16);
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example#issuer#Ed25519`;
    expect(() => parse(withMember({ signers: Array(16).fill(long) }))).toThrow('the limit is 4096');
  });

  it('refuses every header with one flipped bit, or reads another header from it', () => {
    const bytes = Buffer.from(TEXT);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        expect(toHeaderBytes(parseHeader(flipped)).equals(flipped)).toBe(true);
      } catch (error) {
        expect(error).toEqual(refusal('HEADER_MALFORMED'));
      }
    }
  });
});

describe('DOC-5: base64url has one form', () => {
  it('reads back every encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(parseBase64url(text, 'payload').equals(bytes)).toBe(true);
      }),
    );
  });

  it.each([
    ['padding', 'YQ=='],
    ['a space', 'YW Jj'],
    ['a line break', 'YWJj\n'],
    ['spare bits', 'YR'],
    ['a single character', 'Y'],
    ['the plain alphabet', '-_+/'],
    ['another character', 'YWJj!'],
  ])('refuses %s', (_what, text) => {
    expect(() => parseBase64url(text, 'payload')).toThrow(refusal('BASE64URL_MALFORMED'));
  });
});
