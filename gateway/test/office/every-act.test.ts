/** @longer: one file performs every act of officers on one pair of nodes, so that none can be forgotten. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/api/index.js';
import { QUESTIONS } from '../api/questions.js';
import { openAuthority } from '../support/authority.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { keyOf, rotate, selat } from '../support/key-commands.js';
import { enrolMember } from '../support/member-commands.js';
import { type Answer, addOfficer, type Body, type TestNode } from '../support/running-node.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes, until } from '../support/two-nodes.js';

/** Calls that make nothing but an answer: the identity keys sign what they print, and only that is an act. */
const NO_ACT = ['POST /keys/:kid/revocation', ...QUESTIONS];
const CHECK = { method: 'TEST_ONLY', checkedOn: '2026-11-01' };
const PROVIDER = 'my.example/p/open-data';
const CONSUMER = 'szdex.example/p/pearl-analytics';
const DRAFTS = exampleDrafts('malaysia');
const [MAIN, OTHER] = DRAFTS.map(({ id }) => id) as [string, string];

let nodes: TwoNodes;
/** Operations whose acts left a leaf with the officer. */
const proven = new Set<string>();

const in_ = (path: string, id: string, verb = '') => `${path}/${encodeURIComponent(id)}${verb}`;
const operatorOf = (node: TestNode) => `${node.made.exchange}/o/operator`;
const newest = async (node: TestNode) => (await node.get('/history?limit=1')).body.items[0]?.['index'] as number;

/** Does something by one operation, and requires a new leaf that names the officer. */
async function does<T>(node: TestNode, key: string, perform: () => Promise<T>, by = operatorOf(node)): Promise<T> {
  const before = await newest(node);
  const answer = await perform();
  const officer = encodeURIComponent(by);
  const { items } = (await node.get(`/history?limit=50&officer=${officer}`)).body;
  const made = items.filter((act) => (act['index'] as number) > before);
  if (made.length === 0) throw new Error(`${key} left no leaf with the officer: ${JSON.stringify(answer)}`);
  for (const { act, about, digest } of made as readonly Record<string, unknown>[]) {
    expect({ key, act, isNamed: (about ?? digest) !== undefined }).toEqual({ key, act, isNamed: true });
  }
  proven.add(key);
  return answer;
}

/** The same for a plain call. */
async function posts(node: TestNode, key: string, path: string, body: object = {}): Promise<Body> {
  const { status, body: answer }: Answer = await does(node, key, () => node.post(path, body));
  const failed = (answer.items ?? []).filter(({ ok }) => ok === false);
  expect({ key, status, error: answer.error, failed }).toEqual({ key, status: 200, error: undefined, failed: [] });
  return answer;
}

beforeAll(async () => {
  nodes = await openTwoNodes();
});
afterAll(() => nodes?.close());

const shows = (node: TestNode, id: string, state: string) =>
  until(async () => ((await node.get(`/grants/${id}`)).body.state === state ? true : undefined));

async function request(): Promise<string> {
  const { terms } = (await nodes.szdex.get(in_('/listings', MAIN))).body;
  const scope = { actions: ['QUERY'], purposes: [terms[0]?.purposes[0]], places: ['CN'] };
  const asked = { listing: MAIN, termsId: terms[0]?.id, consumer: CONSUMER, ...scope };
  const { request: id } = await posts(nodes.szdex, 'POST /grants', '/grants', asked);
  await shows(nodes.my, id, 'requested');
  return id;
}

async function offer(): Promise<string> {
  const { id } = await posts(nodes.my, 'POST /grants/:id/offer', `/grants/${await request()}/offer`);
  await shows(nodes.szdex, id, 'offered');
  return id;
}

async function form(): Promise<string> {
  const id = await offer();
  await posts(nodes.szdex, 'POST /grants/:id/countersign', `/grants/${id}/countersign`, { waitMs: 20_000 });
  await Promise.all([shows(nodes.szdex, id, 'active'), shows(nodes.my, id, 'active')]);
  return id;
}

