import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit } from '../support/hand-world.js';
import type { Answer, Body, TestNode } from '../support/running-node.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes, until } from '../support/two-nodes.js';

let nodes: TwoNodes;
const LISTING = 'szdex.example/l/bargain';
const price = (amountMinor: string) => ({ model: 'ONE_OFF', currency: 'CNY', amountMinor });

/** A listing of Shenzhen whose price is to be negotiated and whose licence counts calls over the whole term. */
async function publish(moreMs = 0n): Promise<void> {
  const [draft] = exampleDrafts('shenzhen');
  const pattern = Listing.decode(Buffer.from(draft?.payload ?? '', 'base64'));
  const [terms] = pattern.terms;
  if (terms === undefined || pattern.product === undefined) throw new Error('the example has no licence');
  const message = Listing.fromPartial({
    ...pattern,
    id: LISTING,
    validUntilMs: pattern.validUntilMs + moreMs,
    product: { ...pattern.product, id: 'szdex.example/d/bargain' },
    terms: [
      {
        ...terms,
        id: 'open',
        actions: ['QUERY', 'DERIVE'],
        purposes: ['research', 'statistics'],
        territoryOfProcessing: ['ZZ'],
        term: { days: 30, renewable: true },
        quotas: [{ unit: 'CALLS', limit: 5000n, period: 'TERM' }],
        price: { model: 'NEGOTIATED', currency: 'CNY' },
      },
    ],
  });
  const payload = Buffer.from(Listing.encode(message).finish()).toString('base64');
  await nodes.szdex.post('/drafts', { drafts: [{ id: LISTING, source: 'test', payload }] });
  const { body } = await nodes.szdex.post('/listings/publish', { ids: [LISTING] });
  expect(body.items.map(({ ok }) => ok)).toEqual([true]);
  await drained(nodes.szdex);
}

beforeAll(async () => {
  nodes = await openTwoNodes();
  await propose(nodes.szdex, nodes.my);
  await accept(nodes.my, nodes.szdex);
  await Promise.all([
    admit(nodes.my, 'padi'),
    admit(nodes.szdex, 'harbour-data'),
    admit(nodes.szdex, 'green-mobility'),
  ]);
  await publish();
});
afterAll(() => nodes?.close());

const stateOn = (node: TestNode, id: string, state: string): Promise<Body> =>
  until(async () => {
    const { body } = await node.get(`/grants/${id}`);
    return body.state === state ? body : undefined;
  });
const onBoth = (id: string, state: string) =>
  Promise.all([stateOn(nodes.szdex, id, state), stateOn(nodes.my, id, state)]);
const refused = ({ status, body }: Answer) => [status >= 400, body.error?.reason];

const asked = (over: object = {}) =>
  nodes.my.post('/grants', {
    ...{ listing: LISTING, termsId: 'open', consumer: 'my.example/p/padi' },
    ...{ actions: ['QUERY'], purposes: ['research'], places: ['MY'] },
    ...over,
  });

async function offered(request: string, body: object = {}): Promise<string> {
  await stateOn(nodes.szdex, request, 'requested');
  const { body: offer } = await nodes.szdex.post(`/grants/${request}/offer`, body);
  await stateOn(nodes.my, offer.id, 'offered');
  return offer.id;
}

async function formed(request: string, body: object = {}): Promise<string> {
  const id = await offered(request, body);
  await nodes.my.post(`/grants/${id}/countersign`, { waitMs: 20_000 });
  await Promise.all([until(async () => formedOn(nodes.szdex, id)), until(async () => formedOn(nodes.my, id))]);
  return id;
}
const formedOn = async (node: TestNode, id: string) => (await node.get(`/grants/${id}`)).body['formedAt'];

