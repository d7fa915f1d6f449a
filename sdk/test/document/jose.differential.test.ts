/** jose as the oracle: what the gate accepts verifies there too; where jose is laxer, the case says what it lets pass. */
import { type JwsJson, parseJwsJson, signDocument, toJwsJson, verifyDocument } from '@selat/sdk/document';
import type { Reason } from '@selat/sdk/errors';
import { type Algorithm, keySet, kidOf, parseJwk, toJwk, verifySignature } from '@selat/sdk/keys';
import { type FlattenedJWSInput, flattenedVerify, GeneralSign, generalVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { P256_ORDER, toScalar, toScalarBytes } from '../../src/keys/scalar.js';
import { changeHeader, exchangeKeys, listingWithdrawal, refusal, SZDEX, signersOf, verification } from './builders.js';

const BOTH: readonly Algorithm[] = ['Ed25519', 'ES256'];
const party = exchangeKeys(SZDEX, BOTH);
const keys = keySet(party.records);
const type = 'selat.v1.ListingWithdrawal';
const message = listingWithdrawal();
const doc = await signDocument({ type, message, signers: signersOf(party, 'issuer') });
const jws = toJwsJson(doc);
const [ed25519, es256] = jws.signatures;
if (ed25519 === undefined || es256 === undefined) throw new Error('two signatures expected');

async function joseKey(header: { kid?: string } | undefined) {
  const key = party.keys.find(({ kid }) => kid === header?.kid);
  if (key === undefined) throw new Error('unknown kid');
  return importJWK({ ...toJwk(key.publicKey) });
}

async function joseAccepts(value: object): Promise<boolean> {
  try {
    await generalVerify(value as Parameters<typeof generalVerify>[0], joseKey);
    return true;
  } catch {
    return false;
  }
}

async function ours(value: unknown): Promise<string> {
  return (await verifyDocument(parseJwsJson(value), verification({ keys }))).form;
}

describe('DOC-4: what the gate accepts, jose verifies signature by signature', () => {
  it.each([0, 1])('signature %i', async (at) => {
    expect(await ours(jws)).toBe('complete');
    const signature = jws.signatures[at];
    const flattened = { payload: jws.payload, ...signature } as FlattenedJWSInput;
    const verified = await flattenedVerify(flattened, joseKey);
    expect(Buffer.from(verified.payload).equals(doc.payload)).toBe(true);
  });

  it('and what jose signs over the same headers, the gate accepts', async () => {
    const signing = new GeneralSign(doc.payload);
    for (const [at, key] of party.keys.entries()) {
      const secret = {
        ...toJwk(key.publicKey),
        d: key
          .toPkcs8()
          .subarray(key.alg === 'Ed25519' ? 16 : 36)
          .subarray(0, 32),
      };
      const header = JSON.parse(String(doc.signatures[at]?.protected));
      signing
        .addSignature(await importJWK({ ...secret, d: secret.d.toString('base64url') }))
        .setProtectedHeader(header);
    }
    // jose leaves half of its ES256 signatures with high S; the low form of each is the one that counts.
    const made = parseJwsJson(await signing.sign());
    const signatures = made.signatures.map((own, at) => ({
      ...own,
      signature: at === 1 ? lowS(own.signature) : own.signature,
    }));
    expect((await verifyDocument({ ...made, signatures }, verification({ keys }))).form).toBe('complete');
  });
});

function otherS(signature: Buffer): Buffer {
  return Buffer.concat([signature.subarray(0, 32), toScalarBytes(P256_ORDER - toScalar(signature.subarray(32)))]);
}

function lowS(signature: Buffer): Buffer {
  return toScalar(signature.subarray(32)) > P256_ORDER / 2n ? otherS(signature) : signature;
}

const bad = Buffer.alloc(64, 1).toString('base64url');
const highS = otherS(Buffer.from(es256.signature, 'base64url')).toString('base64url');
const LAXER: readonly { what: string; value: object; reason: Reason }[] = [
  {
    what: 'one good signature of two',
    value: { ...jws, signatures: [ed25519, { ...es256, signature: bad }] },
    reason: 'SIGNATURE_INVALID',
  },
  { what: 'a stripped signature', value: { ...jws, signatures: [ed25519] }, reason: 'SIGNATURE_STRIPPED' },
  { what: 'one signer twice', value: { ...jws, signatures: [ed25519, ed25519] }, reason: 'SIGNATURE_REPEATED' },
  { what: 'signatures in another order', value: { ...jws, signatures: [es256, ed25519] }, reason: 'SIGNATURE_ORDER' },
  {
    what: 'an injected unprotected header',
    value: { ...jws, signatures: [{ ...ed25519, header: { note: 'x' } }, es256] },
    reason: 'JWS_MALFORMED',
  },
  {
    what: 'padding in a signature',
    value: { ...jws, signatures: [{ ...ed25519, signature: `${ed25519.signature}==` }, es256] },
    reason: 'BASE64URL_MALFORMED',
  },
  {
    what: 'spaces in a signature',
    value: { ...jws, signatures: [{ ...ed25519, signature: ` ${ed25519.signature}` }, es256] },
    reason: 'BASE64URL_MALFORMED',
  },
];

describe('DOC-5: the strict gate refuses what jose lets pass', () => {
  it.each(LAXER)('$what: $reason', async ({ value, reason }) => {
    expect(await joseAccepts(value)).toBe(true);
    await expect(ours(value)).rejects.toEqual(refusal(reason));
  });

  it('an ES256 signature with high S', async () => {
    const flattened = { payload: jws.payload, ...es256, signature: highS } as FlattenedJWSInput;
    await expect(flattenedVerify(flattened, joseKey)).resolves.toBeDefined();
    const value: JwsJson = { ...jws, signatures: [ed25519, { ...es256, signature: highS }] };
    await expect(ours(value)).rejects.toEqual(refusal('SIGNATURE_INVALID'));
  });

  it('spare bits at the end of a signature', async () => {
    const last = ed25519.signature.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spare = ed25519.signature.slice(0, -1) + alphabet[alphabet.indexOf(last) | 1];
    const flattened = { payload: jws.payload, ...ed25519, signature: spare } as FlattenedJWSInput;
    await expect(flattenedVerify(flattened, joseKey)).resolves.toBeDefined();
    const value = { ...jws, signatures: [{ ...ed25519, signature: spare }, es256] };
    await expect(ours(value)).rejects.toEqual(refusal('BASE64URL_MALFORMED'));
  });

  it.each([
    ['an added member', { nonce: 'x' }],
    ['an embedded key', { jwk: exchangeKeys('evil.example').keys.map(({ publicKey }) => toJwk(publicKey))[0] }],
  ])('a header with %s', async (_what, change) => {
    const changed = await changeHeader(doc, 0, change, party.signers[0]);
    const [signature] = changed.signatures;
    const flattened = {
      payload: jws.payload,
      protected: signature?.protected.toString('base64url'),
      signature: signature?.signature.toString('base64url'),
    } as FlattenedJWSInput;
    await expect(flattenedVerify(flattened, joseKey)).resolves.toBeDefined();
    await expect(verifyDocument(changed, verification({ keys }))).rejects.toEqual(refusal('HEADER_MALFORMED'));
  });
});

describe('DOC-4: the Ed25519 example of RFC 8037, appendix A, verifies', () => {
  it('with its key and thumbprint', async () => {
    const key = parseJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
    const input = Buffer.from('eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc');
    const signature = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    expect(await verifySignature(key, input, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(kidOf(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});