describe('BOF-1: every act of an officer leaves a leaf with the officer and what it is about', () => {
  it('of officers, and of the admission policy', async () => {
    const { my } = nodes;
    const { id } = await posts(my, 'POST /officers', '/officers', { slug: 'mei', role: 'reviewer' });
    await posts(my, 'POST /officers/:id/role', in_('/officers', id, '/role'), { role: 'finance' });
    await posts(my, 'POST /officers/:id/token', in_('/officers', id, '/token'));
    await posts(my, 'POST /officers/:id/disable', in_('/officers', id, '/disable'));
    const why = { product: 'my.example/d/prices', reason: 'a trial' };
    await posts(my, 'POST /admission/narrow', '/admission/narrow', { reason: 'a trial' });
    await posts(my, 'POST /admission/allow', '/admission/allow', why);
    await posts(my, 'POST /admission/remove', '/admission/remove', why);
    await posts(my, 'POST /admission/widen', '/admission/widen', { open: true, reason: 'over' });
  });

  it('of peers', async () => {
    const { szdex, my } = nodes;
    await does(szdex, 'POST /peers/propose', () => propose(szdex, my));
    await does(my, 'POST /peers/accept', () => accept(my, szdex));
    for (const kind of ['SUSPEND', 'RESUME']) {
      await posts(my, 'POST /peers/:exchange/notice', '/peers/szdex.example/notice', { kind });
    }
    await drained(my);
  });

  it('of members', async () => {
    const { my, szdex } = nodes;
    const register = (node: TestNode, slug: string) => {
      const names = [{ language: 'en', text: `Member ${slug}` }];
      return posts(node, 'POST /participants', '/participants', {
        slug,
        names,
        country: 'MY',
        roles: ['provider', 'consumer'],
      });
    };
    await register(my, 'open-data');
    await register(szdex, 'pearl-analytics');
    const at = (verb: string) => in_('/participants', PROVIDER, verb);
    await posts(my, 'POST /participants/:id/approve', at('/approve'), CHECK);
    await posts(szdex, 'POST /queue/:id/approve', in_('/queue', CONSUMER, '/approve'), CHECK);
    await posts(my, 'POST /participants/:id/renew', at('/renew'), CHECK);
    await posts(my, 'POST /participants/:id/suspend', at('/suspend'));
    await posts(my, 'POST /participants/:id/reinstate', at('/reinstate'));
    const { number } = await posts(my, 'POST /participants/:id/enrolments', at('/enrolments'));
    await posts(my, 'POST /enrolments/:number/revoke', in_('/enrolments', String(number), '/revoke'));
  });

  it('of drafts and listings', async () => {
    const { my } = nodes;
    await posts(my, 'POST /drafts', '/drafts', { drafts: DRAFTS.slice(0, 3) });
    const rejected = { drafts: [{ id: OTHER }], kind: 'legal', verdict: 'REJECTED', note: 'a licence is missing' };
    await posts(my, 'POST /drafts', '/drafts', { drafts: [DRAFTS[1]] });
    const { id, token } = (await my.post('/officers', { slug: 'lin', role: 'compliance' })).body;
    expect([id, token.startsWith('selat_')]).toEqual(['my.example/o/lin', true]);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = `http://${my.gateway.apiAddress}/api/v1/reviews`;
    const given = await fetch(url, { method: 'POST', headers, body: JSON.stringify(rejected) });
    expect(await given.json()).toEqual({ items: [{ id: OTHER, ok: true }] });
    const [reviewed] = (await my.get('/history?limit=1')).body.items;
    expect(reviewed).toMatchObject({ act: 'local/reject-legal-review', officer: id, about: OTHER });
    proven.add('POST /reviews');
    await my.post('/drafts', { drafts: [{ ...DRAFTS[1], source: 'corrected' }] });
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ ...rejected, verdict: 'APPROVED' }) });
    await posts(my, 'POST /listings/publish', '/listings/publish', { ids: [MAIN, OTHER] });
    await posts(my, 'POST /listings/:id/suspend', in_('/listings', OTHER, '/suspend'), { reason: 'QUALITY' });
    await posts(my, 'POST /listings/:id/withdraw', in_('/listings', OTHER, '/withdraw'), { reason: 'ERROR' });
    await drained(my);
  });

  it('of attestations', async () => {
    const { my, szdex } = nodes;
    const evidence = { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe 3' };
    const subject = { kind: 'PARTICIPANT', id: PROVIDER };
    const facts = { instrument: 'MY_DPO', subject, reference: 'DPO-1', evidence };
    const made = await posts(my, 'POST /attestations', '/attestations', facts);
    const told = await until(async () => {
      const { status, body } = await szdex.get(in_('/attestations', made.digest));
      return status === 200 ? body : undefined;
    });
    // Whoever has the file of a document that is known already has nothing to do; szdex.example registers another one.
    const home = await my.post('/attestations', { ...facts, reference: 'DPO-2', home: true });
    const { document } = (await my.get(in_('/documents', home.body.digest))).body;
    await posts(szdex, 'POST /attestations/register', '/attestations/register', { document });
    expect(told.digest).toBe(made.digest);
    const withdraw = in_('/attestations', made.digest, '/withdraw');
    await posts(my, 'POST /attestations/:digest/withdraw', withdraw, { reason: 'ERROR' });
    await Promise.all([drained(my), drained(szdex)]);
  });

  it('of requests and offers', async () => {
    const { my, szdex } = nodes;
    await posts(my, 'POST /grants/:id/refuse', `/grants/${await request()}/refuse`, { reason: 'CAPACITY' });
    await posts(my, 'POST /queue/:id/refuse', in_('/queue', await request(), '/refuse'), { reason: 'CAPACITY' });
    await posts(szdex, 'POST /grants/:id/withdraw', `/grants/${await request()}/withdraw`);
    await posts(szdex, 'POST /grants/:id/decline', `/grants/${await offer()}/decline`);
    await posts(szdex, 'POST /grants/:id/counter', `/grants/${await offer()}/counter`, { actions: ['DERIVE'] });
  });

  it('of grants', async () => {
    const { my, szdex } = nodes;
    const first = await form();
    await posts(my, 'POST /grants/:id/suspend', `/grants/${first}/suspend`, { reason: 'SUSPECTED_BREACH' });
    await shows(szdex, first, 'suspended');
    await posts(my, 'POST /grants/:id/resume', `/grants/${first}/resume`);
    await shows(szdex, first, 'active');
    await posts(szdex, 'POST /grants/:id/amend', `/grants/${first}/amend`, { actions: ['DERIVE'] });
    await posts(my, 'POST /grants/:id/revoke', `/grants/${first}/revoke`, { reason: 'BREACH' });
    const second = await form();
    await posts(szdex, 'POST /grants/:id/renew', `/grants/${second}/renew`);
    await posts(szdex, 'POST /grants/:id/end', `/grants/${second}/end`, { reason: 'COMPLETED' });
  });

  it('of orders of regulators', async () => {
    const { my } = nodes;
    const aisha = await addOfficer(() => my, 'aisha', 'compliance');
    const original = { digest: 'ab'.repeat(32), salt: 'cd'.repeat(32) };
    const paper = { legalBasis: ['Act 709 s 108'], reference: '2026-7', original };
    const halt = { kind: 'HALT', scopes: [{ kind: 'FLOW', value: `sha256:${'ef'.repeat(32)}` }], authority: 'pdp' };
    const issued = await does(my, 'POST /orders', () => aisha.post('/orders', { ...halt, ...paper }), aisha.id);
    const resume = () => aisha.post(`/orders/${issued.body.id}/resume`, paper);
    expect((await does(my, 'POST /orders/:digest/resume', resume, aisha.id)).body.error).toBeUndefined();
  });

  it('of rule packs', async () => {
    const { my } = nodes;
    await selat(my, 'pack', 'sign', 'my', '--config', my.made.config, '--out', 'my.json');
    await does(my, 'POST /packs', () => selat(my, 'pack', 'install', 'my.json'));
    const facts = { data: { secret: 'no' } };
    await posts(my, 'POST /listings/:id/facts', in_('/listings', OTHER, '/facts'), { facts });
  });

  it('of entries in the ledger of persons', async () => {
    const siti = await addOfficer(() => nodes.my, 'siti', 'compliance');
    const evidence = { digest: `sha256:${'ab'.repeat(32)}`, place: 'safe' };
    const entry = { provider: PROVIDER, ordinary: 9, sensitive: 2, evidence, reason: 'balance' };
    for (const verb of ['open', 'export', 'correct'])
      await does(nodes.my, `POST /ledger/${verb}`, () => siti.post(`/ledger/${verb}`, entry), siti.id);
  });

  it('of members with keys of their own', async () => {
    const { my } = nodes;
    const at = (verb: string) => in_('/participants', PROVIDER, verb);
    const folder = join(my.made.dir, 'member');
    await mkdir(folder);
    const { json } = await enrolMember(my, folder, PROVIDER, 'provider');
    await posts(my, 'POST /participants/:id/signing', at('/signing'), { documents: ['LISTINGS'] });
    const { body } = await my.post('/listings/publish', { ids: [DRAFTS[2]?.id] });
    const path = `/preparations/${body.items[0]?.digest}/withdraw`;
    await posts(my, 'POST /preparations/:digest/withdraw', path);
    const lost = { kid: json['kid'], reason: 'COMPROMISED' };
    await posts(my, 'POST /participants/:id/keys/revoke', at('/keys/revoke'), lost);
  });

  it('of the node', async () => {
    const { my } = nodes;
    const { kid } = await keyOf(my, 'document', 'active');
    await does(my, 'POST /keys/rotate', () => selat(my, 'key', 'rotate', '--purpose', 'receipt', '--out', 'next.json'));
    await does(my, 'POST /keys/install', () => rotate(my, 'document'));
    await does(my, 'POST /keys/revoke', () =>
      selat(my, 'key', 'revoke', kid, '--reason', 'COMPROMISED', '--identity', 'offline'),
    );
    const bala = await addOfficer(() => my, 'bala', 'compliance');
    const pdp = await does(my, 'POST /authorities/install', () => openAuthority(my, 'pdp'));
    const bnm = { authority: 'bnm', names: [{ language: 'ms-MY', text: 'Bank Negara' }], keys: [] };
    await posts(my, 'POST /authorities', '/authorities', bnm);
    await posts(my, 'POST /authorities/remove', '/authorities/remove', { authority: 'pdp' });
    const scope = { jurisdiction: 'MY', kind: 'FLOW', salt: Buffer.alloc(0), digest: Buffer.alloc(32, 0xef) };
    const { document } = await pdp.sign({ scopes: [scope] });
    await does(my, 'POST /orders/register', () => bala.post('/orders/register', { document }), bala.id);
    await does(my, 'POST /backup', async () => {
      const token = (await readFile(my.made.officer.tokenFile, 'utf8')).trim();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: '{}' };
      return (await fetch(`http://${my.gateway.apiAddress}/api/v1/backup`, init)).arrayBuffer();
    });
  });

  it('and there is no other operation that acts', () => {
    const acts = OPERATIONS.filter(({ method, caller }) => method === 'POST' && caller === 'officer');
    const left = acts.map(({ method, path }) => `${method} ${path}`).filter((key) => !NO_ACT.includes(key));
    expect([...proven].sort()).toEqual(left.sort());
  });
});
