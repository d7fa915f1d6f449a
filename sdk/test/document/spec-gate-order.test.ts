import { gate, MAX_CLOCK_SKEW_MS } from '@selat/sdk/document';
import { REASONS } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import { changeHeader, ISSUED_AT, MY, NOON, offeredAgreement, refusal, signedWithdrawal } from './builders.js';
import { SPEC, table } from './spec-page.js';

describe('DOC-20: the first check that fails names the reason', () => {
  const steps = table('The gate', 4).filter(([step = '']) => /^\d+$/.test(step));

  it('is a numbered table whose reasons serve the requirements that it names', () => {
    expect(steps.map(([step]) => Number(step))).toEqual(steps.map((_, at) => at + 1));
    const wrong = steps.filter(([, , reasons = '', requirements = '']) => {
      const demanded = reasons
        .split(', ')
        .map((reason) => Object.entries(REASONS).find(([name]) => name === reason)?.[1]);
      return demanded.map((row) => row?.requirement).join(', ') !== requirements;
    });
    expect(wrong).toEqual([]);
    expect(SPEC).toContain(`${MAX_CLOCK_SKEW_MS.toLocaleString('en-US')} ms after`);
  });

  const here = { env: 'SANDBOX', receiver: MY, now: NOON };
  const refused = (doc: Parameters<typeof gate>[0], reason: Parameters<typeof refusal>[0], over = {}) =>
    expect(() => gate(doc, { ...here, ...over })).toThrow(refusal(reason));

  it('puts the payload before the signatures', async () => {
    const doc = await signedWithdrawal();
    const payload = Buffer.concat([doc.payload, Buffer.from('7801', 'hex')]);
    refused({ ...doc, payload, signatures: [] }, 'DOCUMENT_NOT_CANONICAL');
    refused({ ...doc, type: 'selat.v1.Nothing', payload }, 'DOCUMENT_TYPE_UNKNOWN');
  });

  it('puts each header before what relates them', async () => {
    const doc = await changeHeader(await signedWithdrawal(), 1, { crit: ['b64'], typ: 'selat.v1.Listing' });
    refused(doc, 'HEADER_MALFORMED');
    const other = await changeHeader(await signedWithdrawal(), 1, { signers: [], typ: 'selat.v1.Listing' });
    refused(other, 'HEADER_MALFORMED');
    const late = await changeHeader(await signedWithdrawal(), 1, { iat: 0, typ: 'selat.v1.Listing' });
    refused(late, 'HEADER_MISMATCH');
  });

  it('puts stripped signatures before place, place before time', async () => {
    const doc = await signedWithdrawal();
    const elsewhere = { env: 'LIVE', receiver: 'third.example', now: ISSUED_AT - 60_001 };
    refused({ ...doc, signatures: doc.signatures.slice(0, 1) }, 'SIGNATURE_STRIPPED', elsewhere);
    refused(doc, 'ENVIRONMENT_MISMATCH', elsewhere);
    refused(doc, 'AUDIENCE_MISMATCH', { ...elsewhere, env: 'SANDBOX' });
    refused(doc, 'CLOCK_SKEW', { now: elsewhere.now });
  });

  it('puts repeated keys before order, and both before what is missing', async () => {
    const doc = await offeredAgreement();
    const [first, second] = doc.signatures;
    if (first === undefined || second === undefined) throw new Error('the offer has two signatures');
    refused({ ...doc, signatures: [second, first, first] }, 'SIGNATURE_REPEATED');
    refused({ ...doc, signatures: [second, first] }, 'SIGNATURE_ORDER');
    refused({ ...doc, signatures: [second] }, 'SIGNATURE_STRIPPED');
  });
});
