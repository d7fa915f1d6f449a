/** A folder of encrypted keys, opened once with a passphrase. Normative text: docs/spec/identity.md, IDN-8. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import {
  type Algorithm,
  generatePrivateKey,
  type Instant,
  localSigner,
  type PrivateKey,
  type PublicKey,
  parsePkcs8,
  type Random,
  type Signer,
} from '@selat/sdk/keys';
import type { KeyCustody } from './key-custody.js';
import { DEFAULT_KDF, type KdfParameters, requirePassphrase } from './key-derivation.js';
import { keyFileName, type OpenedKey, openKey, sealKey } from './key-file.js';
import { type Custody, isCustodyOf, type KeyEntry, type SigningPurpose } from './key-purpose.js';
import {
  corrupt,
  KEYSTORE_FILE,
  type KeystoreHeader,
  SALT_BYTES,
  sealKeystore,
  unsealKeystore,
} from './keystore-file.js';
import { readPrivateFile, requirePrivateFolder, writePrivateFile } from './private-file.js';

/** What a new keystore is made of. */
export interface NewKeystore {
  /** `<node>/keys` for online custody, `<node>/offline` for identity keys. Made with mode 0700 where missing. */
  readonly dir: string;
  /** At least 12 characters; taken in Unicode NFC. */
  readonly passphrase: string;
  readonly env: string;
  readonly custody: Custody;
  readonly kdf?: KdfParameters;
}

/**
 * Makes an empty keystore.
 *
 * @throws SelatError CONFIG_INVALID when the folder has one or the passphrase is short, KEYSTORE_EXPOSED
 */
export async function createKeystore(input: NewKeystore, random: Random): Promise<Keystore> {
  requirePassphrase(input.passphrase);
  const file = join(input.dir, KEYSTORE_FILE);
  if (await exists(file)) {
    throw new SelatError('CONFIG_INVALID', `cannot create keystore ${file}: the file exists`, { file });
  }
  const { env, custody, kdf = DEFAULT_KDF } = input;
  const header: KeystoreHeader = { env, custody, kdf, salt: random(SALT_BYTES) };
  const { seal, text } = await sealKeystore(header, input.passphrase);
  await writePrivateFile(file, text, random);
  await requirePrivateFolder(input.dir);
  return new Keystore(input.dir, header, seal, random);
}

/**
 * Opens a keystore and decrypts every key in it; one scrypt run whatever the number of keys.
 *
 * @throws SelatError KEYSTORE_LOCKED for another passphrase, KEYSTORE_CORRUPT naming a damaged file, KEYSTORE_EXPOSED
 *   naming a file or folder that others may read or replace, with the command that cures it
 */
export async function openKeystore(dir: string, passphrase: string, random: Random): Promise<Keystore> {
  const file = join(dir, KEYSTORE_FILE);
  const text = await readPrivateFile(file);
  await requirePrivateFolder(dir);
  const { header, seal } = await unsealKeystore(text, passphrase, file);
  const keystore = new Keystore(dir, header, seal, random);
  await keystore.reload();
  return keystore;
}

/** The keys of one node and environment. Use `createKeystore` or `openKeystore`. */
export class Keystore implements KeyCustody {
  readonly env: string;
  readonly custody: Custody;
  readonly #dir: string;
  readonly #seal: Buffer;
  readonly #random: Random;
  readonly #entries = new Map<string, KeyEntry>();
  readonly #signing = new Map<string, PrivateKey>();
  readonly #tls = new Map<string, string>();

  constructor(dir: string, header: KeystoreHeader, seal: Buffer, random: Random) {
    this.env = header.env;
    this.custody = header.custody;
    this.#dir = dir;
    this.#seal = seal;
    this.#random = random;
  }

