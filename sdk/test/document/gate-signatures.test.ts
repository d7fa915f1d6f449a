import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type Expectation, gate, signDocument } from '@selat/sdk/document';
import type { Reason } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import {
  exchangeKeys,
  grantWithdrawal,
  MY,
  NOON,
  offeredAgreement,
  refusal,
  SZDEX,
  signAs,
  signedWithdrawal,
  signersOf,
} from './builders.js';

const here: Expectation = { env: 'SANDBOX', receiver: MY, now: NOON };
const refused = (doc: SignedDocument, reason: Reason) => expect(() => gate(doc, here)).toThrow(refusal(reason));
const szdex = exchangeKeys(SZDEX);
const my = exchangeKeys(MY);
const TYPE = 'selat.v1.ListingWithdrawal';

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
