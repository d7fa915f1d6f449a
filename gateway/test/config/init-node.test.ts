import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDigestText, parseSignerEntry } from '@selat/sdk/document';
import { describeCertificate, parseCertificate } from '@selat/sdk/keys/certificates';
import { parseVkey } from '@selat/sdk/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hashApiToken,
  initNode,
  loadConfig,
  type NewNode,
  type NodePlan,
  openNode,
  readPreset,
  Secrets,
} from '../../src/config/index.js';

const PASSPHRASE = 'a passphrase for tests only';
const ENV = { SELAT_KEY_PASSPHRASE: PASSPHRASE };
const NOON = Date.UTC(2026, 0, 5, 12);
const random = (bytes: number) => randomBytes(bytes);

let root: string;
let node: NewNode;

const plan = async (preset: string, name: string): Promise<NodePlan> => ({
  ...(await readPreset(preset)),
  dir: join(root, name),
  passphrase: PASSPHRASE,
  ports: { federation: 17443, api: 17480, metrics: 17490 },
  advertise: '127.0.0.1:17443',
});

async function open(dir = node.dir, secrets = new Secrets(PASSPHRASE)) {
  const { config } = await loadConfig(join(dir, 'selat.yaml'), ENV);
  return openNode(config, secrets, NOON, random);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'selat-init-'));
  node = await initNode(await plan('szdex', 'szdex'), NOON, random);
});
afterAll(() => rm(root, { recursive: true }));

describe('IDN-2: init signs a first descriptor that verifies', () => {
  it('states every key by purpose, log, CA and pin, and its digest is the fingerprint', async () => {
    const files = await open();
    const { descriptor } = files;
    expect(parseDigestText(node.fingerprint).toString('hex')).toBe(files.descriptorDigest);
    expect(descriptor).toMatchObject({ id: 'szdex.example', jurisdiction: 'CN', sequence: 1, identityThreshold: 2 });
    expect(descriptor.federation).toBe('127.0.0.1:17443');
    expect(descriptor.keys.map(({ purpose, alg }) => `${purpose.toLowerCase()} ${alg}`)).toEqual([
      'identity Ed25519',
      'identity SGD_SM3_SM2',
      'document Ed25519',
      'document SGD_SM3_SM2',
      'receipt Ed25519',
      'receipt SGD_SM3_SM2',
      'log Ed25519',
    ]);
    expect(parseVkey(descriptor.logs[0]?.vkey ?? '').name).toBe('szdex.example/log/sandbox-1');
    expect(descriptor.documentTypes).toContain('selat.v1.Grant');
    const header = JSON.parse(files.descriptorDocument.signatures[1]?.protected.toString() ?? '');
    expect(header.signers.map(parseSignerEntry)).toHaveLength(2);
  });

  it('issues a TLS certificate from the own CA for the exchange id and the loopback names', async () => {
    const { tls, descriptor } = await open();
    const leaf = describeCertificate(tls.certificatePem);
    expect(leaf.dnsNames).toEqual(['szdex.example', 'localhost']);
    expect(leaf.ipAddresses).toEqual(['127.0.0.1']);
    expect(parseCertificate(tls.certificatePem).verify(parseCertificate(tls.caPem).publicKey)).toBe(true);
    expect(descriptor.tls).toEqual({ caCertificatePem: tls.caPem, pins: [leaf.pin.slice('sha256:'.length)] });
    expect(tls.keyPem).toContain('BEGIN PRIVATE KEY');
  });
});

describe('IDN-8: keys of a new node open with its passphrase and no other', () => {
  it('opens signers for what the gateway signs, and keeps identity keys and the CA key offline', async () => {
    const { keystore } = await open();
    expect(keystore.entries().map(({ purpose }) => purpose)).not.toContain('identity');
    expect(keystore.signerFor('document', 'SGD_SM3_SM2').alg).toBe('SGD_SM3_SM2');
    const offline = await readdir(node.offline);
    expect(offline.filter((name) => name.startsWith('identity-'))).toHaveLength(2);
    expect(offline.filter((name) => name.startsWith('tls-'))).toHaveLength(1);
  });

  it('refuses another passphrase', async () => {
    await expect(open(node.dir, new Secrets('another passphrase'))).rejects.toMatchObject({
      reason: 'KEYSTORE_LOCKED',
    });
  });

  it('leaves no secret readable: neither key nor passphrase nor a token that others may read', async () => {
    const names = await readdir(node.dir, { recursive: true, withFileTypes: true });
    for (const entry of names.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const text = await readFile(path, 'utf8');
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(PASSPHRASE);
    }
    expect((await stat(node.dir)).mode & 0o777).toBe(0o700);
    expect((await stat(node.officer.tokenFile)).mode & 0o777).toBe(0o600);
  });
});

