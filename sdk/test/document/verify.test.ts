import { countersign, offerDocument, signDocument, verifyDocument } from '@selat/sdk/document';
import type { Reason } from '@selat/sdk/errors';
import { type KeyRecord, keySet } from '@selat/sdk/keys';
import { describe, expect, it } from 'vitest';
import {
  awaitedOf,
  changeHeader,
  exchangeKeys,
  ISSUED_AT,
  listingWithdrawal,
  MY,
  NOON,
  offeredAgreement,
  peerAgreement,
  refusal,
  SZDEX,
  signedWithdrawal,
  signersOf,
  verification,
} from './builders.js';

const szdex = exchangeKeys(SZDEX);
const my = exchangeKeys(MY);
/** The registered keys of szdex.example with the second (SM2) changed. */
const withSecond = (change: Partial<KeyRecord>) => {
  const [first, second] = szdex.records;
  if (first === undefined || second === undefined) throw new Error('two keys expected');
  return verification({ keys: keySet([first, { ...second, ...change }]) });
};

async function refused(reason: Reason, against: ReturnType<typeof verification>): Promise<void> {
  await expect(verifyDocument(await signedWithdrawal(), against)).rejects.toEqual(refusal(reason));
}

describe('DOC-4: every signature verifies with the registered key', () => {
  it('names the key of each signature', async () => {
    const { positions } = await verifyDocument(await signedWithdrawal(), verification());
    expect(positions.map(({ key }) => key)).toEqual(szdex.records);
  });

  it('refuses a document of which one signature is good and one is not', async () => {
    const doc = await signedWithdrawal();
    const other = await signedWithdrawal({ issuedAt: ISSUED_AT + 1 });
    for (const at of [0, 1]) {
      const foreign = other.signatures[at];
      if (foreign === undefined) throw new Error('two signatures expected');
      const mixed = { ...doc, signatures: doc.signatures.with(at, foreign) };
      await expect(verifyDocument(mixed, verification())).rejects.toEqual(refusal('SIGNATURE_INVALID'));
    }
  });

  it('refuses a signature by another key under the registered kid', async () => {
    const [kid] = szdex.keys.map((key) => key.kid);
    const [stranger] = exchangeKeys(SZDEX, ['Ed25519'], 'identity').signers;
    const forged = await changeHeader(await signedWithdrawal(), 0, { kid }, stranger);
    await expect(verifyDocument(forged, verification())).rejects.toEqual(refusal('SIGNATURE_INVALID'));
  });

  it('refuses bytes under another algorithm than the key is registered with', async () => {
    await refused('KEY_PURPOSE', withSecond({ alg: 'ES256' }));
  });
});

describe('IDN-5: a signature by a key that nobody registered is deferred', () => {
  it('knows no key at all, or another owner only', async () => {
    await refused('KEY_UNKNOWN', verification({ keys: keySet([]) }));
    await refused('KEY_UNKNOWN', withSecond({ owner: MY }));
  });

  it('waits for a resolver that answers later', async () => {
    const known = keySet(szdex.records);
    const keys = { findKey: async (owner: string, kid: string) => known.findKey(owner, kid) };
    expect((await verifyDocument(await signedWithdrawal(), verification({ keys }))).positions).toHaveLength(2);
  });
});

describe('IDN-4: one key has one purpose and one environment', () => {
  it('refuses a key of another purpose or environment', async () => {
    await refused('KEY_PURPOSE', withSecond({ purpose: 'receipt' }));
    await refused('KEY_PURPOSE', withSecond({ env: 'LIVE' }));
  });
});

describe('IDN-6: a revoked key signs nothing new', () => {
  it('refuses, unless the act was logged before the compromise', async () => {
    await refused('KEY_REVOKED', withSecond({ status: 'revoked' }));
    await refused('KEY_REVOKED', withSecond({ status: 'revoked', compromisedSince: NOON }));
    await refused('KEY_REVOKED', { ...withSecond({ status: 'revoked', revokedAt: NOON }), loggedAt: NOON });
    const doc = await signedWithdrawal();
    const later = withSecond({ status: 'revoked', compromisedSince: NOON, revokedAt: NOON + 5000 });
    expect((await verifyDocument(doc, { ...later, loggedAt: NOON - 1 })).form).toBe('complete');
    expect((await verifyDocument(doc, withSecond({ status: 'revoked', revokedAt: NOON + 1 }))).form).toBe('complete');
  });

  it('keeps what a retired key signed, and refuses what it signs after its end or before its start', async () => {
    const doc = await signedWithdrawal();
    const retired = withSecond({ status: 'retired' });
    expect((await verifyDocument(doc, { ...retired, loggedAt: NOON - 1 })).form).toBe('complete');
    await refused('KEY_REVOKED', retired);
    const second = Math.floor(ISSUED_AT / 1000) * 1000;
    expect((await verifyDocument(doc, withSecond({ notAfter: second + 1 }))).form).toBe('complete');
    await refused('KEY_REVOKED', withSecond({ notAfter: second }));
    expect((await verifyDocument(doc, withSecond({ notBefore: second + 999 }))).form).toBe('complete');
    await refused('KEY_REVOKED', withSecond({ notBefore: second + 1000 }));
  });
});

