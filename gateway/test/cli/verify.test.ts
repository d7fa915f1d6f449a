import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentDigest, newHead, parseJwsText, signDocument, toDigestText, toJwsJson } from '@selat/sdk/document';
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { initNode, loadConfig, openNode, readPreset } from '../../src/config/index.js';
import { lastJson, type RecordedIo, recordedIo } from './fake-io.js';

const PASSPHRASE = 'a passphrase for tests only';
const TYPE = 'selat.v1.OfferWithdrawal';
let dir: string;
let io: RecordedIo;
let fingerprint: string;
const files = { descriptor: 'node/descriptor.jws.json', signed: 'signed.json', bundle: 'bundle.json' };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'selat-verify-'));
  io = recordedIo(dir);
  const preset = await readPreset('szdex');
  const ports = { federation: 7443, api: 7480, metrics: 7490 };
  const plan = { ...preset, dir: join(dir, 'node'), passphrase: PASSPHRASE, ports, advertise: '127.0.0.1:7443' };
  ({ fingerprint } = await initNode(plan, io.clock(), io.random));
  const { config, secrets } = await loadConfig(join(dir, 'node', 'selat.yaml'), { SELAT_KEY_PASSPHRASE: PASSPHRASE });
  const { keystore } = await openNode(config, secrets, io.clock(), io.random);
  const signers = (['Ed25519', 'SGD_SM3_SM2'] as const).map((alg) => keystore.signerFor('document', alg));
  const signed = toJwsJson(await withdrawal(signers));
  await write(files.signed, signed);
  await write(files.bundle, {
    documents: [{ document: signed }],
    descriptor: JSON.parse(await read(files.descriptor)),
  });
});
afterAll(() => rm(dir, { recursive: true }));

const read = (name: string) => readFile(join(dir, name), 'utf8');
const write = (name: string, value: unknown) => writeFile(join(dir, name), JSON.stringify(value));

function withdrawal(signers: readonly ReturnType<typeof localSigner>[]) {
  const head = newHead(
    {
      env: 'SANDBOX',
      issuer: 'szdex.example',
      audience: ['my.example'],
      issuedAt: io.clock(),
      agreementDigest: Buffer.alloc(32, 2),
    },
    io.random,
  );
  const message = { head, grant: Buffer.alloc(32, 3), note: '' };
  return signDocument({
    type: TYPE,
    message,
    signers: signers.map((signer) => ({ id: 'szdex.example', role: 'issuer', signer })),
  });
}

async function verify(file: string, ...trust: string[]) {
  const own = recordedIo(dir);
  const code = await runCli(['verify', file, ...trust.flatMap((value) => ['--trust', value]), '--json'], own);
  return { code, report: lastJson(own), err: own.stderr.join('') };
}

describe('IDN-3: offline only whom the reader names is trusted', () => {
  it('is consistent and not verified where nobody is named', async () => {
    for (const file of [files.descriptor, files.signed, files.bundle]) {
      const { code, report } = await verify(file);
      expect(code).toBe(1);
      expect(report).toMatchObject({ verified: false, consistent: true });
      expect(report['problems']).toEqual(['consistent, but nobody you named vouches for it']);
    }
  });

  it('verifies with a descriptor that the reader names as a file', async () => {
    const { code, report } = await verify(files.signed, files.descriptor);
    const doc = parseJwsText(await read(files.signed));
    expect(code).toBe(0);
    expect(report).toEqual({
      verified: true,
      consistent: true,
      documents: [
        {
          type: TYPE,
          digest: toDigestText(documentDigest(doc.type, doc.payload)),
          signers: ['szdex.example#issuer#Ed25519', 'szdex.example#issuer#SGD_SM3_SM2'],
          logIndex: null,
          witnesses: [],
        },
      ],
      problems: [],
    });
  });

  it('verifies with a fingerprint where the descriptor is in the file, also from a file of fingerprints', async () => {
    await writeFile(join(dir, 'trust.txt'), `# read aloud on 5 January\n${fingerprint}\n`);
    expect((await verify(files.bundle, fingerprint)).code).toBe(0);
    expect((await verify(files.bundle, 'trust.txt')).code).toBe(0);
    expect((await verify(files.descriptor, fingerprint)).code).toBe(0);
  });

  it('does not verify with the fingerprint of somebody else, or without the descriptor', async () => {
    for (const [file, trust] of [
      [files.bundle, `sha256:${'0'.repeat(64)}`],
      [files.signed, fingerprint],
    ] as const) {
      const { code, report } = await verify(file, trust);
      expect([code, report['verified'], report['consistent']]).toEqual([1, false, true]);
      expect(String(report['problems'])).toContain('KEY_UNKNOWN');
    }
  });
});

describe('DOC-4: what was changed is not consistent', () => {
  it('names a signature by a key that the descriptor does not state', async () => {
    const stranger = (['Ed25519', 'SGD_SM3_SM2'] as const).map((alg) =>
      localSigner(generatePrivateKey(alg, io.random)),
    );
    await write('forged.json', toJwsJson(await withdrawal(stranger)));
    const { code, report } = await verify('forged.json', files.descriptor);
    expect([code, report['verified']]).toEqual([1, false]);
  });

  it('names a flipped bit, a stripped signature and a descriptor signed by nobody', async () => {
    const good = JSON.parse(await read(files.signed));
    const [first, second] = good.signatures;
    const flipped = {
      ...first,
      signature: `${first.signature.startsWith('A') ? 'B' : 'A'}${first.signature.slice(1)}`,
    };
    await write('flipped.json', { ...good, signatures: [flipped, second] });
    await write('stripped.json', { ...good, signatures: [first] });
    const flip = await verify('flipped.json', files.descriptor);
    expect([flip.code, flip.report['consistent'], String(flip.report['problems']).slice(0, 17)]).toEqual([
      1,
      false,
      'SIGNATURE_INVALID',
    ]);
    const strip = await verify('stripped.json', files.descriptor);
    expect([strip.code, strip.report['consistent']]).toEqual([1, false]);
    expect(String(strip.report['problems'])).toContain('SIGNATURE_STRIPPED');
  });

  it('exits with 2 on a file that is missing, no JSON or without documents', async () => {
    await writeFile(join(dir, 'text.json'), 'not json');
    await write('empty.json', { hello: [] });
    for (const file of ['missing.json', 'text.json', 'empty.json']) expect((await verify(file)).code).toBe(2);
    expect((await verify(files.signed, 'sha256:short')).code).toBe(2);
  });
});
