import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DocumentHead } from '@selat/proto/selat/v1/document.js';
import { ListingWithdrawal } from '@selat/proto/selat/v1/listing.js';
import { describe, expect, it } from 'vitest';
import { parseErrorDetails } from '../src/client/index.js';
import {
  BadDocument,
  generateKey,
  isSignature,
  type Letter,
  makeTlsIdentity,
  NON_CANONICAL,
  openDocument,
  signLetter,
  toDocument,
  toNonCanonical,
} from '../src/wire/index.js';

const NOW = 1_790_000_000_250;
const ID = 'good.suite.example';
const payload = Buffer.from(
  ListingWithdrawal.encode(
    ListingWithdrawal.fromPartial({
      head: DocumentHead.fromPartial({
        env: 'SANDBOX',
        issuer: ID,
        issuedAtMs: BigInt(NOW),
        nonce: Buffer.alloc(16, 7),
      }),
      listingId: `${ID}/l/tides`,
      listingDigest: Buffer.alloc(32, 9),
      reason: 'QUALITY',
    }),
  ).finish(),
);

async function signed(): Promise<{ letter: Letter; by: Parameters<typeof openDocument>[1] }> {
  const keys = await Promise.all([generateKey('Ed25519'), generateKey('SGD_SM3_SM2')]);
  const party = { id: ID, role: 'issuer', keys, iat: Math.floor(NOW / 1000) };
  return { letter: signLetter('selat.v1.ListingWithdrawal', payload, party), by: party };
}

describe("the suite's own signer and gate", () => {
  it('DOC-4: opens what it signed, with Ed25519 and SM2', async () => {
    const { letter, by } = await signed();
    expect(openDocument(toDocument(letter), by)).toMatchObject({ reason: 'QUALITY' });
  });

  it('DOC-4: refuses a flipped bit in payload, header and each signature', async () => {
    const { letter, by } = await signed();
    const flipped = (bytes: Buffer) =>
      Buffer.from(bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)));
    const [first, second] = toDocument(letter).signatures;
    if (first === undefined || second === undefined) throw new Error('two signatures were made');
    const copies = [
      { ...toDocument(letter), payload: flipped(letter.payload) },
      { ...toDocument(letter), signatures: [{ ...first, signature: flipped(first.signature) }, second] },
      { ...toDocument(letter), signatures: [first, { ...second, signature: flipped(second.signature) }] },
      { ...toDocument(letter), signatures: [first] },
    ];
    for (const copy of copies) expect(() => openDocument(copy, by)).toThrow(BadDocument);
  });

  it('DOC-10: writes every non-canonical form differently, and opens none', async () => {
    const { letter, by } = await signed();
    for (const form of Object.keys(NON_CANONICAL)) {
      const other = toNonCanonical(form, payload);
      expect(other.equals(payload), form).toBe(false);
      if (form === 'missing-nonce' || form === 'empty') continue;
      expect(() => openDocument({ ...toDocument(letter), payload: other }, by), form).toThrow();
    }
  });
});

const SM2 = fileURLToPath(new URL('../../../shared/vectors/sm2/gbt32918_5_annexA.json', import.meta.url));

describe('DOC-22: SM2 signatures are made over SM3(ZA || message)', () => {
  it('verifies the example of GB/T 32918.5', (test) => {
    if (!existsSync(SM2)) return test.skip('../shared/vectors/sm2 is absent');
    const vector: Record<string, string> = JSON.parse(readFileSync(SM2, 'utf8'));
    const raw = Buffer.from(`04${vector['xA']}${vector['yA']}`, 'hex');
    const [input, signature] = ['message_hex', 'sig_raw_rs_hex'].map((name) => Buffer.from(vector[name] ?? '', 'hex'));
    const key = { alg: 'SGD_SM3_SM2', raw, kid: '' } as const;
    expect(isSignature(key, input ?? Buffer.alloc(0), signature ?? Buffer.alloc(0))).toBe(true);
    expect(isSignature(key, Buffer.from('another message'), signature ?? Buffer.alloc(0))).toBe(false);
  });

  it('signs with a fresh nonce each time', async () => {
    const key = await generateKey('SGD_SM3_SM2');
    const input = Buffer.from('tide');
    const [a, b] = [key.sign(input), key.sign(input)];
    expect([isSignature(key, input, a), isSignature(key, input, b), a.equals(b)]).toEqual([true, true, false]);
  });
});

describe('IDN-7: certificates of the suite', () => {
  it('are RSA-3072, issued by their own CA, and name the exchange', async () => {
    const tls = await makeTlsIdentity(ID, NOW, (bytes) => Buffer.alloc(bytes, 3));
    const [ca, leaf] = [new X509Certificate(tls.caPem), new X509Certificate(tls.certPem)];
    expect([ca.ca, leaf.ca, leaf.checkIssued(ca), leaf.verify(ca.publicKey)]).toEqual([true, false, true, true]);
    expect(leaf.checkHost(ID, { subject: 'never' })).toBe(ID);
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    const spki = createPublicKey(tls.certPem).export({ format: 'der', type: 'spki' });
    expect(tls.pin).toEqual(createHash('sha256').update(spki).digest());
  });
});

describe('ERR-1: failures are read from grpc-status-details-bin', () => {
  it('finds reason, domain, facts and the time to wait', () => {
    const field = (no: number, value: Uint8Array | string) => {
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.of((no << 3) | 2, bytes.length), bytes]);
    };
    const any = (name: string, ...parts: Buffer[]) =>
      field(3, Buffer.concat([field(1, `type.googleapis.com/google.rpc.${name}`), field(2, Buffer.concat(parts))]));
    const fact = Buffer.concat([field(1, 'queue'), field(2, 'full')]);
    const twoAndAHalfSeconds = Buffer.from('080210' + '80cab5ee01', 'hex');
    const trailer = Buffer.concat([
      Buffer.from('080e', 'hex'),
      any('ErrorInfo', field(1, 'BUSY'), field(2, 'selat.v1'), field(3, fact)),
      any('RetryInfo', field(1, twoAndAHalfSeconds)),
    ]);
    const expected = { reason: 'BUSY', domain: 'selat.v1', facts: { queue: 'full' }, retryAfterMs: 2500 };
    expect(parseErrorDetails(trailer)).toEqual(expected);
  });

  it('says nothing where there is no ErrorInfo', () => {
    expect(parseErrorDetails(Buffer.from('0805', 'hex'))).toBeUndefined();
  });
});
