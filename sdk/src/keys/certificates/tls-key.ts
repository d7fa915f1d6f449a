/**
 * RSA keys of mutual TLS, as PEM text. node-forge signs X.509 with RSA only, so TLS keys are RSA while documents are
 * signed with the algorithms of docs/spec/documents.md.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { SelatError } from '../../errors/index.js';

/** Smallest RSA modulus accepted and the size generated, bits. [IDN-7] */
export const RSA_BITS = 3072;

/**
 * Generates an RSA-3072 key in the thread pool of node:crypto; the prime search of node-forge takes seconds on the event loop.
 * The only function here that is not pure.
 *
 * @returns PKCS#8 PEM, not encrypted
 */
export async function generateTlsKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: RSA_BITS,
    publicExponent: 0x10001,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}

/** An RSA key pair as node-forge holds it. */
export interface ForgeKeyPair {
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly publicKey: forge.pki.rsa.PublicKey;
}

/** Reads the private key of an RSA pair. @throws SelatError CERTIFICATE_INVALID */
export function parseTlsKey(keyPem: string): ForgeKeyPair {
  const key = readPrivateKey(keyPem);
  requireStrongRsa(createPublicKey(key), 'the private key');
  const privateKey = forge.pki.privateKeyFromPem(key.export({ type: 'pkcs8', format: 'pem' }).toString());
  return { privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e) };
}

/** Refuses a public key that is not RSA with at least `RSA_BITS` bits. @throws SelatError CERTIFICATE_INVALID */
export function requireStrongRsa(key: KeyObject, what: string): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < RSA_BITS) {
    const found = key.asymmetricKeyType === 'rsa' ? `RSA of ${bits} bits` : String(key.asymmetricKeyType);
    throw new SelatError('CERTIFICATE_INVALID', `cannot use ${what}: it is ${found}, not RSA of at least ${RSA_BITS}`, {
      found,
      minimum: String(RSA_BITS),
    });
  }
}

function readPrivateKey(keyPem: string): KeyObject {
  try {
    return createPrivateKey(keyPem);
  } catch (cause) {
    throw new SelatError(
      'CERTIFICATE_INVALID',
      'cannot read the private key: it is not PEM text of a plain key',
      {},
      { cause },
    );
  }
}
