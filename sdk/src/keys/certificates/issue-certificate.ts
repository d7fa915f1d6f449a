/** Issues the certificate with which a gateway is both server and client of mutual TLS. */
import { createPrivateKey } from 'node:crypto';
import forge from 'node-forge';
import { SelatError } from '../../errors/index.js';
import type { Random } from '../time-and-random.js';
import { parseCertificateRequest } from './certificate-request.js';
import { describeCertificate, parseCertificate } from './describe-certificate.js';
import { parseTlsKey } from './tls-key.js';
import {
  alternativeNames,
  distinguishedName,
  finish,
  startCertificate,
  type Validity,
  wholeSecond,
} from './x509-parts.js';

/** What the operator CA issues, and from what. */
export interface IssueInput extends Validity {
  /** PEM of a request made by `createCertificateRequest` or another tool. */
  readonly requestPem: string;
  readonly caCertificatePem: string;
  /** PKCS#8 PEM of the CA's key. */
  readonly caKeyPem: string;
  /** The exchange id that the CA vouches for. */
  readonly exchangeId: string;
  /** Also put `localhost` and 127.0.0.1 into the certificate; for gateways on one machine. */
  readonly loopback?: boolean;
}

/**
 * Issues a certificate for serverAuth and clientAuth. The key comes from the request, every name from the operator: a
 * request that asks for a name which the operator does not grant is refused, not trimmed. [IDN-7]
 *
 * @param random source of the serial number
 * @returns PEM text of the leaf alone
 * @throws SelatError CERTIFICATE_INVALID
 */
export function issueCertificate(input: IssueInput, random: Random): string {
  const request = parseCertificateRequest(input.requestPem);
  const granted = [input.exchangeId, ...(input.loopback ? ['localhost', '127.0.0.1'] : [])];
  const extra = request.names.find((name) => !granted.includes(name));
  if (extra !== undefined) {
    throw refused(`the request asks for ${extra}, which the operator does not grant`, { name: extra });
  }
  requireIssuer(input);
  const authority = forge.pki.certificateFromPem(input.caCertificatePem);
  const certificate = startCertificate(input, random);
  certificate.publicKey = request.publicKey;
  certificate.setSubject(distinguishedName(input.exchangeId, 'Selat gateway'));
  certificate.setIssuer(authority.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    alternativeNames(input.exchangeId, input.loopback ?? false),
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: authority.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return finish(certificate, parseTlsKey(input.caKeyPem).privateKey);
}

/** The CA must own the key, be a CA, and outlive what it issues. */
function requireIssuer(input: IssueInput): void {
  const ca = describeCertificate(input.caCertificatePem);
  if (!ca.isCa) throw refused('the issuing certificate is not a CA', {});
  if (!parseCertificate(input.caCertificatePem).checkPrivateKey(createPrivateKey(input.caKeyPem))) {
    throw refused('the CA key does not belong to the CA certificate', {});
  }
  if (wholeSecond(input.notBefore) < ca.notBefore || wholeSecond(input.notAfter) > ca.notAfter) {
    const range = `${new Date(ca.notBefore).toISOString()} to ${new Date(ca.notAfter).toISOString()}`;
    throw refused(`the CA is valid from ${range}, the certificate would be valid outside of that`, { range });
  }
}

function refused(why: string, facts: Record<string, string>): SelatError {
  return new SelatError('CERTIFICATE_INVALID', `cannot issue the certificate: ${why}`, facts);
}
