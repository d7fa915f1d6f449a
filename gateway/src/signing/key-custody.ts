/** Where the keys of a node live. A keystore in files is one such place; a device that never gives a key away is another. */
import type { Algorithm, Instant, PublicKey, Signer } from '@selat/sdk/keys';
import type { KeyEntry, SigningPurpose } from './key-purpose.js';

export interface KeyCustody {
  readonly env: string;
  /** Public facts of every key, oldest first. */
  entries(): readonly KeyEntry[];
  /** @throws SelatError KEY_ABSENT */
  publicKeyOf(kid: string): PublicKey;
  /** @throws SelatError KEY_ABSENT */
  signerOf(kid: string): Signer;
  /** Makes a key where it will live. */
  makeKey(purpose: SigningPurpose, alg: Algorithm, createdAt: Instant): Promise<KeyEntry>;
  /** Makes an RSA key for mutual TLS. */
  makeTlsKey(createdAt: Instant): Promise<KeyEntry>;
  /**
   * A TLS private key as PKCS#8 PEM: TLS reads it in this process.
   * @param pin `certificatePin` of the certificate that it belongs to
   * @throws SelatError KEY_ABSENT
   */
  tlsKeyFor(pin: string): string;
  /** Finds keys that were put there since it was opened. */
  reload(): Promise<void>;
  /** Destroys the private half of a key; a key that is not there is no error. */
  erase(kid: string): Promise<void>;
}
