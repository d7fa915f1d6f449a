import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit } from '../support/hand-world.js';
import { rotate } from '../support/key-commands.js';
import { enrolMember, officer, redeem, selat } from '../support/member-commands.js';
import type { Body, TestNode } from '../support/running-node.js';
import { tempFolder } from '../support/running-node.js';
import { accept, openTwoNodes, propose, type TwoNodes, until } from '../support/two-nodes.js';

let nodes: TwoNodes;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let dir: string;
const PROVIDER = 'my.example/p/open-data';
const CONSUMER = 'szdex.example/p/pearl-analytics';
const [DRAFT] = exampleDrafts('malaysia');
const LISTING = DRAFT?.id ?? '';

beforeAll(async () => {
  [nodes, folder] = await Promise.all([openTwoNodes(), tempFolder()]);
  dir = folder.dir;
  await propose(nodes.szdex, nodes.my);
  await accept(nodes.my, nodes.szdex);
  await admit(nodes.my, 'open-data');
  await admit(nodes.szdex, 'pearl-analytics');
});
afterAll(async () => {
  await nodes?.close();
  await folder?.remove();
});

const member = (who: string, ...argv: string[]) => selat(dir, ['participant', ...argv, '--member', who]);
const known = (node: TestNode, path: string) =>
  until(async () => ((await node.get(path)).status === 200 ? true : undefined));
const items = (ran: { json: Record<string, unknown> }) => ran.json['items'] as readonly Body[];

describe('IDN-25: a member is enrolled by a code that works once', () => {
  it('makes its key on its own machine, and its record lists it', async () => {
    const { json } = await officer(nodes.my, dir, 'participant', 'enrol', PROVIDER);
    const code = String(json['code']);
    const told = await redeem(nodes.my, dir, 'provider', code, nodes.szdex.made.fingerprint);
    expect([told.code, told.err]).toEqual([2, expect.stringContaining('DESCRIPTOR_UNTRUSTED')]);
    const provider = await redeem(nodes.my, dir, 'provider', code);
    expect([provider.code, provider.err]).toEqual([0, '']);
    // As if the answer had been lost: the folder has key and token, and no configuration yet.
    await rm(join(dir, 'provider', 'member.json'));
    expect((await redeem(nodes.my, dir, 'provider', code)).json).toEqual(provider.json);
    expect((await redeem(nodes.my, dir, 'elsewhere', code)).err).toContain('ENROLMENT_REFUSED');
    expect(provider.json).toMatchObject({ participant: PROVIDER, exchange: 'my.example', environment: 'SANDBOX' });
    const consumer = await enrolMember(nodes.szdex, dir, CONSUMER, 'consumer');
    expect(consumer.code).toBe(0);
    const rotated = await member('consumer', 'rotate');
    expect(rotated.json['kid']).not.toBe(consumer.json['kid']);
    const { body } = await nodes.my.get(`/participants/${encodeURIComponent(PROVIDER)}`);
    expect(body).toMatchObject({ revision: 2, keys: [{ kid: provider.json['kid'] }], signs: ['LISTINGS', 'REQUESTS'] });
  });
});

describe('IDN-26: a listing is published with the signature of its provider', () => {
  it('waits for it, shows what is signed from the bytes, and crosses with it', async () => {
    await nodes.my.post('/drafts', { drafts: [DRAFT] });
    const [prepared] = items(await officer(nodes.my, dir, 'listing', 'publish', LISTING));
    expect(prepared).toMatchObject({ ok: true, awaits: PROVIDER });
    const [waiting] = items(await member('provider', 'inbox'));
    expect(waiting).toMatchObject({ digest: prepared?.digest, type: 'selat.v1.Listing' });
    const shown = await member('provider', 'read', String(waiting?.digest));
    expect(shown.json['summary']).toEqual(expect.arrayContaining([{ label: 'listing', value: LISTING }]));
    const signed = await member('provider', 'sign', String(waiting?.digest).slice(0, 20));
    expect(items(signed)).toMatchObject([{ state: 'signed' }]);
    await known(nodes.szdex, `/listings/${encodeURIComponent(LISTING)}`);
    const { body } = await nodes.szdex.get(`/listings/${encodeURIComponent(LISTING)}`);
    expect(body).toMatchObject({ verified: true, state: 'current' });
    expect(body.signers).toEqual(['my.example#issuer#Ed25519', `${PROVIDER}#provider#Ed25519`]);
  });
});

