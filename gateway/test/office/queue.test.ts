import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type Listing, Listing as ListingCodec } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { grantOffer, grantRequest, listing } from '../support/hand-documents.js';
import { messageOf, nameOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, readDocument, successorOfAgreement } from '../support/hand-world.js';
import { type Answer, addOfficer, type OfficerCalls } from '../support/running-node.js';

const REVIEWS = ['legal', 'technical', 'compliance'] as const;

let world: HandWorld;
/** Reviewer, compliance, auditor; the first officer, an operator, stores the drafts. */
let mei: OfficerCalls;
let lin: OfficerCalls;
let aud: OfficerCalls;

const drafts = exampleDrafts('malaysia').slice(0, 3);
const [first, second, third] = drafts.map(({ id }) => id) as [string, string, string];
const refusal = (status: number, reason: string) => ({ status, body: { error: { reason } } });
const at = (id: string) => `/queue/${encodeURIComponent(id)}`;

beforeAll(async () => {
  world = await openHandWorld('officers:\n  twoFor: [grant.offer, admission.widen]\n', { reviews: REVIEWS });
  const now = () => world.my;
  await admit(world.my, 'open-data');
  [mei, lin] = [await addOfficer(now, 'mei', 'reviewer'), await addOfficer(now, 'lin', 'compliance')];
  aud = await addOfficer(now, 'aud', 'auditor');
  await world.my.post('/drafts', { drafts });
});
afterAll(() => world?.close());

async function review(by: OfficerCalls, kind: string, ids: readonly string[], verdict = 'APPROVED', note?: string) {
  const { status, body } = await by.post('/reviews', { drafts: ids.map((id) => ({ id })), kind, verdict, note });
  return { status, items: body.items, error: body.error };
}

const publish = async (id: string) => (await world.my.post('/listings/publish', { ids: [id] })).body.items[0];

describe('BOF-11 to BOF-14: a draft is published after the reviews of its exact content', () => {
  it('BOF-11: names every review that is missing, and what to type', async () => {
    const { error } = (await publish(first)) ?? {};
    expect(error?.reason).toBe('LISTING_UNREVIEWED');
    for (const kind of REVIEWS) expect(error?.message).toContain(`selat review approve ${first} --kind ${kind}`);
  });

  it('BOF-14: a review is given by an officer of its roles', async () => {
    expect((await review(mei, 'compliance', [first])).items[0]?.error.reason).toBe('ROLE_FORBIDDEN');
    expect((await review(lin, 'technical', [first])).items[0]?.error.reason).toBe('ROLE_FORBIDDEN');
    expect((await aud.post('/reviews', {})).status).toBe(403);
  });

  it('BOF-13: who stored the draft may reject it and not approve it', async () => {
    const own = { drafts: [{ id: first }], kind: 'technical', verdict: 'APPROVED' };
    const [approved] = (await world.my.post('/reviews', own)).body.items;
    expect(approved?.error.reason).toBe('REVIEW_OWN_DRAFT');
    expect(approved?.error.message).toContain('reviews.fourEyes asks for another');
    expect(
      (await world.my.post('/reviews', { ...own, verdict: 'REJECTED', note: 'a column is missing' })).body.items,
    ).toEqual([{ id: first, ok: true }]);
  });

  it('BOF-11: a rejection needs a note, stands in the way with it, and is cured by approving the same content', async () => {
    expect(await review(mei, 'technical', [first], 'REJECTED')).toMatchObject({ status: 400 });
    expect((await publish(first))?.error.message).toContain('rejected by my.example/o/operator (a column is missing)');
    expect((await review(mei, 'technical', [first, second])).items.map(({ ok }) => ok)).toEqual([true, true]);
    for (const kind of ['legal', 'compliance']) await review(lin, kind, [first, second]);
    expect((await publish(first))?.ok).toBe(true);
  });

  it('BOF-12: another content voids the reviews, and a review of a content that is gone is refused', async () => {
    const before = (await mei.get(`/drafts/${encodeURIComponent(second)}`)).body['contentDigest'];
    const [, draft] = drafts;
    const { product, ...rest } = ListingCodec.decode(Buffer.from(draft?.payload ?? '', 'base64'));
    const titles = [{ language: 'en', text: 'Another title' }];
    const changed = ListingCodec.fromPartial({ ...rest, product: { ...product, titles } });
    const payload = Buffer.from(ListingCodec.encode(changed).finish()).toString('base64');
    await world.my.post('/drafts', { drafts: [{ id: second, source: 'by hand', payload }] });
    expect((await publish(second))?.error.message).toContain('legal: void, because the draft changed since');
    const stale = { drafts: [{ id: second, digest: before }], kind: 'legal', verdict: 'APPROVED' };
    expect((await lin.post('/reviews', stale)).body.items[0]?.error.reason).toBe('DOCUMENT_CHANGED');
    await world.my.post('/drafts', { drafts: [{ ...draft }] });
    expect((await publish(second))?.ok).toBe(true);
  });

  it('shows each review with its officer in draft and listing, and logs it', async () => {
    const given = [
      { kind: 'legal', verdict: 'APPROVED', officer: 'my.example/o/lin' },
      { kind: 'technical', verdict: 'APPROVED', officer: 'my.example/o/mei' },
      { kind: 'compliance', verdict: 'APPROVED', officer: 'my.example/o/lin' },
    ];
    expect((await aud.get(`/drafts/${encodeURIComponent(first)}`)).body).toMatchObject({ reviews: given });
    expect((await aud.get(`/listings/${encodeURIComponent(first)}`)).body).toMatchObject({ reviews: given });
    const { items } = (await aud.get('/history?act=approve-legal-review')).body;
    expect(items).toMatchObject([
      { officer: 'my.example/o/lin', about: second },
      { officer: 'my.example/o/lin', about: first },
    ]);
  });
});

