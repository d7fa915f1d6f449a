import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { messageOf } from '../support/hand-peer.js';
import { admit, publish, readDocument } from '../support/hand-world.js';
import { type Body, runNode, type TestNode } from '../support/running-node.js';
import { storedVerdicts } from '../support/stored-receipts.js';
import {
  accept,
  agreementIs,
  drained,
  openTwoNodes,
  propose,
  received,
  type TwoNodes,
  until,
} from '../support/two-nodes.js';

let nodes: TwoNodes;
beforeAll(async () => {
  nodes = await openTwoNodes();
});
afterAll(() => nodes?.close());

const listingsOf = async (node: TestNode, exchange: string): Promise<readonly Body[]> => {
  const { body } = await node.get(`/listings?exchange=${exchange}&limit=100`);
  return body.items;
};
const idOf = (document: SignedDocument) => messageOf<Listing>(document).id;
const at = (id: string) => `/listings/${encodeURIComponent(id)}`;

/** Publishes the next revision of an example listing of szdex.example. */
async function revise(node: TestNode, index: number): Promise<SignedDocument> {
  const draft = exampleDrafts('shenzhen')[index];
  if (draft === undefined) throw new Error(`there is no example ${index}`);
  const payload = Listing.encode({
    ...Listing.decode(Buffer.from(draft.payload, 'base64')),
    visibility: 'PUBLIC',
  }).finish();
  await node.post('/drafts', { drafts: [{ ...draft, payload: Buffer.from(payload).toString('base64') }] });
  const { body } = await node.post('/listings/publish', { ids: [draft.id] });
  return readDocument(node, body.items[0]?.digest ?? '');
}

describe('AGR-5: when an agreement starts the peer gets every participant and every listing that counts', () => {
  let before: SignedDocument[];
  let during: SignedDocument[];

  it('published before it, revised, suspended and opened again, and while it is being formed', async () => {
    const { szdex, my } = nodes;
    await admit(szdex, 'harbour-data');
    await admit(szdex, 'green-mobility');
    before = await publish(szdex, 3);
    const [plain, revised, reopened] = before.map(idOf);
    await revise(szdex, 1);
    await szdex.post(`${at(reopened ?? '')}/suspend`, { reason: 'QUALITY' });
    await revise(szdex, 2);
    const id = encodeURIComponent('szdex.example/p/green-mobility');
    await szdex.post(`/participants/${id}/suspend`, {});
    await szdex.post(`/participants/${id}/approve`, { method: 'TEST_ONLY', checkedOn: '2026-11-02' });
    await propose(szdex, my);
    const forming = accept(my, szdex);
    during = [await revise(szdex, 3), await revise(szdex, 4)];
    await forming;
    during.push(await revise(szdex, 5));
    await drained(szdex);
    const seen = await listingsOf(my, 'szdex.example');
    expect(seen.map(({ id }) => id).sort()).toEqual([...before, ...during].map(idOf).sort());
    const revisions = new Map(seen.map(({ id, ...listing }) => [id, listing['revision']]));
    expect([plain, revised, reopened].map((id) => revisions.get(id ?? ''))).toEqual([1, 2, 2]);
    expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['current']));
    const { body } = await my.get('/participants?exchange=szdex.example');
    expect(body.items).toMatchObject([
      { revision: 3, state: 'active' },
      { revision: 1, state: 'active' },
    ]);
  });

  it('participants before the listings that name them, each document once, and none of them refused', async () => {
    const acts = await received(nodes.my);
    expect(new Set(acts.map(({ digest }) => digest)).size).toBe(
      acts.filter(({ act }) => act !== 'selat.v1.PeerAgreement').length + 1,
    );
    const order = acts.map(({ act }) => act);
    expect(order.indexOf('selat.v1.ParticipantRecord')).toBeLessThan(order.indexOf('selat.v1.Listing'));
    expect(storedVerdicts(nodes.my)).not.toContain('REFUSED');
  });
});

