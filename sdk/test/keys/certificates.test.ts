import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  certificatePin,
  createCertificateRequest,
  createOperatorCa,
  describeCertificate,
  generateTlsKey,
  issueCertificate,
  splitPem,
} from '@selat/sdk/keys/certificates';
import { beforeAll, describe, expect, it } from 'vitest';

const NOON = Date.UTC(2026, 0, 5, 12);
const DAY = 86_400_000;
const random = (bytes: number) => Buffer.alloc(bytes, 0xab);

let caKeyPem: string;
let leafKeyPem: string;
let caCertificatePem: string;

beforeAll(async () => {
  [caKeyPem, leafKeyPem] = await Promise.all([generateTlsKey(), generateTlsKey()]);
  caCertificatePem = createOperatorCa(
    { keyPem: caKeyPem, exchangeId: 'my.example', notBefore: NOON, notAfter: NOON + 3650 * DAY },
    random,
  );
});

const request = (overrides: Partial<Parameters<typeof createCertificateRequest>[0]> = {}) =>
  createCertificateRequest({ keyPem: leafKeyPem, exchangeId: 'my.example', ...overrides });

const issue = (overrides: Partial<Parameters<typeof issueCertificate>[0]> = {}) =>
  issueCertificate(
    {
      requestPem: request(),
      caCertificatePem,
      caKeyPem,
      exchangeId: 'my.example',
      notBefore: NOON,
      notAfter: NOON + 90 * DAY,
      ...overrides,
    },
    random,
  );

const invalid = (text: string) =>
  expect.objectContaining({ reason: 'CERTIFICATE_INVALID', message: expect.stringContaining(text) });

describe('IDN-7: the operator CA signs itself and issues leaves only', () => {
  it('is a CA of path length 0 that verifies under its own key', () => {
    const ca = new X509Certificate(caCertificatePem);
    expect(ca.ca).toBe(true);
    expect(ca.checkIssued(ca)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    // basicConstraints { cA TRUE, pathLen 0 } as critical extension, and keyUsage with keyCertSign and cRLSign.
    expect(ca.raw.toString('hex')).toContain('0603551d130101ff040830060101ff020100');
    expect(ca.raw.toString('hex')).toContain('0603551d0f0101ff040403020106');
  });

  it('gives the same bytes for the same key, dates and random bytes', () => {
    const input = { keyPem: caKeyPem, exchangeId: 'my.example', notBefore: NOON, notAfter: NOON + 3650 * DAY };
    expect(createOperatorCa(input, random)).toBe(caCertificatePem);
  });

  it('refuses an end that is not after the start', () => {
    const input = { keyPem: caKeyPem, exchangeId: 'my.example', notBefore: NOON, notAfter: NOON };
    expect(() => createOperatorCa(input, random)).toThrow(invalid('not after its start'));
  });
});

describe('IDN-7: a gateway certificate comes from a request that its key signed', () => {
  it('is issued by the CA for the exchange id, for server and client', () => {
    const pem = issue();
    const leaf = new X509Certificate(pem);
    const ca = new X509Certificate(caCertificatePem);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(describeCertificate(pem)).toMatchObject({
      dnsNames: ['my.example'],
      ipAddresses: [],
      notBefore: NOON,
      notAfter: NOON + 90 * DAY,
    });
  });

  it('carries the loopback names only where the operator grants them', () => {
    const described = describeCertificate(issue({ requestPem: request({ loopback: true }), loopback: true }));
    expect(described).toMatchObject({ dnsNames: ['my.example', 'localhost'], ipAddresses: ['127.0.0.1'] });
    expect(() => issue({ requestPem: request({ loopback: true }) })).toThrow(invalid('asks for localhost'));
  });

  it('refuses a request that asks for another exchange', () => {
    expect(() => issue({ requestPem: request({ exchangeId: 'szdex.example' }) })).toThrow(
      invalid('asks for szdex.example'),
    );
  });

  it('refuses a request whose signature was changed', () => {
    const pem = request();
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(() => issue({ requestPem: changed })).toThrow(invalid('does not verify'));
    expect(() => issue({ requestPem: 'no request' })).toThrow(invalid('does not verify'));
  });

  it('refuses RSA keys under 3072 bits and keys of other types', () => {
    const pem = (key: { export(o: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
      key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const short = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    const curve = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    expect(() => request({ keyPem: short })).toThrow(invalid('RSA of 2048 bits'));
    expect(() => request({ keyPem: curve })).toThrow(invalid('it is ec'));
  });

  it('refuses another CA key, a leaf as CA, and dates outside the CA', () => {
    expect(() => issue({ caKeyPem: leafKeyPem })).toThrow(invalid('does not belong'));
    expect(() => issue({ caCertificatePem: issue(), caKeyPem: leafKeyPem })).toThrow(invalid('not a CA'));
    expect(() => issue({ notBefore: NOON - 1 })).toThrow(invalid('valid outside'));
    expect(describeCertificate(issue({ notAfter: NOON + 3650 * DAY + 999 })).notAfter).toBe(NOON + 3650 * DAY);
    expect(() => issue({ notAfter: NOON + 3650 * DAY + 1000 })).toThrow(invalid('valid outside'));
  });
});

describe('AGR-2: a pin is the SHA-256 of the SubjectPublicKeyInfo', () => {
  it('stays when the certificate is renewed for the same key, and differs for another key', () => {
    const renewed = issue({ notAfter: NOON + 30 * DAY });
    const spki = new X509Certificate(renewed).publicKey.export({ type: 'spki', format: 'der' });
    expect(certificatePin(renewed)).toBe(`sha256:${createHash('sha256').update(spki).digest('hex')}`);
    expect(certificatePin(renewed)).toBe(certificatePin(issue()));
    expect(certificatePin(renewed)).not.toBe(certificatePin(caCertificatePem));
  });

  it('refuses text that is no certificate, and splits a bundle into its certificates', () => {
    expect(() => certificatePin('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toThrow(
      invalid('not an X.509'),
    );
    expect(splitPem(`${caCertificatePem}text\n${issue()}`)).toHaveLength(2);
    expect(splitPem('')).toEqual([]);
  });
});
