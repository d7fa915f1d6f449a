import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { countersign, parseJwsText, toJwsJson, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeKeys, MY, NOON, offeredAgreement, signedWithdrawal, verification } from './builders.js';

const withdrawal = await signedWithdrawal();
const iat = Math.floor(NOON / 1000);
const agreement = await countersign(await offeredAgreement(), {
  id: MY,
  role: 'acceptor',
  signers: exchangeKeys(MY).signers,
  iat,
});

/** Anything but a typed refusal is a bug: the answer is the reason, or undefined where the document verified. */
async function reasonOf(doc: SignedDocument): Promise<string | undefined> {
  try {
    await verifyDocument(doc, verification());
    return undefined;
  } catch (error) {
    if (error instanceof SelatError) return error.reason;
    throw error;
  }
}

function flip(bytes: Buffer, bit: number): Buffer {
  const at = bit % (bytes.length * 8);
  const flipped = Buffer.from(bytes);
  flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
  return flipped;
}

const document = fc.constantFrom(withdrawal, agreement);
const bit = fc.nat(1_000_000);
const ALLOWED = new Set([
  'DOCUMENT_NOT_CANONICAL',
  'DOCUMENT_FIELD_INVALID',
  'CODE_UNKNOWN',
  'HEADER_MALFORMED',
  'HEADER_MISMATCH',
  'SIGNERS_MISMATCH',
  'SIGNER_NOT_ALLOWED',
  'SIGNATURE_INVALID',
  'ENVIRONMENT_MISMATCH',
  'AUDIENCE_MISMATCH',
  'CLOCK_SKEW',
  'KEY_UNKNOWN',
]);

describe('DOC-4: one flipped bit anywhere is refused with a typed reason', () => {
  it('in the payload', async () => {
    const property = fc.asyncProperty(document, bit, async (doc, at) => {
      expect(ALLOWED).toContain(await reasonOf({ ...doc, payload: flip(doc.payload, at) }));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it.each(['protected', 'signature'] as const)('in %s', async (part) => {
    const property = fc.asyncProperty(document, fc.nat(2), bit, async (doc, nth, at) => {
      const index = nth % doc.signatures.length;
      const own = doc.signatures[index] ?? { protected: Buffer.alloc(0), signature: Buffer.alloc(0) };
      const signatures = doc.signatures.with(index, { ...own, [part]: flip(own[part], at) });
      expect(ALLOWED).toContain(await reasonOf({ ...doc, signatures }));
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('DOC-8: no other list of the same signatures is the document', () => {
  it('refuses every subset, order and repetition, but for the offer itself', async () => {
    const property = fc.asyncProperty(document, fc.array(fc.nat(2), { maxLength: 5 }), async (doc, picks) => {
      const indexes = picks.map((pick) => pick % doc.signatures.length);
      const signatures = indexes.flatMap((index) => doc.signatures[index] ?? []);
      const isWhole = indexes.join() === doc.signatures.map((_, index) => index).join();
      const isOffer = doc === agreement && indexes.join() === '0,1';
      const reason = await reasonOf({ ...doc, signatures });
      if (isWhole || isOffer) expect(reason).toBeUndefined();
      else expect(['SIGNATURE_STRIPPED', 'SIGNATURE_ORDER', 'SIGNATURE_REPEATED']).toContain(reason);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('DOC-17: the JWS JSON text of a document has no second reading', () => {
  it('gives the same document or a typed refusal after any change of one character', async () => {
    const property = fc.property(document, bit, fc.string({ maxLength: 2 }), (doc, at, inserted) => {
      const text = JSON.stringify(toJwsJson(doc));
      const start = at % text.length;
      const changed = text.slice(0, start) + inserted + text.slice(start + 1);
      try {
        expect(JSON.stringify(toJwsJson(parseJwsText(changed)))).toBe(changed.replaceAll(/\s/g, ''));
      } catch (error) {
        expect(error).toBeInstanceOf(SelatError);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});
