/** Signing by a device that holds the private key: a hardware module, a signing service, another process. */
import { createHash } from 'node:crypto';
import { SelatError } from '../errors/index.js';
import { toLowS } from './es256.js';
import { kidOf, type PublicKey, verifySignature } from './public-key.js';
import type { Signer } from './signer.js';
import { signerDigest } from './sm2.js';

/** What a device signs: the whole message, or the digest of its algorithm, 32 bytes. */
export type DeviceInput = 'message' | 'digest';

/** One key in a device. Only its public half is known here. */
export interface KeyDevice {
  readonly publicKey: PublicKey;
  /** `digest` is SHA-256 for ES256 and SM3(ZA || message) for SGD_SM3_SM2; Ed25519 is signed over the message itself. */
  readonly takes: DeviceInput;
  /** @returns 64 bytes: Ed25519, or raw r||s with any s */
  sign(input: Buffer): Promise<Uint8Array>;
}

/**
 * Makes a signer of a device: computes the digest where the device takes one, brings ES256 to low S, and verifies what
 * came back before anybody else sees it.
 * @throws SelatError KEY_MALFORMED for Ed25519 over a digest; `sign` rejects with SIGNATURE_INVALID where the device
 *   answers with anything but a signature of its key
 */
export function deviceSigner(device: KeyDevice): Signer {
  const { publicKey, takes } = device;
  const { alg } = publicKey;
  const kid = kidOf(publicKey);
  if (alg === 'Ed25519' && takes === 'digest') {
    const message = `cannot use key ${kid} of the device: Ed25519 signs messages, the device takes digests`;
    throw new SelatError('KEY_MALFORMED', message, { kid, alg });
  }
  return {
    alg,
    kid,
    sign: async (input) => {
      const given = takes === 'digest' ? digestOf(publicKey, input) : Buffer.from(input);
      const answer = Buffer.from(await device.sign(given));
      const signature = alg === 'ES256' && answer.length === 64 ? toLowS(answer) : answer;
      if (await verifySignature(publicKey, input, signature)) return signature;
      const message = `cannot sign with key ${kid}: what the device answered is no ${alg} signature of it`;
      throw new SelatError('SIGNATURE_INVALID', message, { kid, alg });
    },
  };
}

function digestOf({ alg, raw }: PublicKey, input: Uint8Array): Buffer {
  if (alg === 'SGD_SM3_SM2') return createHash('sm3').update(signerDigest(raw)).update(input).digest();
  return createHash('sha256').update(input).digest();
}
