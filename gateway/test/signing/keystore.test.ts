import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePrivateKey, verifySignature } from '@selat/sdk/keys';
import { generateTlsKey } from '@selat/sdk/keys/certificates';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeystore, type NewKeystore, openKeystore } from '../../src/signing/index.js';

const PASSPHRASE = 'correct horse 深圳 battery';
const NOON = Date.UTC(2026, 0, 5, 12);
const random = (bytes: number) => randomBytes(bytes);
const KDF = { name: 'scrypt', N: 2 ** 14, r: 8, p: 1 } as const;
const MESSAGE = Buffer.from('a message');

let dir: string;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'selat-keystore-')), 'keys');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

const create = (overrides: Partial<NewKeystore> = {}) =>
  createKeystore({ dir, passphrase: PASSPHRASE, env: 'SANDBOX', custody: 'online', kdf: KDF, ...overrides }, random);

const reopen = (passphrase = PASSPHRASE) => openKeystore(dir, passphrase, random);

const failure = (reason: string, text: string) =>
  expect.objectContaining({ reason, message: expect.stringContaining(text) });

async function edit(name: string, change: (stored: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const path = join(dir, name);
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))));
}

/** Every way to change one character of a base64 text at its start. */
const flip = (text: unknown) => `${String(text).startsWith('A') ? 'B' : 'A'}${String(text).slice(1)}`;

describe('IDN-8: keys survive on disk only under the passphrase', () => {
  it('gives back every key, signing under its own kid, and the TLS key byte for byte', async () => {
    const keystore = await create();
    const keys = (['Ed25519', 'ES256', 'SGD_SM3_SM2'] as const).map((alg) => generatePrivateKey(alg, random));
    for (const key of keys) await keystore.addKey('document', key, NOON);
    const tlsPem = await generateTlsKey();
    const tls = await keystore.addTlsKey(tlsPem, NOON);

    const opened = await reopen();
    expect(opened.entries()).toEqual(keystore.entries());
    expect(opened.tlsKeyFor(`sha256:${tls.kid}`)).toBe(tlsPem);
    for (const key of keys) {
      const signer = opened.signerFor('document', key.alg);
      expect(signer.kid).toBe(key.kid);
      expect(opened.publicKeyOf(key.kid)).toEqual(key.publicKey);
      expect(await verifySignature(key.publicKey, MESSAGE, await signer.sign(MESSAGE))).toBe(true);
    }
  });

  it('writes files of mode 0600 that do not hold the key, and leaves no temporary file', async () => {
    const keystore = await create();
    const key = generatePrivateKey('Ed25519', random);
    await keystore.addKey('log', key, NOON);
    expect((await readdir(dir)).sort()).toEqual(['keystore.json', `log-${key.kid}.json`]);
    for (const name of await readdir(dir)) {
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(dir, name), 'utf8')).not.toContain(key.toPkcs8().toString('base64'));
    }
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
  });

  it('refuses another passphrase as locked, and takes the same one in another Unicode form', async () => {
    await create({ passphrase: 'caf\u00e9 caf\u00e9 caf\u00e9' });
    await expect(reopen('cafe cafe cafe')).rejects.toThrow(failure('KEYSTORE_LOCKED', 'passphrase'));
    await expect(reopen('cafe\u0301 cafe\u0301 cafe\u0301')).resolves.toBeDefined();
  });

  it('refuses to create over an existing keystore, or under a passphrase of fewer than 12 characters', async () => {
    await create();
    await expect(create()).rejects.toThrow(failure('CONFIG_INVALID', 'exists'));
    await expect(create({ dir: `${dir}2`, passphrase: '12345678901' })).rejects.toThrow(
      failure('CONFIG_INVALID', '11'),
    );
  });

  it('shows neither secrets nor passphrase when printed', async () => {
    const keystore = await create();
    const key = generatePrivateKey('Ed25519', random);
    await keystore.addKey('token', key, NOON);
    const shown = JSON.stringify(keystore);
    expect(shown).toContain(key.kid);
    expect(shown).not.toContain(PASSPHRASE);
    expect(shown).not.toContain(key.toPkcs8().toString('base64').slice(20, 40));
  });
});