  /** Public facts of every key, oldest first. */
  entries(): KeyEntry[] {
    return [...this.#entries.values()].sort((a, b) => a.createdAt - b.createdAt || (a.kid < b.kid ? -1 : 1));
  }

  /**
   * Stores a key; the same key for the same purpose again changes nothing.
   *
   * @throws SelatError KEY_PURPOSE when the key has another purpose already or this custody does not hold the purpose
   */
  async addKey(purpose: SigningPurpose, key: PrivateKey, createdAt: Instant): Promise<KeyEntry> {
    return this.#add({ kid: key.kid, purpose, alg: key.alg, createdAt }, key.toPkcs8());
  }

  /** Stores the RSA key of mutual TLS. @param keyPem PKCS#8 PEM @throws SelatError KEY_PURPOSE */
  async addTlsKey(keyPem: string, createdAt: Instant): Promise<KeyEntry> {
    return this.#add({ kid: tlsKid(keyPem), purpose: 'tls', alg: 'RSA', createdAt }, Buffer.from(keyPem, 'utf8'));
  }

  async makeKey(purpose: SigningPurpose, alg: Algorithm, createdAt: Instant): Promise<KeyEntry> {
    return this.addKey(purpose, generatePrivateKey(alg, this.#random), createdAt);
  }

  async makeTlsKey(createdAt: Instant): Promise<KeyEntry> {
    const { generateTlsKey } = await import('@selat/sdk/keys/certificates');
    return this.addTlsKey(await generateTlsKey(), createdAt);
  }

  /**
   * Returns the signer of the newest key of a purpose.
   *
   * @param alg needed for `document`, which has one key per algorithm; without it any algorithm will do
   * @throws SelatError KEY_ABSENT
   */
  signerFor(purpose: SigningPurpose, alg?: Algorithm): Signer {
    const fits = (entry: KeyEntry) => entry.purpose === purpose && (alg === undefined || entry.alg === alg);
    const kid = this.entries().findLast(fits)?.kid;
    if (kid === undefined) throw this.#absent(alg === undefined ? purpose : `${purpose} with ${alg}`);
    return this.signerOf(kid);
  }

  /** Returns the signer of one key. @throws SelatError KEY_ABSENT */
  signerOf(kid: string): Signer {
    return localSigner(this.#signingKey(kid));
  }

  /** Returns the public half of a signing key, for the descriptor. @throws SelatError KEY_ABSENT */
  publicKeyOf(kid: string): PublicKey {
    return this.#signingKey(kid).publicKey;
  }

  /**
   * Returns a TLS private key as PKCS#8 PEM.
   *
   * @param pin `certificatePin` of the certificate that it belongs to
   * @throws SelatError KEY_ABSENT
   */
  tlsKeyFor(pin: string): string {
    const pem = this.#tls.get(pin.replace(/^sha256:/, ''));
    if (pem === undefined) throw this.#absent(`tls with pin ${pin}`);
    return pem;
  }

  /** Decrypts the key files that are not known yet. @throws SelatError KEYSTORE_CORRUPT, KEYSTORE_EXPOSED */
  async reload(): Promise<void> {
    const known = new Set([KEYSTORE_FILE, ...this.entries().map(keyFileName)]);
    const names = (await readdir(this.#dir)).filter((name) => name.endsWith('.json') && !known.has(name));
    for (const name of names.sort()) {
      const path = join(this.#dir, name);
      const opened = openKey(await readPrivateFile(path), this.#seal, path);
      if (keyFileName(opened.entry) !== name) throw corrupt(path, `it holds the key of ${keyFileName(opened.entry)}`);
      this.#load(opened, path);
    }
  }

  async erase(kid: string): Promise<void> {
    const entry = this.#entries.get(kid);
    if (entry === undefined) return;
    await rm(join(this.#dir, keyFileName(entry)), { force: true });
    for (const held of [this.#entries, this.#signing, this.#tls]) held.delete(kid);
  }

  /** Takes over a decrypted key and clears its bytes. */
  #load(opened: OpenedKey, file: string): void {
    const { entry, env, secret } = opened;
    if (env !== this.env) throw corrupt(file, `it is a key of environment ${env}, not ${this.env}`);
    try {
      this.#keep(entry, secret);
    } catch (cause) {
      throw corrupt(file, 'its key does not fit its header', cause);
    } finally {
      secret.fill(0);
    }
  }

  toJSON(): { readonly env: string; readonly custody: Custody; readonly keys: KeyEntry[] } {
    return { env: this.env, custody: this.custody, keys: this.entries() };
  }

  async #add(entry: KeyEntry, secret: Buffer): Promise<KeyEntry> {
    const known = this.#entries.get(entry.kid);
    if (known?.purpose === entry.purpose) return known;
    if (known !== undefined) throw misplaced(entry, `it is already the ${known.purpose} key`);
    if (!isCustodyOf(this.custody, entry.purpose)) throw misplaced(entry, `this keystore is ${this.custody}`);
    const text = sealKey({ entry, env: this.env, secret }, this.#seal, this.#random);
    await writePrivateFile(join(this.#dir, keyFileName(entry)), text, this.#random);
    this.#keep(entry, secret);
    secret.fill(0);
    return entry;
  }

  #keep(entry: KeyEntry, secret: Buffer): void {
    if (entry.alg === 'RSA') {
      const pem = secret.toString('utf8');
      if (tlsKid(pem) !== entry.kid) throw new Error('another key');
      this.#tls.set(entry.kid, pem);
    } else {
      const key = parsePkcs8(entry.alg, secret);
      if (key.kid !== entry.kid) throw new Error('another key');
      this.#signing.set(entry.kid, key);
    }
    this.#entries.set(entry.kid, entry);
  }

  #signingKey(kid: string): PrivateKey {
    const key = this.#signing.get(kid);
    if (key === undefined) throw this.#absent(`kid ${kid}`);
    return key;
  }

  #absent(wanted: string): SelatError {
    const message = `cannot use key for ${wanted}: the ${this.custody} keystore ${this.#dir} has none`;
    return new SelatError('KEY_ABSENT', message, { wanted, custody: this.custody });
  }
}

function misplaced({ kid, purpose }: KeyEntry, why: string): SelatError {
  return new SelatError('KEY_PURPOSE', `cannot store key ${kid} for ${purpose}: ${why}`, { kid, purpose });
}

/** SHA-256 of the SubjectPublicKeyInfo in hexadecimal: the pin of every certificate for this key. */
function tlsKid(keyPem: string): string {
  const spki = createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
