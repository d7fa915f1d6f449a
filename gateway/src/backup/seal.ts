/**
 * The seal of a backup: an HMAC over its manifest under a key from the passphrase of the node. Digests show what an
 * accident changed; the seal shows what somebody changed who could write to the medium, such as an officer's token.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';
import { z } from 'zod';
import { DEFAULT_KDF, deriveKeys, type KdfParameters, kdfSchema } from '../signing/index.js';
import { backupInvalid } from './backup-invalid.js';

const SALT_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const BINDING = 'selat-backup/1';

const sealSchema = z.strictObject({
  v: z.literal(1),
  kdf: kdfSchema,
  salt: z.hex().length(2 * SALT_BYTES),
  verifier: z.hex().length(64),
  mac: z.hex().length(64),
});

/** The keys of one backup. */
export interface BackupKeys {
  /** Text of the seal over these manifest bytes. */
  sealOf(manifest: Buffer): Buffer;
  /** Encrypts a small secret file. */
  encrypt(secret: Buffer, random: Random): Buffer;
  /** @throws Error where the bytes were not made by `encrypt` */
  decrypt(bytes: Buffer): Buffer;
}

/** Makes the keys of a new backup. */
export function newBackupKeys(passphrase: string, random: Random): Promise<BackupKeys> {
  return derive(passphrase, random(SALT_BYTES), DEFAULT_KDF);
}

/**
 * Opens the seal of a backup and requires that it holds.
 * @throws SelatError KEYSTORE_LOCKED for another passphrase, BACKUP_INVALID where the manifest was changed
 */
export async function openSeal(seal: Buffer, manifest: Buffer, passphrase: string, file: string): Promise<BackupKeys> {
  const stored = parseSeal(seal, file);
  const keys = await derive(passphrase, Buffer.from(stored.salt, 'hex'), stored.kdf);
  const expected = parseSeal(keys.sealOf(manifest), file);
  if (expected.verifier !== stored.verifier) {
    const message = `cannot open backup ${file}: it was taken under another passphrase`;
    throw new SelatError('KEYSTORE_LOCKED', message, { file });
  }
  const same = timingSafeEqual(Buffer.from(expected.mac, 'hex'), Buffer.from(stored.mac, 'hex'));
  if (!same) throw backupInvalid(file, 'its seal does not hold: somebody changed it');
  return keys;
}

async function derive(passphrase: string, salt: Buffer, kdf: KdfParameters): Promise<BackupKeys> {
  const { seal, verifier } = await deriveKeys(passphrase, salt, kdf, BINDING);
  const expand = (info: string) => Buffer.from(hkdfSync('sha256', seal, salt, `${BINDING} ${info}`, 32));
  const [macKey, fileKey] = [expand('manifest'), expand('file')];
  return {
    sealOf: (manifest) => {
      const mac = createHmac('sha256', macKey).update(manifest).digest('hex');
      const text = { v: 1, kdf, salt: salt.toString('hex'), verifier: verifier.toString('hex'), mac };
      return Buffer.from(`${JSON.stringify(text, null, 1)}\n`, 'utf8');
    },
    encrypt: (secret, random) => {
      const iv = random(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', fileKey, iv, { authTagLength: TAG_BYTES });
      const body = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    decrypt: (bytes) => {
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', fileKey, iv, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}

function parseSeal(bytes: Buffer, file: string): z.output<typeof sealSchema> {
  try {
    return sealSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw backupInvalid(file, 'its seal is not readable', cause);
  }
}
