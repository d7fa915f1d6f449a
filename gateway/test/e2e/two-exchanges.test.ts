import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { connect, tlsOf } from '../support/hand-link.js';
import { readDocument } from '../support/hand-world.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let szdex: TestNode;
let my: TestNode;

beforeAll(async () => {
  folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  szdex = await runNode(a);
  my = await runNode(b);
});

afterAll(async () => {
  await Promise.all([szdex?.gateway.stop(), my?.gateway.stop()]);
  await folder.remove();
});

describe('AGR-1: two exchanges form an agreement that both signed', () => {
  it('is proposed by one, accepted by the other, and in force on both', async () => {
    const proposed = await szdex.post('/peers/propose', {
      descriptor: await my.descriptor(),
      fingerprint: my.made.fingerprint,
      days: 365,
      governingLaw: 'SG',
      forum: 'SIAC',
      seat: 'Singapore',
      seatCountry: 'SG',
    });
    expect(proposed.body).toMatchObject({ exchange: 'my.example', status: 'pinned' });
    const accepted = await my.post('/peers/accept', {
      descriptor: await szdex.descriptor(),
      fingerprint: szdex.made.fingerprint,
      waitMs: 20_000,
    });
    expect(accepted.body).toMatchObject({ exchange: 'szdex.example', agreements: [{ state: 'in-force' }] });
    const seen = await szdex.get('/peers/my.example');
    expect(seen.body).toMatchObject({ agreements: [{ state: 'in-force' }] });
  });
});

/** Waits for a condition on a gateway; each look is one request. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const found = await look();
      if (found === undefined) throw new Error('not yet');
      return found;
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function join(node: TestNode, slug: string, country: string): Promise<void> {
  const exchange = node.made.exchange;
  const registered = await node.post('/participants', {
    slug,
    names: [{ language: 'en', text: `Example member ${slug}` }],
    country,
    roles: ['provider', 'consumer'],
    externalIds: [],
  });
  expect(registered.body).toMatchObject({ id: `${exchange}/p/${slug}`, state: 'registered' });
  const id = encodeURIComponent(`${exchange}/p/${slug}`);
  const check = { method: 'TEST_ONLY', checkedOn: '2026-11-01' };
  const approved = await node.post(`/participants/${id}/approve`, check);
  expect(approved.body).toMatchObject({ state: 'active', revision: 1 });
}

async function publishExamples(node: TestNode, side: 'malaysia' | 'shenzhen'): Promise<string[]> {
  const drafts = exampleDrafts(side);
  const saved = await node.post('/drafts', { drafts });
  expect(saved.body.items.filter(({ ok }) => !ok)).toEqual([]);
  const published = await node.post('/listings/publish', { ids: drafts.map(({ id }) => id) });
  expect(published.body.items.filter(({ ok }) => !ok)).toEqual([]);
  return drafts.map(({ id }) => id);
}

describe('LST-1: listings travel signed, by push', () => {
  it('shows every listing of each side on the other, verified', async () => {
    await join(my, 'open-data', 'MY');
    await join(szdex, 'harbour-data', 'CN');
    await join(szdex, 'green-mobility', 'CN');
    const [fromMy, fromSzdex] = [await publishExamples(my, 'malaysia'), await publishExamples(szdex, 'shenzhen')];
    for (const [node, exchange, ids] of [
      [szdex, 'my.example', fromMy],
      [my, 'szdex.example', fromSzdex],
    ] as const) {
      const listed = await until(async () => {
        const { body } = await node.get(`/listings?exchange=${exchange}&limit=100`);
        return body.items.length === ids.length ? body.items : undefined;
      });
      expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
      const { body } = await node.get(`/listings/${encodeURIComponent(ids[0] ?? '')}`);
      expect(body).toMatchObject({ verified: true, state: 'current' });
    }
  });
});

describe('GRT-1: a grant is active when both exchanges signed it', () => {
  it('is requested, offered, countersigned, suspended, resumed and revoked, alike on both sides', async () => {
    await join(szdex, 'pearl-analytics', 'CN');
    const { body: listings } = await szdex.get('/listings?exchange=my.example&limit=1');
    const { body: listing } = await szdex.get(`/listings/${encodeURIComponent(listings.items[0]?.id ?? '')}`);
    const requested = await szdex.post('/grants', {
      listing: listing.id,
      termsId: listing.terms[0]?.id,
      consumer: 'szdex.example/p/pearl-analytics',
      actions: ['QUERY'],
      purposes: ['market-analysis'],
      places: ['CN'],
    });
    expect(requested.body).toMatchObject({ state: 'requested', side: 'consumer' });
    const { request } = requested.body;
    await until(async () => ((await my.get(`/grants/${request}`)).status === 200 ? true : undefined));
    const offered = await my.post(`/grants/${request}/offer`, {});
    expect(offered.body).toMatchObject({ state: 'offered', side: 'provider' });
    const { id } = offered.body;
    await until(async () => ((await szdex.get(`/grants/${id}`)).status === 200 ? true : undefined));
    const signed = await szdex.post(`/grants/${id}/countersign`, { waitMs: 20_000 });
    expect(signed.body).toMatchObject({ state: 'active', decisions: [] });
    expect(signed.body.signers).toEqual([
      'my.example#issuer#Ed25519',
      'szdex.example#acceptor#Ed25519',
      'szdex.example#acceptor#SGD_SM3_SM2',
    ]);
    const state = (node: TestNode, wanted: string) =>
      until(async () => ((await node.get(`/grants/${id}`)).body.state === wanted ? wanted : undefined));
    await state(my, 'active');
    await my.post(`/grants/${id}/suspend`, { reason: 'SUSPECTED_BREACH' });
    await Promise.all([state(my, 'suspended'), state(szdex, 'suspended')]);
    await my.post(`/grants/${id}/resume`, {});
    await Promise.all([state(my, 'active'), state(szdex, 'active')]);
    await szdex.post(`/grants/${id}/revoke`, { reason: 'CONVENIENCE' });
    await Promise.all([state(my, 'ended'), state(szdex, 'ended')]);
  });
});

describe('ERR-5: a receipt is an answer, and no submission', () => {
  it('also where the very receipt is known', async () => {
    const { body } = await szdex.get('/history?limit=1000');
    const got = body.items.find(({ act, direction }) => act === 'selat.v1.ReceiptBatch' && direction === 'in');
    const receipt = await readDocument(szdex, got?.digest ?? '');
    const link = await connect(szdex, await tlsOf(my.made));
    await expect(link.submit(receipt)).rejects.toMatchObject({ reason: 'NOT_IN_THIS_BUILD' });
    link.close();
  });
});
