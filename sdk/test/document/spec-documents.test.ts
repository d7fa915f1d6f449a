import { createECDH, createHash } from 'node:crypto';
import { type DocumentSchema, SCHEMA } from '@selat/proto/schema.js';
import { OfferWithdrawal } from '@selat/proto/selat/v1/grant.js';
import {
  documentDigest,
  FORMATS,
  limitsOf,
  parseJwsText,
  signDocument,
  signingInput,
  submissionDigest,
  toBase64url,
  toDigestText,
  toHead,
  toJwsJson,
  verifyDocument,
} from '@selat/sdk/document';
import { keySet, localSigner, parsePkcs8, signerDigest } from '@selat/sdk/keys';
import { describe, expect, it } from 'vitest';
import { ED25519_DER, SM2_DER, toPkcs8Der } from '../../src/keys/der.js';
import { MY, SZDEX } from './builders.js';
import { block, SPEC, stated, table } from './spec-page.js';

const TYPE = 'selat.v1.OfferWithdrawal';
const ISSUER = 'issuer';
// RFC 8032 section 7.1, TEST 1; GB/T 32918.5, annex A.
const ED25519_SECRET = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const SM2_SECRET = Buffer.from('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8', 'hex');

function inputs(): (name: string) => string {
  const cells = new Map(table('An example', 2).map(([name = '', value = '']) => [name, value]));
  return (name) => cells.get(name) ?? '';
}

function repeated(cell: string): Buffer {
  const [byte, count] = cell.split(' x ');
  return Buffer.alloc(Number(count), Number.parseInt(byte ?? '', 16));
}

function exampleMessage(): OfferWithdrawal {
  const input = inputs();
  const head = toHead({
    env: input('head.env'),
    issuer: input('head.issuer'),
    audience: [input('head.audience')],
    issuedAt: Number(input('head.issued_at_ms')),
    nonce: repeated(input('head.nonce')),
    agreementDigest: repeated(input('head.agreement_digest')),
  });
  return { head, grant: repeated(input('grant')), note: input('note') };
}

function sm2Public(): Buffer {
  const curve = createECDH('SM2');
  curve.setPrivateKey(SM2_SECRET);
  return curve.getPublicKey();
}

const KEYS = [
  parsePkcs8('Ed25519', toPkcs8Der(ED25519_DER, ED25519_SECRET, Buffer.alloc(0))),
  parsePkcs8('SGD_SM3_SM2', toPkcs8Der(SM2_DER, SM2_SECRET, sm2Public())),
];
const RECORDS = KEYS.map(({ kid, alg, publicKey: { raw } }) => {
  return { kid, owner: SZDEX, purpose: 'document', alg, raw, env: 'SANDBOX', status: 'active' } as const;
});
const DOC = parseJwsText(block('jws').join('\n'));
const PAYLOAD = Buffer.from(OfferWithdrawal.encode(exampleMessage()).finish());

describe('DOC-1: the example of the specification has the bytes that this library makes', () => {
  it('in the payload, field by field', () => {
    const lines = block('payload').map((line) => line.replace(/ {3,}head.*$| {2,}(?:grant|note)$/, ''));
    expect(lines.map((line) => line.replaceAll(' ', '')).join('')).toBe(PAYLOAD.toString('hex'));
    expect(SPEC).toContain(`The payload, ${PAYLOAD.length} bytes`);
    expect(DOC).toMatchObject({ type: TYPE, payload: PAYLOAD });
  });

  it('in keys and thumbprints', () => {
    for (const { alg, kid, publicKey } of KEYS) {
      expect([alg, stated('keys', alg, 'raw'), stated('keys', alg, 'kid')]).toEqual([
        alg,
        publicKey.raw.toString('hex'),
        kid,
      ]);
    }
  });

  it('in headers, and in the signature that has one form', async () => {
    const signers = KEYS.map((key) => ({ id: SZDEX, role: ISSUER, signer: localSigner(key) }));
    const made = await signDocument({ type: TYPE, message: exampleMessage(), signers });
    expect(made.signatures.map((each) => String(each.protected))).toEqual(block('headers'));
    expect(DOC.signatures.map((each) => String(each.protected))).toEqual(block('headers'));
    expect(made.signatures[0]?.signature.toString('hex')).toBe(stated('signatures', 'Ed25519', 'signature'));
    expect(toJwsJson(made).signatures[0]).toEqual(toJwsJson(DOC).signatures[0]);
  });

  it('in both signatures, which verify', async () => {
    const expected = { env: 'SANDBOX', receiver: MY, now: 1_790_000_001_000, keys: keySet(RECORDS) };
    expect((await verifyDocument(DOC, expected)).form).toBe('complete');
    for (const [at, alg] of ['Ed25519', 'SGD_SM3_SM2'].entries()) {
      expect(DOC.signatures[at]?.signature.toString('hex')).toBe(stated('signatures', alg, 'signature'));
    }
  });
});

