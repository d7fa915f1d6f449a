import type { Algorithm } from './algorithms.js';

/**
 * Signs for one key, wherever it lives.
 *
 * `sign` always takes the whole message. A device that wants a digest computes it inside its adapter: SHA-256 for
 * ES256, SM3(ZA || message) for SGD_SM3_SM2 (`signerDigest` gives ZA); Ed25519 is signed over the message itself.
 */
export interface Signer {
  readonly alg: Algorithm;
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  /** @returns 64 bytes: Ed25519, or raw r||s; ES256 with low S */
  sign(input: Uint8Array): Promise<Buffer>;
}
