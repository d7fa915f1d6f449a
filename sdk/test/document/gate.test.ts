import { type Expectation, gate, signDocument, signingInput, toBase64url } from '@selat/sdk/document';
import type { Reason } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import {
  changeHeader,
  exchangeKeys,
  forgeSignature,
  grantWithdrawal,
  ISSUED_AT,
  listingWithdrawal,
  MY,
  NOON,
  refusal,
  SZDEX,
  signAs,
  signedWithdrawal,
  signersOf,
  verification,
} from './builders.js';

const here: Expectation = { env: 'SANDBOX', receiver: MY, now: NOON };
const refused = (doc: Parameters<typeof gate>[0], reason: Reason, over: Partial<Expectation> = {}) =>
  expect(() => gate(doc, { ...here, ...over })).toThrow(refusal(reason));
const iat = Math.floor(ISSUED_AT / 1000);
const szdex = exchangeKeys(SZDEX);
const my = exchangeKeys(MY);
const TYPE = 'selat.v1.ListingWithdrawal';

describe('DOC-1: a document that is in order passes the gate', () => {
  it('gives message, head, positions and both digests', async () => {
    const doc = await signedWithdrawal();
    const gated = gate(doc, here);
    expect(gated).toMatchObject({ type: TYPE, form: 'complete', message: listingWithdrawal() });
    expect(gated.head).toMatchObject({ issuer: SZDEX, issuedAt: ISSUED_AT, audience: [MY] });
    expect(gated.positions.map(({ index, id, role, alg }) => [index, id, role, alg])).toEqual([
      [0, SZDEX, 'issuer', 'Ed25519'],
      [1, SZDEX, 'issuer', 'SGD_SM3_SM2'],
    ]);
    const [first] = doc.signatures;
    const input = signingInput(first?.protected ?? Buffer.alloc(0), toBase64url(doc.payload));
    expect(gated.positions[0]?.signingInput.equals(input)).toBe(true);
    expect(gated.documentDigest).toHaveLength(32);
    expect(gated.submissionDigest).toHaveLength(32);
  });
});

describe('DOC-2: the type is one of the published documents', () => {
  it.each(['', 'Listing', 'selat.v1.Nothing', 'selat.v1.DocumentHead', 'constructor'])('refuses %j', async (type) => {
    refused({ ...(await signedWithdrawal()), type }, 'DOCUMENT_TYPE_UNKNOWN');
  });

  it('refuses the bytes of one type under the name of another with the same shape', async () => {
    refused({ ...(await signedWithdrawal()), type: 'selat.v1.ListingSuspension' }, 'HEADER_MISMATCH');
  });
});

describe('DOC-10: bytes that decoders accept but no encoder writes are refused before anything reads them', () => {
  it.each([
    ['an unknown field', '7801'],
    ['a tag of field 0', '00'],
    ['a repeated singular field', '2a0161'],
    ['a truncated field', '3a05'],
  ])('%s', async (_what, hex) => {
    const doc = await signedWithdrawal();
    refused({ ...doc, payload: Buffer.concat([doc.payload, Buffer.from(hex, 'hex')]) }, 'DOCUMENT_NOT_CANONICAL');
  });
});

describe('DOC-12: a document has a largest size', () => {
  it('refuses one byte more', async () => {
    refused({ ...(await signedWithdrawal()), payload: Buffer.alloc(262_145) }, 'DOCUMENT_TOO_LARGE');
  });
});

describe('DOC-5: headers are read strictly, though the signature over them is good', () => {
  it.each([
    ['crit', { crit: ['b64'] }],
    ['b64', { b64: true }],
    ['jwk', { jwk: {} }],
    ['an unknown algorithm', { alg: 'none' }],
  ])('refuses %s', async (_what, change) => {
    refused(await changeHeader(await signedWithdrawal(), 1, change), 'HEADER_MALFORMED');
  });

  it('refuses a header with a space in it', async () => {
    const doc = await signedWithdrawal();
    const [signer] = szdex.signers;
    if (signer === undefined) throw new Error('no signer');
    const spaced = String(doc.signatures[0]?.protected).replace(',', ', ');
    refused(
      { ...doc, signatures: doc.signatures.with(0, await forgeSignature(doc, spaced, signer)) },
      'HEADER_MALFORMED',
    );
  });
});

describe('DOC-6: each header says what type and head say', () => {
  it.each([
    ['typ', { typ: 'selat.v1.Listing' }],
    ['iat, one second late', { iat: iat + 1 }],
    ['iat, one second early', { iat: iat - 1 }],
    ['iss', { iss: MY }],
    ['a role that is not listed', { role: 'acceptor' }],
    ['an alg that is not listed', { alg: 'ES256' }],
  ])('refuses another %s', async (_what, change) => {
    refused(await changeHeader(await signedWithdrawal(), 1, change), 'HEADER_MISMATCH');
  });

  it('refuses an exchange that signs for another issuer', async () => {
    const { payload } = await signedWithdrawal();
    refused(await signAs(TYPE, payload, signersOf(my, 'issuer')), 'HEADER_MISMATCH');
  });
});

describe('DOC-7: every header lists the same signers', () => {
  it('refuses a shorter list in one header', async () => {
    const change = { signers: [`${SZDEX}#issuer#SGD_SM3_SM2`] };
    refused(await changeHeader(await signedWithdrawal(), 1, change), 'SIGNERS_MISMATCH');
  });

  it('refuses another order in one header', async () => {
    const change = { signers: [`${SZDEX}#issuer#SGD_SM3_SM2`, `${SZDEX}#issuer#Ed25519`] };
    refused(await changeHeader(await signedWithdrawal(), 1, change), 'SIGNERS_MISMATCH');
  });
});

describe('DOC-14: documents of one environment never count in the other', () => {
  it('refuses', async () => {
    refused(await signedWithdrawal({ env: 'LIVE' }), 'ENVIRONMENT_MISMATCH');
    refused(await signedWithdrawal(), 'ENVIRONMENT_MISMATCH', { env: 'LIVE' });
  });
});

describe('DOC-15: a receiver outside a stated audience refuses', () => {
  it('compares the receiver, and lets the home of the issuer read its own', async () => {
    const doc = await signedWithdrawal();
    refused(doc, 'AUDIENCE_MISMATCH', { receiver: 'third.example' });
    expect(gate(doc, { ...here, receiver: SZDEX }).form).toBe('complete');
    expect(gate(doc, { env: 'SANDBOX', now: NOON }).form).toBe('complete');
    const open = await signedWithdrawal({ audience: [] });
    expect(gate(open, { ...here, receiver: 'third.example' }).form).toBe('complete');
  });
});

describe('DOC-16: a document may be at most 60 s ahead of the receiver', () => {
  it('takes 60,000 ms and defers one more', async () => {
    const doc = await signedWithdrawal();
    expect(gate(doc, { ...here, now: ISSUED_AT - 60_000 }).form).toBe('complete');
    refused(doc, 'CLOCK_SKEW', { now: ISSUED_AT - 60_001 });
  });

  it('looks at the time of every signer', async () => {
    const signers = [
      ...signersOf(szdex, 'issuer'),
      ...signersOf(exchangeKeys(`${SZDEX}/p/lab`), 'consumer', iat + 100),
    ];
    const doc = await signDocument({ type: 'selat.v1.GrantWithdrawal', message: grantWithdrawal(), signers });
    refused(doc, 'CLOCK_SKEW', { now: ISSUED_AT });
    expect(gate(doc, { ...verification(), now: (iat + 40) * 1000 }).form).toBe('complete');
  });
});
