/** `keystore.json`: what opens the key files beside it. Holds nothing secret. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { deriveKeys, type KdfParameters, kdfSchema } from './key-derivation.js';
import type { Custody } from './key-purpose.js';

/** Name of the file in the keystore's folder. */
export const KEYSTORE_FILE = 'keystore.json';

/** Length of the salt, bytes. */
export const SALT_BYTES = 32;

/** Everything that is fixed when a keystore is made. */
export interface KeystoreHeader {
  readonly env: string;
  readonly custody: Custody;
  readonly kdf: KdfParameters;
  readonly salt: Buffer;
}

const base64 = (bytes: number) =>
  z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes, `is not ${bytes} bytes`);

const schema = z.strictObject({
  v: z.literal(1),
  env: z.string().min(1).max(32),
  custody: z.enum(['online', 'offline']),
  kdf: kdfSchema,
  salt: base64(SALT_BYTES),
  verifier: base64(32),
  checksum: z.hex(),
});

type StoredKeystore = z.infer<typeof schema>;

/** Derives the sealing key of a new keystore and the text of its file. */
export async function sealKeystore(
  header: KeystoreHeader,
  passphrase: string,
): Promise<{ seal: Buffer; text: string }> {
  const { seal, verifier } = await deriveKeys(passphrase, header.salt, header.kdf, binding(header));
  const stored = {
    v: 1,
    ...header,
    salt: header.salt.toString('base64'),
    verifier: verifier.toString('base64'),
  } as const;
  return { seal, text: `${JSON.stringify({ ...stored, checksum: checksum(stored) }, null, 2)}\n` };
}

/**
 * Opens the text of a keystore file.
 *
 * @throws SelatError KEYSTORE_CORRUPT naming `file`; KEYSTORE_LOCKED for another passphrase
 */
export async function unsealKeystore(
  text: string,
  passphrase: string,
  file: string,
): Promise<{ seal: Buffer; header: KeystoreHeader }> {
  const stored = parseStored(text, file);
  const header: KeystoreHeader = {
    env: stored.env,
    custody: stored.custody,
    kdf: stored.kdf,
    salt: Buffer.from(stored.salt, 'base64'),
  };
  const { seal, verifier } = await deriveKeys(passphrase, header.salt, header.kdf, binding(header));
  if (!timingSafeEqual(verifier, Buffer.from(stored.verifier, 'base64'))) {
    throw new SelatError('KEYSTORE_LOCKED', `cannot open ${file}: the passphrase is another one`, { file });
  }
  return { seal, header };
}

/** Reads JSON and checks its shape. @throws SelatError KEYSTORE_CORRUPT naming `file` and what is wrong with it */
export function parseJsonFile<T>(text: string, schema: z.ZodType<T>, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(file, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw corrupt(file, `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is malformed'}`, parsed.error);
}

/** A file that no passphrase will open. */
export function corrupt(file: string, why: string, cause?: unknown): SelatError {
  return new SelatError('KEYSTORE_CORRUPT', `cannot open ${file}: ${why}`, { file, why }, { cause });
}

function parseStored(text: string, file: string): StoredKeystore {
  const stored = parseJsonFile(text, schema, file);
  // Tells a damaged file from a wrong passphrase; against a deliberate change stands the verifier.
  if (checksum(stored) !== stored.checksum) throw corrupt(file, 'its checksum does not fit its content');
  return stored;
}

function checksum(stored: Omit<StoredKeystore, 'checksum'>): string {
  const { v, env, custody, kdf, salt, verifier } = stored;
  const fields = [v, env, custody, kdf.name, kdf.N, kdf.r, kdf.p, salt, verifier];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

function binding({ env, custody }: KeystoreHeader): string {
  return JSON.stringify([env, custody]);
}