describe('API-1: the first officer is known by the hash of a token', () => {
  it('stores only the SHA-256 of the token', async () => {
    const token = (await readFile(node.officer.tokenFile, 'utf8')).trim();
    expect(token).toMatch(/^selat_[A-Za-z0-9_-]{43}$/);
    const { officers } = await open();
    expect(officers).toEqual([
      { id: 'szdex.example/o/operator', role: 'operator', tokenHash: hashApiToken(token), createdAt: NOON },
    ]);
    expect(await readFile(join(node.dir, 'data', 'officers.json'), 'utf8')).not.toContain(token);
  });
});

describe('CFG-2: init writes a whole node or nothing', () => {
  it('refuses a folder that has something in it and leaves it as it was', async () => {
    const again = initNode(await plan('szdex', 'szdex'), NOON, random);
    await expect(again).rejects.toMatchObject({ reason: 'NODE_EXISTS' });
    expect((await open()).descriptorDigest).toBe(node.fingerprint.slice('sha256:'.length));
  });

  it('says why the place cannot be written', async () => {
    const inside = { ...(await plan('my', 'inside')), dir: join(node.dir, 'selat.yaml', 'deep', 'inside') };
    const refused = initNode(inside, NOON, random);
    await expect(refused).rejects.toMatchObject({ reason: 'CONFIG_INVALID', facts: { code: 'ENOTDIR' } });
  });

  it('takes an empty folder, and leaves nothing where the passphrase is too short', async () => {
    await mkdir(join(root, 'empty'));
    const short = { ...(await plan('my', 'empty')), passphrase: 'short' };
    await expect(initNode(short, NOON, random)).rejects.toMatchObject({ reason: 'CONFIG_INVALID' });
    expect(await readdir(join(root, 'empty'))).toEqual([]);
    expect((await readdir(root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const made = await initNode(await plan('my', 'empty'), NOON, random);
    expect(made.exchange).toBe('my.example');
  });

  it('reads a preset of one’s own, and names its mistakes', async () => {
    const folder = join(root, 'preset');
    await mkdir(folder);
    const text =
      'exchange:\n  id: third.example\n  jurisdiction: SG\n  environment: LIVE\n  legalEntity:\n    names: { en: Third }\n    country: SG\nalgorithms: [ES256]\n';
    await writeFile(join(folder, 'preset.yaml'), text);
    expect(await readPreset(folder)).toMatchObject({ exchange: { id: 'third.example' }, algorithms: ['ES256'] });
    await writeFile(join(folder, 'preset.yaml'), text.replace('ES256', 'RS256'));
    await expect(readPreset(folder)).rejects.toThrow('line 8: algorithms.0 is wrong: is not one of Ed25519');
    await expect(readPreset('nowhere')).rejects.toThrow('is none of szdex, my');
  });
});

describe('CFG-1: serving refuses parts of a node that do not belong together', () => {
  it('names every contradiction between configuration and descriptor', async () => {
    const file = join(node.dir, 'selat.yaml');
    const text = await readFile(file, 'utf8');
    const changed = text.replace('jurisdiction: CN', 'jurisdiction: SG').replace('shard: 1', 'shard: 2');
    await writeFile(file, changed.replace('advertise: 127.0.0.1:17443', 'advertise: 127.0.0.1:1'));
    try {
      const opened = open();
      await expect(opened).rejects.toThrow('exchange.jurisdiction is SG, and the descriptor says CN');
      await expect(opened).rejects.toThrow('federation.advertise is 127.0.0.1:1');
      await expect(opened).rejects.toThrow('log.shard is 2, and the descriptor has no open log');
    } finally {
      await writeFile(file, text);
    }
  });

  it('names every file that is missing', async () => {
    const made = await initNode(await plan('my', 'broken'), NOON, random);
    await rm(join(made.dir, 'tls', 'ca.pem'));
    await rm(join(made.dir, 'descriptor.jws.json'));
    await expect(open(made.dir)).rejects.toThrow(/it has 2 mistakes.*ca\.pem.*descriptor\.jws\.json/s);
  });
});
