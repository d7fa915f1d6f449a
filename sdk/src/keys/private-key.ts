import { SelatError } from '../errors/index.js';
import { ALGORITHMS, type Algorithm } from './algorithms.js';
import { kidOf, type PublicKey } from './public-key.js';
import type { KeyHandle } from './row.js';
import type { Signer } from './signer.js';
import type { Random } from './time-and-random.js';

/** A private key in this process. Its secret leaves only through `toPkcs8`, and never appears in JSON or in a log. */
export class PrivateKey {
  readonly alg: Algorithm;
  readonly publicKey: PublicKey;
  readonly kid: string;
  readonly #handle: KeyHandle;
  readonly #pkcs8: Buffer;

  /** Use `generatePrivateKey` or `parsePkcs8`. */
  constructor(alg: Algorithm, pkcs8: Buffer, handle: KeyHandle, raw: Buffer) {
    this.alg = alg;
    this.publicKey = { alg, raw };
    this.kid = kidOf(this.publicKey);
    this.#handle = handle;
    this.#pkcs8 = pkcs8;
  }

  /** PKCS#8 DER for an encrypted key store: 48 bytes (Ed25519) or 138 bytes. The caller keeps it secret. */
  toPkcs8(): Buffer {
    return Buffer.from(this.#pkcs8);
  }

  /** Signs the message; 64 bytes. ES256 signatures have low S. */
  sign(input: Uint8Array): Promise<Buffer> {
    return ALGORITHMS[this.alg].sign(this.#handle, input);
  }

  toJSON(): { readonly alg: Algorithm; readonly kid: string } {
    return { alg: this.alg, kid: this.kid };
  }
}

/**
 * Reads PKCS#8 DER in the one form that `toPkcs8` writes (RFC 8410; RFC 5915 with the public key, which must fit).
 * @throws SelatError KEY_MALFORMED
 */
export function parsePkcs8(alg: Algorithm, pkcs8: Uint8Array): PrivateKey {
  const bytes = Buffer.from(pkcs8);
  try {
    const { handle, raw } = ALGORITHMS[alg].importPrivate(bytes);
    if (alg === 'Ed25519' || bytes.subarray(-raw.length).equals(raw)) return new PrivateKey(alg, bytes, handle, raw);
  } catch (error) {
    if (error instanceof SelatError) throw error;
    const message = `cannot read ${alg} private key: its secret is no scalar of the curve`;
    throw new SelatError('KEY_MALFORMED', message, { alg }, { cause: error });
  }
  throw new SelatError('KEY_MALFORMED', `cannot read ${alg} private key: its public half belongs to another`, { alg });
}

/** Makes a key from `random`; the same bytes give the same key. */
export function generatePrivateKey(alg: Algorithm, random: Random): PrivateKey {
  const row = ALGORITHMS[alg];
  return parsePkcs8(alg, row.generate(random(row.seedLength)));
}

/** Signs with a key held by this process. */
export function localSigner(key: PrivateKey): Signer {
  return { alg: key.alg, kid: key.kid, sign: (input) => key.sign(input) };
}