describe('DOC-8: the other side countersigns the same bytes', () => {
  const iat = Math.floor(NOON / 1000);

  it('completes an offer, and leaves content and first signatures as they were', async () => {
    const offer = await offeredAgreement();
    const grown = await countersign(offer, { id: MY, role: 'acceptor', signers: my.signers, iat });
    const before = await verifyDocument(offer, verification());
    const after = await verifyDocument(grown, verification({ receiver: SZDEX }));
    expect([before.form, after.form]).toEqual(['offered', 'complete']);
    expect(after.documentDigest.equals(before.documentDigest)).toBe(true);
    expect(after.submissionDigest.equals(before.submissionDigest)).toBe(false);
    expect(grown.signatures.slice(0, 2)).toEqual(offer.signatures);
    expect(offer.signatures).toHaveLength(2);
    expect(after.positions.at(-1)).toMatchObject({ id: MY, role: 'acceptor', iat, isIssuing: false });
  });

  it('puts several algorithms of the acceptor into their positions, whatever order they are made in', async () => {
    const offer = await offerDocument({
      type: 'selat.v1.PeerAgreement',
      message: peerAgreement({ issuer: MY, audience: [SZDEX] }),
      signers: signersOf(my, 'issuer'),
      awaited: awaitedOf(szdex, 'acceptor'),
    });
    const signers = szdex.signers.toReversed();
    const grown = await countersign(offer, { id: SZDEX, role: 'acceptor', signers, iat });
    const { positions } = await verifyDocument(grown, verification());
    expect(positions.map(({ alg }) => alg)).toEqual(['Ed25519', 'Ed25519', 'SGD_SM3_SM2']);
    const [first] = szdex.signers;
    if (first === undefined) throw new Error('two signers expected');
    const half = countersign(offer, { id: SZDEX, role: 'acceptor', signers: [first], iat });
    await expect(half).rejects.toEqual(refusal('SIGNATURE_STRIPPED'));
  });

  it('refuses a party that is not awaited, and a second countersignature', async () => {
    const offer = await offeredAgreement();
    const third = exchangeKeys('third.example');
    const foreign = countersign(offer, { id: third.id, role: 'acceptor', signers: third.signers, iat });
    await expect(foreign).rejects.toEqual(refusal('SIGNER_NOT_ALLOWED'));
    const grown = await countersign(offer, { id: MY, role: 'acceptor', signers: my.signers, iat });
    const again = countersign(grown, { id: MY, role: 'acceptor', signers: my.signers, iat });
    await expect(again).rejects.toEqual(refusal('SIGNER_NOT_ALLOWED'));
  });
});

describe('DOC-11: nothing is signed that a receiver would refuse', () => {
  const type = 'selat.v1.ListingWithdrawal';
  const signers = signersOf(szdex, 'issuer');

  it.each([
    ['a digest of 31 bytes', { listingDigest: Buffer.alloc(31, 1) }, 'DOCUMENT_FIELD_INVALID'],
    ['no id', { listingId: '' }, 'DOCUMENT_FIELD_INVALID'],
    ['a control character', { note: 'a\u0007b' }, 'DOCUMENT_NOT_CANONICAL'],
    ['a code outside of its registry', { reason: 'BOREDOM' }, 'CODE_UNKNOWN'],
  ] as const)('refuses to sign %s', async (_what, change, reason) => {
    const message = { ...listingWithdrawal(), ...change };
    await expect(signDocument({ type, message, signers })).rejects.toEqual(refusal(reason));
  });

  it('refuses a type that cannot be offered, and one that does not exist', async () => {
    const draft = { type, message: listingWithdrawal(), signers };
    const lacking = offerDocument({ ...draft, awaited: awaitedOf(exchangeKeys(SZDEX, ['ES256']), 'issuer') });
    await expect(lacking).rejects.toEqual(refusal('SIGNATURE_STRIPPED'));
    const unknown = signDocument({ ...draft, type: 'selat.v1.Nothing' });
    await expect(unknown).rejects.toEqual(refusal('DOCUMENT_TYPE_UNKNOWN'));
  });
});
