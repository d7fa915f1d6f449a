/** From passphrase to keys: scrypt (RFC 7914) once per keystore, then HKDF (RFC 5869) for sealing and for the verifier. */
import { hkdfSync, type ScryptOptions, scrypt } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';

/** Cost of scrypt. Memory is 128 x N x r bytes. */
export interface KdfParameters {
  readonly name: 'scrypt';
  /** Power of two from 2^14 to 2^19. */
  readonly N: number;
  /** 8 to 16. */
  readonly r: number;
  /** 1 to 4. */
  readonly p: number;
}

/** 32 MiB and about 0.1 s on one core. */
export const DEFAULT_KDF: KdfParameters = { name: 'scrypt', N: 2 ** 15, r: 8, p: 1 };

/** Shortest passphrase, Unicode code points. The file may be stolen and tried offline. */
export const MIN_PASSPHRASE_CHARS = 12;

/** Bounds are checked on read, before any memory is taken: a changed file cannot make the start hang or exhaust memory. */
export const kdfSchema = z.strictObject({
  name: z.literal('scrypt'),
  N: z
    .int()
    .min(2 ** 14)
    .max(2 ** 19)
    .refine((n) => Number.isInteger(Math.log2(n)), 'is no power of two'),
  r: z.int().min(8).max(16),
  p: z.int().min(1).max(4),
});

/** The two keys of a keystore. */
export interface KeystoreKeys {
  /** AES-256 key of every key file. */
  readonly seal: Buffer;
  /** Stored openly: equal only for the same passphrase, salt, parameters and binding. */
  readonly verifier: Buffer;
}

/**
 * Derives the keys of a keystore.
 *
 * @param passphrase compared in Unicode NFC, so that every keyboard gives the same bytes
 * @param binding text that the verifier also covers
 */
export async function deriveKeys(
  passphrase: string,
  salt: Buffer,
  kdf: KdfParameters,
  binding: string,
): Promise<KeystoreKeys> {
  const { N, r, p } = kdf;
  const maxmem = 128 * r * (N + p + 8);
  const master = await runScrypt(Buffer.from(passphrase.normalize('NFC'), 'utf8'), salt, { N, r, p, maxmem });
  const expand = (info: string) => Buffer.from(hkdfSync('sha256', master, salt, info, 32));
  const keys = { seal: expand('selat-keystore/v1 seal'), verifier: expand(`selat-keystore/v1 verifier\n${binding}`) };
  master.fill(0);
  return keys;
}

/** @throws SelatError CONFIG_INVALID where the passphrase is shorter than `MIN_PASSPHRASE_CHARS` */
export function requirePassphrase(passphrase: string): void {
  const chars = [...passphrase].length;
  if (chars < MIN_PASSPHRASE_CHARS) {
    const facts = { chars: String(chars), minimum: String(MIN_PASSPHRASE_CHARS) };
    throw new SelatError(
      'CONFIG_INVALID',
      `cannot protect keys with this passphrase: it has ${chars} characters, fewer than ${MIN_PASSPHRASE_CHARS}`,
      facts,
    );
  }
}

function runScrypt(passphrase: Buffer, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