describe('GRT-19: no price is signed that nobody named', () => {
  it('a negotiated price is offered, countered, offered and agreed; the line of it stands on both sides', async () => {
    const { body: first } = await asked();
    await stateOn(nodes.szdex, first.request, 'requested');
    const item = `/queue/${first.request}`;
    const { next } = (await nodes.szdex.get(item)).body as { next?: unknown };
    expect(next).toMatchObject({ approve: `selat queue approve ${first.request} --price PRICE` });
    expect(refused(await nodes.szdex.post(`${item}/approve`, {}))).toEqual([true, 'GRANT_PRICE_NOT_AGREED']);
    const dollars = { price: { ...price('1'), currency: 'USD' } };
    expect(refused(await nodes.szdex.post(`/grants/${first.request}/offer`, dollars))).toEqual([
      true,
      'GRANT_TERMS_MISMATCH',
    ]);
    const offer = await offered(first.request, { price: price('500000'), deadlineHours: 24 });
    const shown = await nodes.my.get(`/grants/${offer}`);
    expect(shown.body).toMatchObject({ price: { text: 'ONE_OFF CNY 5000.00' } });
    const silent = await nodes.my.post(`/queue/${offer}/approve`, {});
    expect(refused(silent)).toEqual([true, 'GRANT_PRICE_NOT_AGREED']);
    expect(silent.body.error.message).toContain('the offer says ONE_OFF CNY 5000.00');
    const wrong = await nodes.my.post(`/grants/${offer}/countersign`, { price: price('499999') });
    expect(refused(wrong)).toEqual([true, 'GRANT_PRICE_NOT_AGREED']);
    const { body: counter } = await nodes.my.post(`/grants/${offer}/counter`, { price: price('400000') });
    const [there] = await onBoth(offer, 'declined');
    expect(there).toMatchObject({ reason: 'COUNTERED' });
    const grant = await formed(counter.request);
    const [provider, consumer] = await onBoth(grant, 'active');
    for (const body of [provider, consumer]) {
      expect(body).toMatchObject({ price: { amountMinor: '400000' }, supersedes: offer });
      const line = body['history'] as readonly Body[];
      expect(line.map(({ id, state }) => [id, state])).toEqual([
        [offer, 'declined'],
        [grant, 'active'],
      ]);
    }
    await nodes.my.post(`/grants/${grant}/revoke`, { reason: 'CONVENIENCE' });
    await onBoth(grant, 'ended');
  });

  it('an offer above what was asked is signed by who names it', async () => {
    const { body } = await asked({ price: price('100') });
    const id = await offered(body.request, { price: price('200') });
    await nodes.my.post(`/grants/${id}/countersign`, { waitMs: 20_000, price: price('200') });
    await onBoth(id, 'active');
    await nodes.my.post(`/grants/${id}/end`, { reason: 'COMPLETED' });
    const [there] = await onBoth(id, 'ended');
    expect(there).toMatchObject({ reason: 'completed' });
  });
});

