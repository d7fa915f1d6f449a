/** Certificate signing requests (PKCS#10): the TLS key stays where it was made, its public half goes to the operator CA. */
import { createPublicKey } from 'node:crypto';
import forge from 'node-forge';
import { SelatError } from '../../errors/index.js';
import { parseTlsKey, requireStrongRsa } from './tls-key.js';
import { alternativeNames, distinguishedName } from './x509-parts.js';

/** What a request asks for. */
export interface CertificateRequestInput {
  /** PKCS#8 PEM of the requester's RSA key. */
  readonly keyPem: string;
  readonly exchangeId: string;
  /** Also ask for `localhost` and 127.0.0.1. */
  readonly loopback?: boolean;
}

/** A request whose signature by its own key was verified. */
export interface VerifiedRequest {
  readonly publicKey: forge.pki.rsa.PublicKey;
  /** DNS names and addresses that the request asks for. */
  readonly names: readonly string[];
}

/** Signature algorithms of a request, by object identifier: RSA with SHA-256, SHA-384, SHA-512. */
const REQUEST_SIGNATURES: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
]);

/**
 * Makes a certificate request.
 *
 * @returns PEM text
 * @throws SelatError CERTIFICATE_INVALID
 */
export function createCertificateRequest(input: CertificateRequestInput): string {
  const { privateKey, publicKey } = parseTlsKey(input.keyPem);
  const request = forge.pki.createCertificationRequest();
  request.publicKey = publicKey;
  request.setSubject(distinguishedName(input.exchangeId, 'Selat gateway'));
  request.setAttributes([
    { name: 'extensionRequest', extensions: [alternativeNames(input.exchangeId, input.loopback ?? false)] },
  ]);
  request.sign(privateKey, forge.md.sha256.create());
  return forge.pki.certificationRequestToPem(request).replaceAll('\r\n', '\n');
}

/** Parses a request and verifies that its signer holds the private key. @throws SelatError CERTIFICATE_INVALID */
export function parseCertificateRequest(pem: string): VerifiedRequest {
  try {
    const request = forge.pki.certificationRequestFromPem(pem);
    if (!REQUEST_SIGNATURES.has(request.signatureOid ?? '') || !request.verify()) throw new Error('signature');
    const publicKey = request.publicKey as forge.pki.rsa.PublicKey;
    requireStrongRsa(createPublicKey(forge.pki.publicKeyToPem(publicKey)), 'the key of the request');
    return { publicKey, names: requestedNames(request) };
  } catch (cause) {
    if (cause instanceof SelatError) throw cause;
    throw new SelatError(
      'CERTIFICATE_INVALID',
      'cannot accept the certificate request: its own signature does not verify',
      {},
      { cause },
    );
  }
}

interface RequestedExtension {
  readonly name: string;
  readonly altNames?: readonly { readonly value: string; readonly ip?: string }[];
}

function requestedNames(request: forge.pki.CertificateSigningRequest): string[] {
  const attribute = request.getAttribute({ name: 'extensionRequest' });
  const extensions: readonly RequestedExtension[] = attribute?.extensions ?? [];
  return extensions.flatMap((extension) => (extension.altNames ?? []).map(({ ip, value }) => ip ?? value));
}
