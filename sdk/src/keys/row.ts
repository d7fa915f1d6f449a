import type { KeyObject } from 'node:crypto';
import type { DerTemplate } from './der.js';

/** A key ready for use. */
export interface KeyHandle {
  readonly key: KeyObject;
  /** Bytes hashed before every message: ZA for SM2, empty otherwise. */
  readonly prefix: Buffer;
}

/** Everything that differs between two signature algorithms. */
export interface AlgorithmRow {
  /** Bytes of a raw public key. */
  readonly rawLength: number;
  /** Bytes of a signature. */
  readonly signatureLength: number;
  /** Uniform random bytes from which `generate` makes a key. */
  readonly seedLength: number;
  readonly der: DerTemplate;
  readonly kty: 'OKP' | 'EC';
  /** Curve name in a JWK. */
  readonly crv: 'Ed25519' | 'P-256' | 'SM2';
  /** Returns undefined, or throws what node throws, where the bytes are no sound public key of the curve. */
  importPublic(raw: Buffer): KeyHandle | undefined;
  /** Takes PKCS#8 of exactly the form that `generate` returns; `raw` is computed from the secret. */
  importPrivate(pkcs8: Uint8Array): { readonly handle: KeyHandle; readonly raw: Buffer };
  /** Returns the PKCS#8 DER of the key that `seed` determines. */
  generate(seed: Uint8Array): Buffer;
  /** Signs the message, not a digest of it. */
  sign(handle: KeyHandle, input: Uint8Array): Promise<Buffer>;
  /** `signature` has `signatureLength` bytes; any other fault of it gives false. */
  verify(handle: KeyHandle, input: Uint8Array, signature: Buffer): Promise<boolean>;
}
