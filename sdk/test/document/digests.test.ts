import { createHash } from 'node:crypto';
import { documentDigest, pae, parseDigestText, submissionDigest, toDigestText } from '@selat/sdk/document';
import { parseJwk, verifySignature } from '@selat/sdk/keys';
import { describe, expect, it } from 'vitest';
import { isLowS } from '../../src/keys/es256.js';
import { readVectors } from '../keys/key-fixtures.js';
import { refusal } from './builders.js';

const PAYLOAD = Buffer.from('hello world');

describe('DOC-18: the document digest is SHA-256 of the DSSE encoding of type and payload', () => {
  it('writes the example of the DSSE protocol', () => {
    const text = 'DSSEv1 29 http://example.com/HelloWorld 11 hello world';
    expect(pae('http://example.com/HelloWorld', PAYLOAD).toString()).toBe(text);
  });

  it('hashes it, and prints it as sha256: and hexadecimal digits', () => {
    const text = toDigestText(documentDigest('selat.v1.Listing', PAYLOAD));
    const sha256 = createHash('sha256').update('DSSEv1 16 selat.v1.Listing 11 hello world').digest('hex');
    expect(text).toBe(`sha256:${sha256}`);
    expect(toDigestText(parseDigestText(text))).toBe(text);
  });

  it('agrees with the vector file', async (context) => {
    type Vector = { jwk: unknown; payloadType: string; pae: string; envelope: { signatures: { sig: string }[] } };
    const vector = readVectors<Vector>('dsse/dsse_v1_p256.json');
    if (vector === undefined) return context.skip('../shared/vectors/dsse is absent');
    const bytes = pae(vector.payloadType, PAYLOAD);
    expect(bytes.toString()).toBe(vector.pae);
    const signature = Buffer.from(vector.envelope.signatures[0]?.sig ?? '', 'base64');
    expect(await verifySignature(parseJwk(vector.jwk), bytes, signature)).toBe(isLowS(signature));
  });

  it.each([
    'sha256:',
    `sha256:${'A'.repeat(64)}`,
    `sha512:${'a'.repeat(64)}`,
    'a'.repeat(64),
    `sha256:${'a'.repeat(65)}`,
  ])('refuses the digest text %s', (text) => {
    expect(() => parseDigestText(text)).toThrow(refusal('REQUEST_INVALID'));
  });
});

describe('DOC-19: the submission digest names one received form', () => {
  const [a, b] = [Buffer.from('header a'), Buffer.from('header b')];
  const [s, t] = [Buffer.alloc(64, 1), Buffer.alloc(64, 2)];

  it('hashes domain, encoding, headers and signatures, each with its length', () => {
    const length = (bytes: number) => Buffer.from(bytes.toString(16).padStart(16, '0'), 'hex');
    const encoded = Buffer.from('DSSEv1 16 selat.v1.Listing 11 hello world');
    const parts = [
      Buffer.from('selat-submission/v1\n'),
      ...[encoded, a, s, b, t].flatMap((x) => [length(x.length), x]),
    ];
    const expected = createHash('sha256').update(Buffer.concat(parts)).digest();
    const signatures = [
      { protected: a, signature: s },
      { protected: b, signature: t },
    ];
    expect(submissionDigest('selat.v1.Listing', PAYLOAD, signatures).equals(expected)).toBe(true);
  });

  it('differs with signatures stripped, swapped or cut elsewhere, and keeps the document digest', () => {
    const of = (signatures: { protected: Buffer; signature: Buffer }[]) =>
      submissionDigest('selat.v1.Listing', PAYLOAD, signatures).toString('hex');
    const first = { protected: a, signature: s };
    const second = { protected: b, signature: t };
    const moved = { protected: Buffer.concat([a, s.subarray(0, 1)]), signature: s.subarray(1) };
    const digests = [[first, second], [second, first], [first], [second], [moved], []].map(of);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