describe('BOF-2: the widening of the admission policy waits for a second officer', () => {
  it('and the policy stays as it is until then', async () => {
    const before = (await aud.get('/admission')).body;
    await lin.post('/admission/narrow', { reason: 'a trial of the pilot' });
    const asked = await lin.post('/admission/widen', { open: true, reason: 'the pilot is over' });
    expect(asked).toMatchObject({
      status: 202,
      body: { waiting: { act: 'admission.widen', mayApprove: ['my.example/o/operator'] } },
    });
    expect((await aud.get('/admission')).body).toMatchObject({ policy: 'pilot' });
    const { id } = asked.body['waiting'] as { id: string };
    expect(await mei.post(`${at(id)}/approve`)).toMatchObject(refusal(403, 'ROLE_FORBIDDEN'));
    const kim = await addOfficer(() => world.my, 'kim', 'compliance');
    expect((await kim.post(`${at(id)}/approve`)).status).toBe(200);
    expect((await aud.get('/admission')).body['policy']).toBe(before['policy']);
    const [widened] = (await aud.get('/history?act=local/widen-admission')).body.items;
    expect(widened).toMatchObject({ officer: lin.id, secondOfficer: kim.id });
  });
});

describe('BOF-9: one list shows all that waits', () => {
  let request: string;
  let offer: string;

  /** Reads the queue page by page. */
  async function pages(query: string, limit: number) {
    const items: Answer['body']['items'][number][] = [];
    let after = '';
    do {
      const { body } = await mei.get(`/queue?limit=${limit}${query}${after}`);
      items.push(...body.items);
      after = body['next'] === undefined ? '' : `&after=${encodeURIComponent(String(body['next']))}`;
    } while (after !== '');
    return items;
  }

  beforeAll(async () => {
    const { my, szdex, toMy } = world;
    const ofMy = await readDocument(my, (await my.get(`/listings/${encodeURIComponent(first)}`)).body.digest);
    const asked = await grantRequest(szdex, ofMy);
    await toMy.submit(asked);
    request = nameOf(asked);
    const theirs = await listing(szdex, 'offered');
    await toMy.submit(theirs);
    const own = await requestOf(theirs);
    const offered = await grantOffer(szdex, own, theirs);
    await toMy.submit(offered);
    offer = nameOf(offered);
    const names = [{ language: 'en', text: 'Newcomer Sdn Bhd' }];
    await my.post('/participants', { slug: 'newcomer', names, country: 'MY', roles: ['provider'] });
    expect((await my.post(`/grants/${request}/offer`, {})).status).toBe(202);
  });

  /** The gateway's request for a listing of the peer. */
  async function requestOf(theirs: SignedDocument): Promise<SignedDocument> {
    const [terms] = messageOf<Listing>(theirs).terms;
    const wanted = { actions: terms?.actions.slice(0, 1), purposes: terms?.purposes.slice(0, 1), places: ['MY'] };
    const listed = { listing: 'szdex.example/l/offered', termsId: terms?.id, consumer: 'my.example/p/open-data' };
    const { body } = await world.my.post('/grants', { ...listed, ...wanted });
    return readDocument(world.my, body.request);
  }

  it('of every kind, with what to type, whatever the size of a page', async () => {
    const whole = await pages('', 100);
    expect(whole.map(({ id, kind }) => [kind, id])).toEqual([
      ['second-approval', expect.stringMatching(/^w-[0-9a-f]{10}$/)],
      ['grant-request', request],
      ['grant-offer', offer],
      ['participant', 'my.example/p/newcomer'],
      ...REVIEWS.map((kind) => ['review', `${third}:${kind}`]),
    ]);
    expect(await pages('', 1)).toEqual(whole);
    expect(await pages('', 3)).toEqual(whole);
    for (const item of whole) {
      expect(item['next']).toMatchObject({ show: `selat queue show ${item.id}` });
      expect((await aud.get(at(item.id))).status).toBe(200);
    }
  });

  it('of one kind, or of what one role may approve', async () => {
    expect((await pages('&kind=review', 2)).map(({ id }) => id)).toEqual(REVIEWS.map((kind) => `${third}:${kind}`));
    expect((await pages('&role=compliance', 100)).map(({ id }) => id)).toEqual([
      `${third}:legal`,
      `${third}:compliance`,
    ]);
    expect(await pages('&role=auditor', 100)).toEqual([]);
    expect(await mei.get(at('my.example/p/nobody'))).toMatchObject(refusal(404, 'QUEUE_ITEM_UNKNOWN'));
    expect(await mei.get(at('not an id at all'))).toMatchObject(refusal(404, 'QUEUE_ITEM_UNKNOWN'));
  });

  it('BOF-10: a decision there is the act, with its roles and its second officer', async () => {
    expect(await lin.post(`${at(request)}/approve`)).toMatchObject(refusal(403, 'ROLE_FORBIDDEN'));
    expect(await world.my.post(`${at(request)}/approve`, {})).toMatchObject({ status: 202 });
    const why = { reason: 'COMPLIANCE_NEEDS', needs: [['MY_TIA']] };
    const refused = await lin.post(`${at(request)}/refuse`, why);
    expect(refused).toMatchObject({ status: 200, body: { kind: 'grant-request', outcome: 'refused' } });
    const { documents } = (await aud.get(`/grants/${request}`)).body;
    expect(documents.map(({ type }) => type)).toContain('selat.v1.GrantRefusal');
    const signed = await mei.post(`${at(offer)}/approve`);
    expect(signed).toMatchObject({
      status: 200,
      body: { result: { pending: expect.arrayContaining(['selat.v1.GrantRequest', 'selat.v1.Grant']) } },
    });
  });

  it('BOF-10: members are approved after a stated check, reviews given and rejected', async () => {
    const newcomer = at('my.example/p/newcomer');
    expect(await mei.post(`${newcomer}/approve`)).toMatchObject(refusal(400, 'REQUEST_INVALID'));
    expect(await mei.post(`${newcomer}/refuse`)).toMatchObject(refusal(422, 'QUEUE_ITEM_ELSEWHERE'));
    const check = { method: 'TEST_ONLY', checkedOn: '2026-11-01' };
    expect(await mei.post(`${newcomer}/approve`, check)).toMatchObject({ body: { result: { state: 'active' } } });
    expect(await lin.post(`${at(`${third}:legal`)}/approve`)).toMatchObject({ status: 200 });
    expect(await mei.post(`${at(`${third}:technical`)}/refuse`)).toMatchObject(refusal(400, 'REQUEST_INVALID'));
    const rejected = await mei.post(`${at(`${third}:technical`)}/refuse`, { note: 'no quality figures' });
    expect(rejected).toMatchObject({ status: 200, body: { kind: 'review', outcome: 'refused' } });
    const left = await pages('', 100);
    expect(left.map(({ kind }) => kind)).toEqual(['second-approval', 'review']);
  });
});

