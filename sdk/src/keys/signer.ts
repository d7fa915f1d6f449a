import type { Algorithm } from './algorithms.js';

/**
 * Signs for one key, wherever it lives.
 *
 * `sign` always takes the whole message and answers later: no private key need be in this process. A device that signs
 * digests says so, and `deviceSigner` computes them.
 */
export interface Signer {
  readonly alg: Algorithm;
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  /** @returns 64 bytes: Ed25519, or raw r||s; ES256 with low S */
  sign(input: Uint8Array): Promise<Buffer>;
}
