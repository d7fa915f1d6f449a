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
  offeredAgreement,
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

describe('DOC-8: a stripped, reordered or repeated signature is refused', () => {
  it('refuses a document without signatures', async () => {
    refused({ ...(await signedWithdrawal()), signatures: [] }, 'SIGNATURE_STRIPPED');
  });

  it.each([0, 1])('refuses it without signature %i, and says which is missing', async (at) => {
    const doc = await signedWithdrawal();
    const stripped = { ...doc, signatures: doc.signatures.toSpliced(at, 1) };
    refused(stripped, 'SIGNATURE_STRIPPED');
    expect(() => gate(stripped, here)).toThrow(`signatures are missing at ${at} (${SZDEX}`);
  });

  it('refuses signatures in another order', async () => {
    const doc = await signedWithdrawal();
    refused({ ...doc, signatures: doc.signatures.toReversed() }, 'SIGNATURE_ORDER');
  });

  it('refuses a signature twice, also in place of another', async () => {
    const { signatures, ...doc } = await signedWithdrawal();
    const [first, second] = signatures;
    if (first === undefined || second === undefined) throw new Error('two signatures expected');
    refused({ ...doc, signatures: [first, first, second] }, 'SIGNATURE_REPEATED');
    refused({ ...doc, signatures: [first, first] }, 'SIGNATURE_REPEATED');
  });

  it('refuses 17 signatures', async () => {
    const { signatures, ...doc } = await signedWithdrawal();
    refused({ ...doc, signatures: Array(17).fill(signatures[0]) }, 'DOCUMENT_MALFORMED');
  });

  it('refuses a signature of 63 bytes', async () => {
    const doc = await signedWithdrawal();
    const cut = doc.signatures.map((own) => ({ ...own, signature: own.signature.subarray(1) }));
    refused({ ...doc, signatures: cut }, 'SIGNATURE_INVALID');
  });

  it('wants another key for each of two equal entries', async () => {
    const { payload } = await signedWithdrawal();
    const [one, two, three] = signersOf(exchangeKeys(SZDEX, ['Ed25519', 'Ed25519', 'Ed25519']), 'issuer');
    if (one === undefined || two === undefined || three === undefined) throw new Error('three signers expected');
    expect(gate(await signAs(TYPE, payload, [one, two]), here).positions.map(({ index }) => index)).toEqual([0, 1]);
    refused(await signAs(TYPE, payload, [one, one]), 'SIGNATURE_REPEATED');
    const entries = Array<string>(2).fill(`${SZDEX}#issuer#Ed25519`);
    refused(await signAs(TYPE, payload, [one], entries), 'SIGNATURE_STRIPPED');
    refused(await signAs(TYPE, payload, [one, two, three], entries), 'SIGNATURE_ORDER');
  });
});

describe('DOC-8: only some types may be offered with the issuing side alone', () => {
  it('takes the whole issuing side and none of the other', async () => {
    const gated = gate(await offeredAgreement(), here);
    expect(gated.form).toBe('offered');
    expect(gated.signers).toHaveLength(3);
    expect(gated.positions.map(({ isIssuing }) => isIssuing)).toEqual([true, true]);
  });

  it.each([0, 1])('refuses an offer without issuing signature %i', async (at) => {
    const doc = await offeredAgreement();
    refused({ ...doc, signatures: doc.signatures.toSpliced(at, 1) }, 'SIGNATURE_STRIPPED');
  });
});

describe('DOC-9: the type says which roles sign, in which order, held by whom', () => {
  const withdrawal = 'selat.v1.GrantWithdrawal';
  const consumer = exchangeKeys(`${SZDEX}/p/lab`);
  const issuer = signersOf(szdex, 'issuer');
  const message = grantWithdrawal();

  it('takes an optional role, or does without', async () => {
    const both = await signDocument({
      type: withdrawal,
      message,
      signers: [...issuer, ...signersOf(consumer, 'consumer')],
    });
    expect(gate(both, here).positions.map(({ role }) => role)).toEqual(['issuer', 'issuer', 'consumer']);
    expect(gate(await signDocument({ type: withdrawal, message, signers: issuer }), here).form).toBe('complete');
  });

  it.each([
    ['a role of another type', [...issuer, ...signersOf(my, 'acceptor')]],
    ['a role before its turn', [...signersOf(consumer, 'consumer'), ...issuer]],
    ['no issuer', signersOf(consumer, 'consumer')],
    ['a consumer that is an exchange', [...issuer, ...signersOf(my, 'consumer')]],
    ['one party in two roles', [...issuer, ...signersOf(szdex, 'consumer')]],
    ['two parties in one role', [...issuer, ...signersOf(my, 'issuer')]],
    ['an issuer that is a participant', signersOf(consumer, 'issuer')],
  ])('refuses %s', async (_what, by) => {
    const { payload } = await signDocument({ type: withdrawal, message, signers: issuer });
    refused(await signAs(withdrawal, payload, by), 'SIGNER_NOT_ALLOWED');
    await expect(signDocument({ type: withdrawal, message, signers: by })).rejects.toEqual(
      refusal('SIGNER_NOT_ALLOWED'),
    );
  });

  it('refuses an agreement whose signers list leaves out the acceptor', async () => {
    const { payload } = await offeredAgreement();
    refused(await signAs('selat.v1.PeerAgreement', payload, issuer), 'SIGNER_NOT_ALLOWED');
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