describe('BOF-9: an agreement that a peer proposes waits there too', () => {
  it('and is signed or declined from there', async () => {
    const { my, toMy } = world;
    await toMy.submit(await successorOfAgreement(world));
    const items = [{ id: 'szdex.example', kind: 'agreement', roles: ['operator'] }];
    expect(await mei.get('/queue?kind=agreement')).toMatchObject({ body: { items } });
    expect(await mei.post(`${at('szdex.example')}/approve`)).toMatchObject(refusal(403, 'ROLE_FORBIDDEN'));
    const body = { kind: 'agreement', outcome: 'approved' };
    expect(await my.post(`${at('szdex.example')}/approve`, {})).toMatchObject({ status: 200, body });
    expect(await mei.get('/queue?kind=agreement')).toMatchObject({ body: { items: [] } });
    const [act] = (await aud.get('/history?act=PeerAgreement&limit=1')).body.items;
    expect(act).toMatchObject({ officer: 'my.example/o/operator', direction: 'out' });
  });
});

describe('BOF-1: history finds acts by officer, kind and day', () => {
  it('each alone and together', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const of = async (query: string) => (await aud.get(`/history?limit=1000${query}`)).body.items;
    const byLin = await of(`&officer=${encodeURIComponent(lin.id)}`);
    expect(byLin.length).toBeGreaterThan(4);
    expect(new Set(byLin.map(({ officer }) => officer))).toEqual(new Set([lin.id]));
    const refusals = await of(`&officer=${encodeURIComponent(lin.id)}&act=GrantRefusal&day=${today}`);
    expect(refusals.map(({ act }) => act)).toEqual(['selat.v1.GrantRefusal']);
    expect(await of('&day=2026-01-05')).toEqual([]);
    expect((await of('&act=local/save-draft')).map((act) => act['about'])).toContain(third);
    expect(await aud.get('/history?day=yesterday')).toMatchObject(refusal(400, 'REQUEST_INVALID'));
  });
});
