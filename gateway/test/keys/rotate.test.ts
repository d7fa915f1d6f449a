import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import { parseHeader, parseJwsText, toJwsJson } from '@selat/sdk/document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHead } from '../../src/log/index.js';
import { messageOf, nameOf } from '../support/hand-peer.js';
import { admit, publish, readDocument } from '../support/hand-world.js';
import { keyOf, keysOf, rotate, selat } from '../support/key-commands.js';
import { accept, drained, openTwoNodes, propose, received, type TwoNodes, until } from '../support/two-nodes.js';

/** szdex.example changes its keys; it signs with Ed25519 and SM2. my.example goes on trading with it. */
let nodes: TwoNodes;
let first: SignedDocument;

beforeAll(async () => {
  nodes = await openTwoNodes();
  // The other operator was given the first descriptor, and the second came after that.
  first = await descriptorOf();
  await rotate(nodes.szdex, 'document');
  await propose(nodes.szdex, nodes.my);
  const known = { descriptor: toJwsJson(first), fingerprint: nameOf(first) };
  const accepted = await nodes.my.post('/peers/accept', { ...known, waitMs: 30_000 });
  expect(accepted.body).toMatchObject({ agreements: [{ state: 'in-force' }] });
  await admit(nodes.szdex, 'harbour-data');
  await admit(nodes.szdex, 'green-mobility');
});
afterAll(() => nodes?.close());

const kidsOf = ({ signatures }: SignedDocument) => signatures.map((signature) => parseHeader(signature.protected).kid);
const descriptorOf = async (): Promise<SignedDocument> =>
  parseJwsText(await readFile(join(nodes.szdex.made.dir, 'descriptor.jws.json'), 'utf8'));

async function next(): Promise<SignedDocument> {
  const [listing] = await publish(nodes.szdex, 1);
  if (listing === undefined) throw new Error('nothing was published');
  await drained(nodes.szdex);
  await readDocument(nodes.my, nameOf(listing));
  return listing;
}

