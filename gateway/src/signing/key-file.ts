/** One encrypted key a file: AES-256-GCM under the keystore's key, the open header fields as additional data. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ALGORITHM_NAMES, type Random } from '@selat/sdk/keys';
import { z } from 'zod';
import { KEY_PURPOSES, type KeyEntry } from './key-purpose.js';
import { corrupt, parseJsonFile } from './keystore-file.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

const schema = z.strictObject({
  v: z.literal(1),
  kid: z.string().regex(/^[A-Za-z0-9_-]{43,64}$/),
  purpose: z.enum(KEY_PURPOSES),
  alg: z.enum([...ALGORITHM_NAMES, 'RSA']),
  env: z.string().min(1).max(32),
  createdAtMs: z.int().min(0),
  iv: z.base64(),
  tag: z.base64(),
  ciphertext: z.base64(),
});

/** A key as it lies in a file: entry, environment, and the secret that the caller clears after use. */
export interface OpenedKey {
  readonly entry: KeyEntry;
  readonly env: string;
  readonly secret: Buffer;
}

/** Name of the file that holds the key of `entry`. */
export function keyFileName(entry: KeyEntry): string {
  return `${entry.purpose}-${entry.kid}.json`;
}

/** Returns the text of a key file. Every call takes a new iv, so no two files share key and iv. */
export function sealKey({ entry, env, secret }: OpenedKey, seal: Buffer, random: Random): string {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', seal, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(entry, env));
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
  const { kid, purpose, alg, createdAt } = entry;
  const stored = {
    v: 1,
    kid,
    purpose,
    alg,
    env,
    createdAtMs: createdAt,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    ciphertext: ciphertext.toString('base64'),
  };
  return `${JSON.stringify(stored, null, 2)}\n`;
}

/** Opens the text of a key file. @throws SelatError KEYSTORE_CORRUPT naming `file` */
export function openKey(text: string, seal: Buffer, file: string): OpenedKey {
  const { kid, purpose, alg, env, createdAtMs, iv, tag, ciphertext } = parseJsonFile(text, schema, file);
  const entry: KeyEntry = { kid, purpose, alg, createdAt: createdAtMs };
  try {
    const decipher = createDecipheriv('aes-256-gcm', seal, Buffer.from(iv, 'base64'), { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(entry, env));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    const secret = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64')), decipher.final()]);
    return { entry, env, secret };
  } catch (cause) {
    throw corrupt(file, 'its content was changed or belongs to another keystore', cause);
  }
}

function additionalData({ kid, purpose, alg, createdAt }: KeyEntry, env: string): Buffer {
  return Buffer.from(`selat-key/v1\n${JSON.stringify([kid, purpose, alg, env, createdAt])}`, 'utf8');
}