describe('GRT-16, GRT-18: a grant is amended and renewed without a gap', () => {
  it('is superseded by an amendment on a newer revision, renewed, and the line is whole after a restart', async () => {
    const { body: first } = await asked({ price: price('100') });
    const old = await formed(first.request);
    await publish(1n);
    const { body: more } = await nodes.my.post(`/grants/${old}/amend`, {
      purposes: ['research', 'statistics'],
      volume: [{ unit: 'CALLS', limit: 900, period: 'TERM' }],
    });
    expect(refused(await nodes.my.post(`/grants/${old}/counter`, {}))).toEqual([true, 'GRANT_TRANSITION_REFUSED']);
    await onBoth(old, 'active');
    const amended = await formed(more.request);
    const ends = await onBoth(old, 'ended');
    const starts = await onBoth(amended, 'active');
    for (const [at, body] of ends.entries()) {
      expect(body).toMatchObject({ reason: 'superseded', supersededBy: amended, endsAt: starts[at]?.['formedAt'] });
      expect(starts[at]?.['validUntil']).toBe(body['validUntil']);
    }
    const again = await nodes.my.post(`/grants/${old}/amend`, {});
    expect(refused(again)).toEqual([true, 'GRANT_TRANSITION_REFUSED']);
    const { body: renewal } = await nodes.my.post(`/grants/${amended}/renew`, {});
    const renewed = await formed(renewal.request);
    const [waiting] = await onBoth(renewed, 'suspended');
    expect(waiting).toMatchObject({ holds: [{ reason: 'NOT_STARTED' }], validFrom: starts[0]?.['validUntil'] });
    await onBoth(amended, 'active');
    [nodes.my, nodes.szdex] = await Promise.all([nodes.my.restart(), nodes.szdex.restart()]);
    for (const node of [nodes.my, nodes.szdex]) {
      const { body } = await node.get(`/grants/${amended}`);
      const line = body['history'] as readonly Body[];
      expect(line.map(({ id, state }) => [id, state])).toEqual([
        [old, 'ended'],
        [amended, 'active'],
        [renewed, 'suspended'],
      ]);
    }
    await nodes.szdex.post(`/grants/${amended}/end`, { reason: 'EXHAUSTED' });
    const [exhausted] = await onBoth(amended, 'ended');
    expect(exhausted).toMatchObject({ reason: 'exhausted' });
  });

  it('of two successors one wins, and the other lapses on both sides', async () => {
    const { body: first } = await asked({ price: price('100') });
    const old = await formed(first.request);
    const requests = [
      (await nodes.my.post(`/grants/${old}/amend`, { purposes: ['statistics'] })).body.request,
      (await nodes.my.post(`/grants/${old}/amend`, { actions: ['DERIVE'] })).body.request,
    ];
    const offers: string[] = [];
    for (const request of requests) offers.push(await offered(request));
    const signed = await Promise.all(
      offers.map((id) => nodes.my.post(`/grants/${id}/countersign`, { waitMs: 20_000 })),
    );
    expect(signed.filter(({ body }) => body.state === 'active')).toHaveLength(1);
    const winner = offers.find((_, at) => signed[at]?.body.state === 'active') ?? '';
    const loser = offers.find((id) => id !== winner) ?? '';
    const [there] = await onBoth(old, 'ended');
    expect(there).toMatchObject({ supersededBy: winner });
    await stateOn(nodes.szdex, winner, 'active');
    const lost = await onBoth(loser, 'lapsed');
    for (const body of lost) expect(body).toMatchObject({ reason: 'GRANT_TRANSITION_REFUSED' });
  });
});

describe('GRT-7: what is not signed by both can be taken back', () => {
  it('a request by who asked, an offer by who offered, alike on both sides', async () => {
    const { body: request } = await asked({ price: price('100') });
    await stateOn(nodes.szdex, request.request, 'requested');
    await nodes.my.post(`/grants/${request.request}/withdraw`, {});
    await onBoth(request.request, 'withdrawn');
    expect(refused(await nodes.szdex.post(`/grants/${request.request}/offer`, {}))).toEqual([
      true,
      'GRANT_TRANSITION_REFUSED',
    ]);
    const { body: second } = await asked({ price: price('100'), supersedes: request.request });
    const offer = await offered(second.request, { deadlineHours: 2 });
    const late = await nodes.szdex.post(`/grants/${second.request}/withdraw`, { note: 'Sold out' });
    expect(late.body.pending).toEqual([]);
    await onBoth(offer, 'withdrawn');
    expect(refused(await nodes.my.post(`/grants/${offer}/countersign`, {}))).toEqual([
      true,
      'GRANT_TRANSITION_REFUSED',
    ]);
  });

  it('a request under a key is made once, and the key stands for nothing else', async () => {
    const first = await asked({ key: 'script-1' });
    const again = await asked({ key: 'script-1' });
    expect([again.status, again.body.request]).toEqual([200, first.body.request]);
    expect(refused(await asked({ key: 'script-1', purposes: ['statistics'] }))).toEqual([true, 'REQUEST_INVALID']);
    const { body } = await nodes.my.get('/grants?limit=1');
    expect(body.items[0]?.request).toBe(first.body.request);
  });

  it('an offer waits no longer than the agreement says', async () => {
    const { body } = await asked({ price: price('100') });
    await stateOn(nodes.szdex, body.request, 'requested');
    const tooLong = await nodes.szdex.post(`/grants/${body.request}/offer`, { deadlineHours: 8_760 });
    expect(refused(tooLong)).toEqual([true, 'REQUEST_INVALID']);
    const { body: offer } = await nodes.szdex.post(`/grants/${body.request}/offer`, { deadlineHours: 1 });
    const left = Number(offer['offerDeadline']) - Date.now();
    expect([left > 3_500_000, left <= 3_600_000, offer['lapsesAt']]).toEqual([
      true,
      true,
      Number(offer['offerDeadline']) + 60_000,
    ]);
  });
});
