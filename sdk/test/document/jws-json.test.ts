import { parseJwsJson, parseJwsText, toJwsJson } from '@selat/sdk/document';
import { describe, expect, it } from 'vitest';
import { readVectors } from '../keys/key-fixtures.js';
import { changeHeader, offeredAgreement, refusal, signedWithdrawal } from './builders.js';

const jws = toJwsJson(await signedWithdrawal());
const [first, second] = jws.signatures;
const text = JSON.stringify(jws);

describe('DOC-17: a document and its General JWS JSON hold the same bytes', () => {
  it('returns every document unchanged', async () => {
    for (const doc of [await signedWithdrawal(), await offeredAgreement()]) {
      expect(parseJwsJson(toJwsJson(doc))).toEqual(doc);
      expect(parseJwsText(JSON.stringify(toJwsJson(doc), undefined, 2))).toEqual(doc);
      expect(toJwsJson(parseJwsJson(toJwsJson(doc)))).toEqual(toJwsJson(doc));
    }
  });

  it('cannot be written where a header says another type', async () => {
    const doc = await changeHeader(await signedWithdrawal(), 1, { typ: 'selat.v1.Listing' });
    expect(() => toJwsJson(doc)).toThrow(refusal('JWS_MALFORMED'));
    expect(() => toJwsJson({ ...doc, signatures: [] })).toThrow(refusal('JWS_MALFORMED'));
  });

  it.each([
    ['an unprotected header', { ...jws, signatures: [{ ...first, header: { kid: 'other' } }, second] }],
    ['an empty unprotected header', { ...jws, signatures: [{ ...first, header: {} }, second] }],
    ['the flattened form', { payload: jws.payload, ...first }],
    ['another member', { ...jws, type: 'selat.v1.ListingWithdrawal' }],
    ['no payload', { signatures: jws.signatures }],
    ['a payload of bytes', { ...jws, payload: [1, 2] }],
    ['no signatures', { ...jws, signatures: [] }],
    ['17 signatures', { ...jws, signatures: Array(17).fill(first) }],
    ['a signature that is null', { ...jws, signatures: [null] }],
    ['a signature without protected', { ...jws, signatures: [{ signature: first?.signature }] }],
    ['a list', [jws]],
    ['the compact form', `${first?.protected}.${jws.payload}.${first?.signature}`],
  ])('refuses %s', (_what, value) => {
    expect(() => parseJwsJson(value)).toThrow(refusal('JWS_MALFORMED'));
  });

  it.each([
    ['padding', { ...jws, payload: `${jws.payload}=` }],
    ['a space', { ...jws, payload: ` ${jws.payload}` }],
    ['a line break', { ...jws, signatures: [{ ...first, signature: `${first?.signature}\n` }] }],
    ['spare bits', { ...jws, signatures: [{ ...first, signature: `${first?.signature.slice(0, -1)}_` }] }],
  ])('refuses base64url with %s', (_what, value) => {
    expect(() => parseJwsJson(value)).toThrow(refusal('BASE64URL_MALFORMED'));
  });

  it('refuses two headers of different types', async () => {
    const other = toJwsJson(await offeredAgreement()).signatures[0];
    expect(() => parseJwsJson({ ...jws, signatures: [first, other] })).toThrow(refusal('JWS_MALFORMED'));
  });

  it.each([
    ['payload twice', text.replace('{', '{"payload":"YQ",')],
    ['signatures twice', text.replace('{', '{"signatures":[],')],
    ['a signature member twice', text.replace('{"protected"', '{"signature":"","protected"')],
    ['a proto member', text.replace('{', '{"__proto__":{},')],
    ['a comment after it', `${text}//`],
    ['no JSON', 'payload'],
  ])('refuses a text with %s', (_what, changed) => {
    expect(() => parseJwsText(changed)).toThrow(refusal('JWS_MALFORMED'));
  });

  it('refuses the crit and b64 examples of the RFCs', (context) => {
    type Vectors = Record<
      'rfc7797_4_2' | 'go_jose_286',
      { jws: { payload?: string; protected: string; header?: object; signature: string } }
    >;
    const vectors = readVectors<Vectors>('rfc/jose_rfc_examples.json');
    if (vectors === undefined) return context.skip('../shared/vectors/rfc is absent');
    for (const { jws: example } of [vectors.rfc7797_4_2, vectors.go_jose_286]) {
      const { payload = 'JC4wMg', ...signature } = example;
      expect(() => parseJwsJson({ payload, signatures: [signature] })).toThrow(
        refusal(signature.header === undefined ? 'HEADER_MALFORMED' : 'JWS_MALFORMED'),
      );
    }
  });
});