describe('DOC-4: the example of the specification has the signing input of RFC 7515', () => {
  it('as one line of ASCII', () => {
    const [first] = DOC.signatures;
    const input = signingInput(first?.protected ?? Buffer.alloc(0), toBase64url(PAYLOAD)).toString('latin1');
    expect(block('signing-input').join('')).toBe(input);
  });
});

describe('DOC-22: the example of the specification has the hashes of SM2', () => {
  it('with ZA of the signer id before the signing input', () => {
    const za = signerDigest(sm2Public());
    const input = signingInput(DOC.signatures[1]?.protected ?? Buffer.alloc(0), toBase64url(PAYLOAD));
    const e = createHash('sm3').update(za).update(input).digest('hex');
    expect(['ZA', 'e'].map((name) => stated('signatures', 'SGD_SM3_SM2', name))).toEqual([za.toString('hex'), e]);
  });
});

describe('DOC-18: the example of the specification has its document digest', () => {
  it('over type and payload', () => {
    expect(stated('digests', 'document digest')).toBe(toDigestText(documentDigest(TYPE, PAYLOAD)));
  });
});

describe('DOC-19: the example of the specification has its submission digest', () => {
  it('over headers and signatures too', () => {
    const digest = submissionDigest(TYPE, PAYLOAD, DOC.signatures);
    expect(stated('digests', 'submission digest')).toBe(toDigestText(digest));
  });
});

describe('DOC-11: the table of forms is the one that the gate has', () => {
  it('by name and meaning', () => {
    const rows = table('Limits', 2).filter(([name = '']) => Object.hasOwn(FORMATS, name));
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(FORMATS).map(([name, { meaning }]) => [name, meaning])),
    );
  });
});

function signedBy({ signers }: DocumentSchema): string {
  const roles = signers.map(({ role, optional, issuing, keyPurpose }) => {
    const key = keyPurpose === 'document' ? '' : ` [${keyPurpose}]`;
    return `${role}${optional ? '?' : ''}${issuing ? '' : ' (accepting)'}${key}`;
  });
  return roles.join(', ');
}

describe('DOC-9, DOC-12: the table of types is the one of the .proto files', () => {
  const documents = Object.values(SCHEMA).flatMap(({ name, document }) => (document ? [{ name, document }] : []));

  it('by signers and largest payload', () => {
    const rows = table('Types', 3).filter(([name = '']) => name.startsWith('selat.'));
    const expected = documents.map(({ name, document }) => {
      return [name, signedBy(document), limitsOf(name).maxPayloadBytes.toLocaleString('en-US')];
    });
    expect(rows.sort()).toEqual(expected.sort());
  });

  it('has an accepting side exactly where a type may be offered', () => {
    const wrong = documents.filter(({ document }) => {
      return document.mayBeOffered !== document.signers.some(({ issuing }) => !issuing);
    });
    expect(wrong).toEqual([]);
  });

  it('names the types whose free text has no limit', () => {
    const unlimited = documents.filter(({ document }) => document.textUnlimited).map(({ name }) => name.slice(9));
    const row = /none in (.*) \|$/m.exec(SPEC)?.[1] ?? '';
    expect(row.split(/, | and /).sort()).toEqual(unlimited.sort());
  });
});
