/**
 * What a certificate says, read with node:crypto so that certificates of any key type can be pinned, not only those made here.
 * Normative text: docs/spec/identity.md, IDN-7; pins: RFC 7469 section 2.4.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { SelatError } from '../../errors/index.js';
import type { Instant } from '../time-and-random.js';

/** The parts of a certificate that operators compare and gateways check. */
export interface CertificateDescription {
  /** Distinguished name, one `TYPE=value` a line, as OpenSSL prints it. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names of the subject alternative name, in order; the common name is never one of them. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly isCa: boolean;
  /** First instant of validity, a whole second. */
  readonly notBefore: Instant;
  /** Last instant of validity, a whole second. */
  readonly notAfter: Instant;
  /** See `certificatePin`. */
  readonly pin: string;
}

/**
 * Returns the pin of a certificate: SHA-256 of its DER SubjectPublicKeyInfo, so a renewed certificate for the same key
 * keeps its pin.
 *
 * @param certificate PEM text (its first certificate counts) or a parsed certificate
 * @returns `sha256:` and 64 lower-case hexadecimal digits
 * @throws SelatError CERTIFICATE_INVALID
 */
export function certificatePin(certificate: string | X509Certificate): string {
  const parsed = typeof certificate === 'string' ? parseCertificate(certificate) : certificate;
  const spki = parsed.publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(spki).digest('hex')}`;
}

/** Describes the first certificate of `pem`. @throws SelatError CERTIFICATE_INVALID */
export function describeCertificate(pem: string): CertificateDescription {
  const certificate = parseCertificate(pem);
  const names = alternativeNames(certificate.subjectAltName ?? '');
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    dnsNames: names.filter(([kind]) => kind === 'DNS').map(([, value]) => value),
    ipAddresses: names.filter(([kind]) => kind === 'IP Address').map(([, value]) => value),
    isCa: certificate.ca,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    pin: certificatePin(certificate),
  };
}

/** Parses the first certificate of PEM text, or DER bytes. @throws SelatError CERTIFICATE_INVALID */
export function parseCertificate(certificate: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    throw new SelatError(
      'CERTIFICATE_INVALID',
      'cannot read the certificate: it is not an X.509 certificate',
      {},
      { cause },
    );
  }
}

/** Splits PEM text into its certificates, each as PEM; text between them is dropped. Empty where there is none. */
export function splitPem(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** `DNS:a, IP Address:b`; node:crypto writes a value with unusual characters as a JSON string. */
function alternativeNames(text: string): [kind: string, value: string][] {
  return [...text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, kind = '', value = '']) => [
    kind,
    value.startsWith('"') ? String(JSON.parse(value)) : value,
  ]);
}