describe('AGR-8: deliveries wait for a peer that is down, survive a restart of the sender, and arrive in order, each once', () => {
  it('whatever was done meanwhile', async () => {
    const { my } = nodes;
    const known = (await received(my)).length;
    await my.gateway.stop();
    const [first] = (await publish(nodes.szdex, 1)).map(idOf);
    await nodes.szdex.post(`${at(first ?? '')}/suspend`, { reason: 'QUALITY' });
    await revise(nodes.szdex, 0);
    await nodes.szdex.post(`${at(first ?? '')}/withdraw`, { reason: 'QUALITY' });
    const { body } = await nodes.szdex.get('/outbox');
    const waiting = body.items;
    expect(waiting.map(({ type }) => type)).toEqual([
      'selat.v1.Listing',
      'selat.v1.ListingSuspension',
      'selat.v1.Listing',
      'selat.v1.ListingWithdrawal',
    ]);
    nodes.szdex = await nodes.szdex.restart();
    await expect(nodes.szdex.get('/outbox')).resolves.toMatchObject({
      body: { items: waiting.map(({ digest }) => ({ digest })) },
    });
    nodes.my = await runNode(my.made);
    await drained(nodes.szdex);
    const arrived = (await received(nodes.my)).slice(known);
    expect(arrived.map(({ digest }) => digest)).toEqual(waiting.map(({ digest }) => digest));
    expect(storedVerdicts(nodes.my)).not.toContain('REFUSED');
    await expect(nodes.my.get(at(first ?? ''))).resolves.toMatchObject({ body: { state: 'withdrawn', revision: 3 } });
  });
});

describe('AGR-6, GRT-10: an agreement that is held holds its grants on both sides', () => {
  let grant: string;
  const states = (wanted: string) =>
    until(async () => {
      const shown = await Promise.all([nodes.my, nodes.szdex].map((node) => node.get(`/grants/${grant}`)));
      return shown.every(({ body }) => body.state === wanted) ? wanted : undefined;
    });

  it('and RESUME lets them go on; what was signed meanwhile is delivered after it', async () => {
    const { szdex, my } = nodes;
    await admit(my, 'open-data');
    const listing = (await listingsOf(my, 'szdex.example')).find(({ state }) => state === 'current');
    const { body: detail } = await my.get(at(listing?.id ?? ''));
    const [terms] = detail.terms;
    if (terms === undefined) throw new Error('the listing has no terms');
    const asked = await my.post('/grants', {
      listing: detail.id,
      termsId: terms.id,
      consumer: 'my.example/p/open-data',
      actions: terms.actions.slice(0, 1),
      purposes: terms.purposes.slice(0, 1),
      places: [terms.places[0] === 'ZZ' ? 'MY' : terms.places[0]],
    });
    const { request } = asked.body;
    await until(async () => ((await szdex.get(`/grants/${request}`)).status === 200 ? true : undefined));
    const offered = await szdex.post(`/grants/${request}/offer`, {});
    grant = offered.body.id;
    await until(async () => ((await my.get(`/grants/${grant}`)).status === 200 ? true : undefined));
    await my.post(`/grants/${grant}/countersign`, { waitMs: 20_000 });
    await states('active');
    await szdex.post('/peers/my.example/notice', { kind: 'SUSPEND', note: 'a test' });
    await Promise.all([agreementIs(szdex, my, 'suspended'), agreementIs(my, szdex, 'suspended')]);
    await states('suspended');
    await my.post(`/grants/${grant}/suspend`, { reason: 'MAINTENANCE' });
    await expect(my.get('/outbox')).resolves.toMatchObject({ body: { items: [{ type: 'selat.v1.GrantSuspension' }] } });
    await szdex.post('/peers/my.example/notice', { kind: 'RESUME' });
    await Promise.all([agreementIs(szdex, my, 'in-force'), agreementIs(my, szdex, 'in-force')]);
    await drained(my);
    await my.post(`/grants/${grant}/resume`, {});
    await states('active');
  });

  it('and END holds them for good, while the evidence stays readable', async () => {
    const { szdex, my } = nodes;
    await my.post('/peers/szdex.example/notice', { kind: 'END' });
    await Promise.all([agreementIs(szdex, my, 'ended'), agreementIs(my, szdex, 'ended')]);
    await states('suspended');
    const refused = await my.post('/peers/szdex.example/notice', { kind: 'RESUME' });
    expect(refused.status).not.toBe(200);
    const { body } = await szdex.get(`/grants/${grant}`);
    expect(body.documents.map(({ type }) => type)).toContain('selat.v1.Grant');
  });
});