describe('IDN-8: a damaged key file is named and never half used', () => {
  const damages: [string, (stored: Record<string, unknown>) => Record<string, unknown>][] = [
    ['salt', (stored) => ({ ...stored, salt: flip(stored['salt']) })],
    ['verifier', (stored) => ({ ...stored, verifier: flip(stored['verifier']) })],
    ['cost above the bound', (stored) => ({ ...stored, kdf: { ...KDF, N: 2 ** 30 } })],
    ['cost below the bound', (stored) => ({ ...stored, kdf: { ...KDF, N: 2 } })],
    ['cost that is no power of two', (stored) => ({ ...stored, kdf: { ...KDF, N: 2 ** 15 + 1 } })],
    ['other version', (stored) => ({ ...stored, v: 2 })],
    ['additional member', (stored) => ({ ...stored, note: '' })],
  ];
  it.each(damages)('refuses keystore.json with changed %s', async (_, damage) => {
    await create();
    await edit('keystore.json', damage);
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_CORRUPT', join(dir, 'keystore.json')));
  });

  it.each(['kid', 'purpose', 'alg', 'env', 'createdAtMs', 'iv', 'tag', 'ciphertext'])(
    'refuses a key file with changed %s',
    async (field) => {
      const keystore = await create();
      const name = `log-${generatePrivateKey('Ed25519', () => Buffer.alloc(32, 1)).kid}.json`;
      await keystore.addKey(
        'log',
        generatePrivateKey('Ed25519', () => Buffer.alloc(32, 1)),
        NOON,
      );
      const other: Record<string, unknown> = { purpose: 'document', alg: 'ES256', env: 'LIVE', createdAtMs: NOON + 1 };
      await edit(name, (stored) => ({ ...stored, [field]: other[field] ?? flip(stored[field]) }));
      await expect(reopen()).rejects.toThrow(failure('KEYSTORE_CORRUPT', join(dir, name)));
    },
  );

  it('refuses a truncated file, a renamed file, and a file of another keystore', async () => {
    const keystore = await create();
    const { kid } = await keystore.addKey('log', generatePrivateKey('Ed25519', random), NOON);
    const path = join(dir, `log-${kid}.json`);
    const text = await readFile(path, 'utf8');

    await writeFile(path, text.slice(0, -10));
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_CORRUPT', path));
    await writeFile(path, text);

    await rename(path, join(dir, `token-${kid}.json`));
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_CORRUPT', `token-${kid}.json`));
    await rename(join(dir, `token-${kid}.json`), path);

    await rm(join(dir, 'keystore.json'));
    await create();
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_CORRUPT', 'another keystore'));
  });

  it('names the keystore file that is missing', async () => {
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_CORRUPT', join(dir, 'keystore.json')));
  });
});

describe('IDN-8: keys that other users could read are refused', () => {
  it.each([
    ['keystore.json', 0o640],
    ['keystore.json', 0o604],
    ['key', 0o660],
  ])('refuses %s with mode %o and says the chmod to run', async (which, mode) => {
    const keystore = await create();
    const { kid } = await keystore.addKey('log', generatePrivateKey('Ed25519', random), NOON);
    const path = join(dir, which === 'key' ? `log-${kid}.json` : which);
    await chmod(path, mode);
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_EXPOSED', `chmod 600 '${path}'`));
  });

  it('refuses a folder in which others can replace files', async () => {
    await create();
    await chmod(dir, 0o770);
    await expect(reopen()).rejects.toThrow(failure('KEYSTORE_EXPOSED', `chmod 700 '${dir}'`));
  });
});

describe('IDN-4: one key has one purpose, and identity keys stay offline', () => {
  it('refuses a second purpose for a key, and takes the same purpose again without change', async () => {
    const keystore = await create();
    const key = generatePrivateKey('Ed25519', random);
    const entry = await keystore.addKey('receipt', key, NOON);
    expect(await keystore.addKey('receipt', key, NOON + 1)).toEqual(entry);
    await expect(keystore.addKey('document', key, NOON)).rejects.toThrow(
      failure('KEY_PURPOSE', 'already the receipt key'),
    );
  });

  it('keeps identity keys out of the online keystore and all others out of the offline one', async () => {
    const online = await create();
    const offline = await create({ dir: join(dir, '..', 'offline'), custody: 'offline' });
    const key = generatePrivateKey('Ed25519', random);
    await expect(online.addKey('identity', key, NOON)).rejects.toThrow(failure('KEY_PURPOSE', 'is online'));
    await expect(offline.addKey('document', key, NOON)).rejects.toThrow(failure('KEY_PURPOSE', 'is offline'));
    await offline.addKey('identity', key, NOON);
    expect(offline.signerFor('identity').kid).toBe(key.kid);
  });

  it('signs with the newest key of a purpose and says which key is absent', async () => {
    const keystore = await create();
    const [old, next] = [generatePrivateKey('Ed25519', random), generatePrivateKey('Ed25519', random)];
    await keystore.addKey('status', next, NOON + 1);
    await keystore.addKey('status', old, NOON);
    expect(keystore.signerFor('status').kid).toBe(next.kid);
    expect(keystore.signerOf(old.kid).kid).toBe(old.kid);
    expect(() => keystore.signerFor('document', 'ES256')).toThrow(failure('KEY_ABSENT', 'document with ES256'));
    expect(() => keystore.tlsKeyFor('sha256:00')).toThrow(failure('KEY_ABSENT', 'sha256:00'));
  });
});
