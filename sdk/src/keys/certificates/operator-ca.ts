/** The certificate authority of one exchange's operator. It issues TLS certificates of that exchange and nothing else. */
import type { Random } from '../time-and-random.js';
import { parseTlsKey } from './tls-key.js';
import { distinguishedName, finish, startCertificate, type Validity } from './x509-parts.js';

/** What an operator CA is made of. */
export interface OperatorCaInput extends Validity {
  /** PKCS#8 PEM of the CA's own RSA key, see `generateTlsKey`. */
  readonly keyPem: string;
  readonly exchangeId: string;
}

/**
 * Makes the self-signed certificate of an operator CA: basicConstraints CA with path length 0, keyUsage keyCertSign and
 * cRLSign, both critical. [IDN-7]
 *
 * @param random source of the serial number
 * @returns PEM text of the certificate
 * @throws SelatError CERTIFICATE_INVALID
 */
export function createOperatorCa(input: OperatorCaInput, random: Random): string {
  const { privateKey, publicKey } = parseTlsKey(input.keyPem);
  const certificate = startCertificate(input, random);
  const name = distinguishedName(input.exchangeId, 'Selat operator CA');
  certificate.publicKey = publicKey;
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return finish(certificate, privateKey);
}
