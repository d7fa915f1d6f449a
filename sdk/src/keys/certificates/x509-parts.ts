/** Parts that every certificate made here shares: serial, validity, names, key identifiers, signature. */
import forge from 'node-forge';
import { SelatError } from '../../errors/index.js';
import type { Instant, Random } from '../time-and-random.js';

/** First and last instant of validity. X.509 knows whole seconds only; the part of a second is dropped. */
export interface Validity {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

/** Length of a serial number, bytes: over the 64 bits of entropy that CA practice asks, under the 20 of RFC 5280. */
const SERIAL_BYTES = 16;

/** Longest O and CN of X.520. */
const MAX_ATTRIBUTE_CHARS = 64;

/**
 * Starts a certificate with serial number and validity.
 *
 * @throws SelatError CERTIFICATE_INVALID when `notAfter` is not after `notBefore`
 */
export function startCertificate(validity: Validity, random: Random): forge.pki.Certificate {
  if (!(validity.notBefore < validity.notAfter)) {
    const { notBefore, notAfter } = validity;
    throw new SelatError(
      'CERTIFICATE_INVALID',
      `cannot make a certificate: it would end at ${notAfter}, not after its start ${notBefore}`,
      {
        notBefore: String(notBefore),
        notAfter: String(notAfter),
      },
    );
  }
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = serial(random);
  certificate.validity.notBefore = new Date(wholeSecond(validity.notBefore));
  certificate.validity.notAfter = new Date(wholeSecond(validity.notAfter));
  return certificate;
}

/** Distinguished name of a role within an exchange: O is the exchange id, CN the role. */
export function distinguishedName(exchangeId: string, commonName: string): forge.pki.CertificateField[] {
  // Names are checked by subject alternative name; a DNS name may be longer than X.520 lets an attribute be.
  const organisation = exchangeId.slice(0, MAX_ATTRIBUTE_CHARS);
  return [attribute('organizationName', organisation), attribute('commonName', commonName)];
}

/** Signs with SHA-256 and PKCS#1 v1.5, which node-forge, OpenSSL and GmSSL all verify. */
export function finish(certificate: forge.pki.Certificate, key: forge.pki.rsa.PrivateKey): string {
  certificate.sign(key, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

/** Subject alternative names: the exchange id, and the loopback names where asked. */
export function alternativeNames(exchangeId: string, loopback: boolean): object {
  const dns = (value: string) => ({ type: 2, value });
  const local = [dns('localhost'), { type: 7, ip: '127.0.0.1' }];
  return { name: 'subjectAltName', altNames: [dns(exchangeId), ...(loopback ? local : [])] };
}

function attribute(name: string, value: string): forge.pki.CertificateField {
  // UTF8String, because PrintableString holds no character outside ASCII. The types name the wrong enum for this field.
  return { name, value, valueTagClass: forge.asn1.Type.UTF8 as unknown as forge.asn1.Class };
}

function serial(random: Random): string {
  const bytes = Buffer.from(random(SERIAL_BYTES));
  // 01xxxxxx: positive, and of constant length whatever the random bytes are.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** The instant as X.509 holds it. */
export function wholeSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000;
}