describe('IDN-26: a request is sent with the signature of its consumer', () => {
  let grant: string;

  it('forms a grant', async () => {
    const { body: listing } = await nodes.szdex.get(`/listings/${encodeURIComponent(LISTING)}`);
    const { body: prepared } = await nodes.szdex.post('/grants', {
      listing: LISTING,
      termsId: listing.terms[0]?.id,
      consumer: CONSUMER,
      actions: ['QUERY'],
      purposes: ['market-analysis'],
      places: ['CN'],
    });
    expect(prepared).toMatchObject({ state: 'prepared', consumer: CONSUMER, signers: [] });
    expect((await nodes.my.get('/grants')).body.items).toEqual([]);
    expect((await nodes.szdex.get(`/grants/${prepared.id}`)).body.state).toBe('prepared');
    expect(items(await member('consumer', 'sign', '--all'))).toMatchObject([{ digest: prepared.id, state: 'signed' }]);
    await known(nodes.my, `/grants/${prepared.id}`);
    const { body: offered } = await nodes.my.post(`/grants/${prepared.id}/offer`, {});
    grant = offered.id;
    await known(nodes.szdex, `/grants/${grant}`);
    const { body: formed } = await nodes.szdex.post(`/grants/${grant}/countersign`, { waitMs: 20_000 });
    expect(formed).toMatchObject({ state: 'active' });
    expect(formed.requestSigners).toEqual([
      'szdex.example#issuer#Ed25519',
      'szdex.example#issuer#SGD_SM3_SM2',
      `${CONSUMER}#consumer#Ed25519`,
    ]);
  });

  it('verifies offline with the records of the members, and a changed file does not', async () => {
    const { body: listing } = await nodes.szdex.get(`/listings/${encodeURIComponent(LISTING)}`);
    const { body: shown } = await nodes.szdex.get(`/grants/${grant}`);
    const trust = [nodes.my, nodes.szdex].flatMap(({ made }) => ['--trust', join(made.dir, 'descriptor.jws.json')]);
    const text = JSON.stringify([listing, shown]);
    const verify = async (name: string, content: string) => {
      await writeFile(join(dir, name), content);
      return selat(dir, ['verify', name, ...trust]);
    };
    const whole = await verify('whole.json', text);
    expect(whole.json).toMatchObject({ verified: true, problems: [] });
    const [first] = (shown.records as readonly unknown[]).slice(-1);
    const without = await verify('no-record.json', text.replace(JSON.stringify(first), '{}'));
    expect(without.json).toMatchObject({ verified: false, consistent: true });
    const signature = (shown.documents[0] as Body).document.signatures.at(-1)?.signature ?? '';
    const forged = await verify(
      'forged.json',
      text.replace(signature, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`),
    );
    expect(forged.json).toMatchObject({ verified: false, consistent: false });
  });
});

describe('IDN-22: what a member signed stays, whatever key comes after it', () => {
  it('changes its key under the new keys of its exchange, and its listing verifies as before', async () => {
    expect((await rotate(nodes.my, 'document')).code).toBe(0);
    const changed = await member('provider', 'rotate');
    expect([changed.code, changed.err]).toEqual([0, '']);
    const { body: record } = await nodes.my.get(`/participants/${encodeURIComponent(PROVIDER)}`);
    expect(record).toMatchObject({
      revision: 3,
      keys: [{ notAfter: expect.any(Number) }, { kid: changed.json['kid'] }],
    });
    await until(async () => {
      const { body } = await nodes.szdex.get(`/participants/${encodeURIComponent(PROVIDER)}`);
      return body['revision'] === 3 ? true : undefined;
    });
    const { body } = await nodes.szdex.get(`/listings/${encodeURIComponent(LISTING)}`);
    expect(body).toMatchObject({ verified: true });
  });
});
