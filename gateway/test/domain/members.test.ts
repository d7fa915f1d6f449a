import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantOffer, grantRequest, listingMessage, record } from '../support/hand-documents.js';
import { digestOf, nameOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, publish, readDocument } from '../support/hand-world.js';

let world: HandWorld;

beforeAll(async () => {
  world = await openHandWorld();
});
afterAll(() => world?.close());

const PROVIDER = `/participants/${encodeURIComponent('my.example/p/open-data')}`;
const check = (checkedOn: string) => ({ method: 'TEST_ONLY', checkedOn });
const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('IDN-10: an exchange signs no grant for a member that it has suspended', () => {
  it('offers again once the record of the provider is renewed', async () => {
    const { my, szdex, toMy } = world;
    await admit(my, 'open-data');
    const [offered] = await publish(my, 1);
    if (offered === undefined) throw new Error('nothing was published');
    const request = await grantRequest(szdex, offered);
    await expect(toMy.submit(request)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    await my.post(`${PROVIDER}/suspend`, {});
    const refused = await my.post(`/grants/${nameOf(request)}/offer`, {});
    expect(refused.body.error).toMatchObject({ reason: 'PARTICIPANT_UNKNOWN' });
    await my.post(`${PROVIDER}/approve`, check(dayFromNow(-1)));
    expect((await my.post(`/grants/${nameOf(request)}/offer`, {})).body).toMatchObject({
      state: 'requested',
      pending: [{}],
    });
  });
});

describe('IDN-10: an offer for a provider whose record is suspended is deferred', () => {
  it('and the same bytes are accepted once the record is renewed', async () => {
    const { my, szdex, toMy } = world;
    const first = await record(szdex, 'seller');
    await toMy.submit(first);
    const { product, ...message } = listingMessage(szdex, 'sold');
    const provider = `${szdex.exchange}/p/seller`;
    const own = { ...message, product: { ...product, provider } };
    const sold = await szdex.sign('selat.v1.Listing', own, { to: 'everyone' });
    await expect(toMy.submit(sold)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    const [terms] = message.terms;
    const { body } = await my.post('/grants', {
      listing: message.id,
      termsId: terms?.id,
      consumer: 'my.example/p/open-data',
      actions: terms?.actions.slice(0, 1),
      purposes: terms?.purposes.slice(0, 1),
      places: ['MY'],
    });
    const offer = await grantOffer(szdex, await readDocument(my, body.request), sold);
    const second = await record(szdex, 'seller', { status: 'SUSPENDED', revision: 2n, supersedes: digestOf(first) });
    await toMy.submit(second);
    await expect(toMy.submit(offer)).rejects.toMatchObject({ reason: 'PARTICIPANT_UNKNOWN', isRetryable: true });
    await toMy.submit(await record(szdex, 'seller', { revision: 3n, supersedes: digestOf(second) }));
    await expect(toMy.submit(offer)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
  });
});

describe('IDN-9: the check of an identity has taken place', () => {
  it('refuses a day that has come nowhere yet, and takes today', async () => {
    const { my } = world;
    await my.post(`${PROVIDER}/suspend`, {});
    const early = await my.post(`${PROVIDER}/approve`, check(dayFromNow(2)));
    expect([early.status, early.body.error.reason]).toEqual([400, 'REQUEST_INVALID']);
    expect((await my.post(`${PROVIDER}/approve`, check(dayFromNow(0)))).body).toMatchObject({ state: 'active' });
  });
});

describe('API-2: a node keeps an operator', () => {
  const disable = (slug: string) =>
    world.my.post(`/officers/${encodeURIComponent(`my.example/o/${slug}`)}/disable`, {});

  it('the last active one cannot be disabled, and any other can', async () => {
    const last = await disable('operator');
    expect([last.status, last.body.error.reason]).toEqual([422, 'LAST_OPERATOR']);
    for (const slug of ['second', 'third']) await world.my.post('/officers', { slug, role: 'operator' });
    expect((await disable('second')).body).toMatchObject({ state: 'disabled' });
  });

  it('of two who are disabled at once one stays', async () => {
    const answers = await Promise.all([disable('third'), disable('operator')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});