describe('IDN-3, IDN-11: keys are replaced without a restart, under the identity keys', () => {
  let before: SignedDocument;
  let old: SignedDocument;

  it('lists every key with its state, and the end of each certificate', async () => {
    before = await next();
    old = await descriptorOf();
    const keys = await keysOf(nodes.szdex);
    const named = keys.map(({ purpose, algorithm, state }) => `${purpose} ${algorithm} ${state}`);
    expect(named).toEqual([
      ...['identity', 'document', 'receipt'].flatMap((purpose) => [
        `${purpose} Ed25519 active`,
        `${purpose} SGD_SM3_SM2 active`,
      ]),
      'log Ed25519 active',
      ...['document Ed25519 retired', 'document SGD_SM3_SM2 retired'],
      ...['tls RSA active', 'ca RSA active'],
    ]);
    expect(keys.flatMap(({ daysLeft }) => (daysLeft === undefined ? [] : [daysLeft]))).toEqual([6, 6, 729, 3652]);
  });

  it('signs with the new document keys at once, and peers have the descriptor before the first document', async () => {
    const { json } = await rotate(nodes.szdex, 'document');
    expect(json).toMatchObject({ sequence: 3, waitingFor: [] });
    const listing = await next();
    const [ed, sm] = [
      await keyOf(nodes.szdex, 'document', 'active', 'Ed25519'),
      await keyOf(nodes.szdex, 'document', 'active', 'SGD_SM3_SM2'),
    ];
    expect(kidsOf(listing)).toEqual([ed.kid, sm.kid]);
    expect(kidsOf(before)).not.toContain(ed.kid);
    const types = (await received(nodes.my)).map(({ act }) => act.replace('selat.v1.', ''));
    expect(types.slice(-2)).toEqual(['ExchangeDescriptor', 'Listing']);
  });

  it('rotates one algorithm alone, and refuses one that the exchange does not sign with', async () => {
    const sm = await keyOf(nodes.szdex, 'document', 'active', 'SGD_SM3_SM2');
    await rotate(nodes.szdex, 'document', '--algorithm', 'Ed25519');
    expect(await keyOf(nodes.szdex, 'document', 'active', 'SGD_SM3_SM2')).toMatchObject({ kid: sm.kid });
    const other = await selat(
      nodes.szdex,
      'key',
      'rotate',
      '--purpose',
      'document',
      '--algorithm',
      'ES256',
      '--out',
      'x.json',
    );
    expect(other).toMatchObject({ code: 2, json: { error: { reason: 'REQUEST_INVALID' } } });
  });

  it('keeps what retired keys signed: it verifies with the first descriptor and with the newest alone', async () => {
    const { body } = await nodes.my.get(`/documents/${nameOf(before)}`);
    await writeFile(join(nodes.szdex.made.dir, 'before.json'), JSON.stringify(body.document));
    await writeFile(join(nodes.szdex.made.dir, 'old.json'), JSON.stringify(toJwsJson(old)));
    for (const trusted of ['old.json', 'descriptor.jws.json']) {
      const ran = await selat(nodes.szdex, 'verify', 'before.json', '--trust', trusted);
      expect(ran.json).toMatchObject({ verified: true, problems: [] });
    }
  });

  it('rotates receipt and log keys: the head is signed with the new key, and acts go on', async () => {
    await rotate(nodes.szdex, 'receipt');
    await rotate(nodes.szdex, 'log');
    const message = messageOf<ExchangeDescriptor>(await descriptorOf());
    const head = await readFile(join(nodes.szdex.made.dir, 'head', 'szdex.example_log_sandbox-1'), 'utf8');
    const [, id] = message.logs[0]?.vkey.split('+') ?? [];
    const signed = Buffer.from(head.trimEnd().split(' ').at(-1) ?? '', 'base64').subarray(0, 4);
    expect(signed.toString('hex')).toBe(id);
    expect(toHead(head).checkpoint.origin).toBe('szdex.example/log/sandbox-1');
    await admit(nodes.my, 'open-data');
    await publish(nodes.my, 1);
    await drained(nodes.my);
    await next();
  });

  it('works in two steps, with the identity keys on another machine', async () => {
    const drafted = await selat(nodes.szdex, 'key', 'rotate', '--purpose', 'receipt', '--out', 'draft.json');
    expect(drafted).toMatchObject({ code: 0, json: { purpose: 'receipt' } });
    expect(await keyOf(nodes.szdex, 'receipt', 'prepared', 'Ed25519')).toMatchObject({
      advice: expect.stringContaining('rotate'),
    });
    const early = await selat(nodes.szdex, 'key', 'install', 'draft.json');
    expect(early).toMatchObject({ code: 2, json: { error: { reason: 'USAGE' } } });
    const signed = await selat(
      nodes.szdex,
      'key',
      'sign',
      'draft.json',
      '--identity',
      'offline',
      '--out',
      'signed.json',
    );
    expect(signed.err).toContain('+ receipt key');
    const installed = await selat(nodes.szdex, 'key', 'install', 'signed.json');
    expect(installed).toMatchObject({ code: 0 });
    const again = await selat(nodes.szdex, 'key', 'install', 'signed.json');
    expect(again.json['sequence']).toBe(installed.json['sequence']);
    expect((await keysOf(nodes.szdex)).filter(({ state }) => state === 'prepared')).toEqual([]);
  });

  it('replaces identity keys under the threshold of those before, which then sign nothing more', async () => {
    const old = await selat(nodes.szdex, 'key', 'rotate', '--purpose', 'document', '--out', 'late.json');
    await selat(nodes.szdex, 'key', 'sign', 'late.json', '--identity', 'offline', '--out', 'late-signed.json');
    expect(old.code).toBe(0);
    await rotate(nodes.szdex, 'identity');
    const late = await selat(nodes.szdex, 'key', 'install', 'late-signed.json');
    expect(late).toMatchObject({ code: 1, json: { error: { reason: 'DESCRIPTOR_SEQUENCE' } } });
    await rotate(nodes.szdex, 'document');
    await drained(nodes.szdex);
    await next();
  });

  it('starts again with all of it, and the peer goes on', async () => {
    const keys = await keysOf(nodes.szdex);
    nodes.szdex = await nodes.szdex.restart();
    expect((await keysOf(nodes.szdex)).map(({ kid }) => kid).sort()).toEqual(keys.map(({ kid }) => kid).sort());
    await next();
    const { body } = await nodes.my.get('/peers/szdex.example');
    expect(body).toMatchObject({ agreements: [{ state: 'in-force' }] });
  });

  it('agrees anew under the fingerprint that was compared at first', async () => {
    const offer = { days: 30, governingLaw: 'SG', forum: 'SIAC', seat: 'Singapore', seatCountry: 'SG' };
    for (const document of [first, await descriptorOf()]) {
      const known = { descriptor: toJwsJson(document), fingerprint: nameOf(document) };
      expect(await nodes.my.post('/peers/propose', { ...known, ...offer })).toMatchObject({ status: 200 });
    }
    await until(async () => {
      const { body } = await nodes.szdex.get('/peers/my.example');
      return body.agreements.filter(({ state }) => state === 'proposed').length === 2 ? true : undefined;
    });
    await accept(nodes.szdex, nodes.my);
  });
});
