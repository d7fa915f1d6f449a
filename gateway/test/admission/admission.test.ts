import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type Listing, Listing as ListingCodec } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admissionProblem, defaultPolicy, OPEN, PILOT } from '../../src/domain/admission/policy.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { grantOffer, grantRequest, listing, listingMessage } from '../support/hand-documents.js';
import type { Link } from '../support/hand-link.js';
import { type HandPeer, messageOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, readDocument } from '../support/hand-world.js';
import type { Answer } from '../support/running-node.js';

const plain = { id: 'my.example/d/rain', grade: 'GENERAL', personalData: { personal: 'no' } } as Parameters<
  typeof admissionProblem
>[1];
const withPersonal = (personal: string) =>
  ({ ...plain, personalData: { ...plain.personalData, personal } }) as typeof plain;

describe('ADM-1: LIVE begins with the pilot, SANDBOX open', () => {
  it('has a default for each environment', () => {
    expect([defaultPolicy('LIVE'), defaultPolicy('SANDBOX')]).toEqual([PILOT, OPEN]);
  });

  it.each([
    ['general data without persons, on the list', PILOT, plain, true, undefined],
    ['what is not on the list', PILOT, plain, false, 'it is not on the allow-list'],
    ['what is not on the list, once any product may pass', { ...PILOT, anyProduct: true }, plain, false, undefined],
    ['important data', PILOT, { ...plain, grade: 'IMPORTANT' }, true, 'its grade is IMPORTANT, not GENERAL'],
    [
      'important data, once widened',
      { ...PILOT, grades: ['GENERAL', 'IMPORTANT'] },
      { ...plain, grade: 'IMPORTANT' },
      true,
      undefined,
    ],
    ['personal data', PILOT, withPersonal('yes'), true, 'it has personal data'],
    ['what may be personal data', PILOT, withPersonal('unknown'), true, 'nobody says that it has no personal data'],
    ['personal data, once widened', { ...PILOT, personalData: true }, withPersonal('yes'), true, undefined],
    ['anything, once open', OPEN, { ...withPersonal('yes'), grade: 'CORE' }, false, undefined],
  ])('judges %s', (_, policy, product, isAllowed, problem) => {
    expect(admissionProblem(policy, product, isAllowed)).toBe(problem);
  });
});

let world: HandWorld;
let szdex: HandPeer;
let toMy: Link;
let ofMy: SignedDocument;
let token: string;
const REASON = 'reviewed for the pilot';

const asCompliance = (path: string, body: object) => as(token, path, body);

async function as(token: string, path: string, body: object): Promise<Answer> {
  const url = `http://${world.my.gateway.apiAddress}/api/v1/admission/${path}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

beforeAll(async () => {
  world = await openHandWorld();
  ({ szdex, toMy } = world);
  await admit(world.my, 'open-data');
  ({ token } = (await world.my.post('/officers', { slug: 'counsel', role: 'compliance' })).body);
  await world.my.post('/drafts', { drafts: [draft('rain')] });
  const { body } = await world.my.post('/listings/publish', { ids: ['my.example/l/rain'] });
  ofMy = await readDocument(world.my, body.items[0]?.digest ?? '');
  expect((await asCompliance('narrow', { reason: 'a trial of the pilot' })).body).toMatchObject({
    ...PILOT,
    products: [],
  });
});
afterAll(() => world?.close());

/** An own listing that states that it has no personal data. */
function draft(slug: string) {
  const [example] = exampleDrafts('malaysia');
  const { product, ...rest } = ListingCodec.decode(Buffer.from(example?.payload ?? '', 'base64'));
  const id = `my.example/l/${slug}`;
  const personalData = { personal: 'no', persons: 0n };
  const message = ListingCodec.fromPartial({
    ...rest,
    id,
    product: { ...product, id: `my.example/d/${slug}`, personalData },
  });
  return { id, source: 'test', payload: Buffer.from(ListingCodec.encode(message).finish()).toString('base64') };
}

const productOf = (document: SignedDocument): string => messageOf<Listing>(document).product?.id ?? '';
const acts = async () => (await world.my.get('/history?limit=1000')).body.items;

describe('ADM-5: a change of the policy is the logged act of an officer', () => {
  it('keeps officer and reason, and refuses what is no widening', async () => {
    expect((await acts())[0]).toMatchObject({ act: 'local/narrow-admission', officer: 'my.example/o/counsel' });
    expect((await world.my.get('/admission')).body).toMatchObject({
      changes: [{ revision: 1, policy: 'pilot', reason: 'a trial of the pilot', officer: 'my.example/o/counsel' }],
    });
    const core = await asCompliance('widen', { grade: 'CORE', reason: REASON });
    expect(core.body.error).toMatchObject({
      reason: 'REQUEST_INVALID',
      message: expect.stringContaining('never leave'),
    });
    const same = await asCompliance('widen', { grade: 'GENERAL', reason: REASON });
    expect(same.body.error.message).toContain('lets that through already');
    const auditor = await world.my.post('/officers', { slug: 'auditor', role: 'auditor' });
    const byAuditor = await as(auditor.body.token, 'widen', { open: true, reason: REASON });
    expect(byAuditor.body.error.reason).toBe('ROLE_FORBIDDEN');
  });
});

describe('ADM-2: an officer acts for no product that the policy does not let through', () => {
  it('refuses to publish, and publishes once the product is allowed', async () => {
    const ids = ['my.example/l/wind'];
    await world.my.post('/drafts', { drafts: [draft('wind')] });
    const refused = await world.my.post('/listings/publish', { ids });
    expect(refused.body.items).toMatchObject([{ ok: false, error: { reason: 'ADMISSION_REFUSED' } }]);
    const product = 'my.example/d/wind';
    expect((await asCompliance('allow', { product, reason: REASON })).body).toMatchObject({ products: [{ product }] });
    expect((await acts())[0]).toMatchObject({ act: 'local/allow-product', about: product });
    const again = await asCompliance('allow', { product, reason: REASON });
    expect(again.body.error.reason).toBe('DOCUMENT_CHANGED');
    const done = await world.my.post('/listings/publish', { ids });
    expect(done.body.items).toMatchObject([{ ok: true, revision: 1 }]);
  });
});

describe('ADM-3: a request or an offer of a peer waits until the product is let through', () => {
  it('defers a request, and takes the same bytes later', async () => {
    const request = await grantRequest(szdex, ofMy);
    const product = productOf(ofMy);
    await expect(toMy.submit(request)).rejects.toMatchObject({ reason: 'ADMISSION_DEFERRED', facts: { product } });
    await asCompliance('allow', { product, reason: REASON });
    expect(await toMy.submit(request)).toMatchObject({ verdict: 'ACCEPTED' });
  });

  it('refuses to ask for what is not allowed, and defers the offer for what no longer is', async () => {
    const ofSzdex = await listing(szdex, 'offered');
    // ADM-4: a listing arrives whether or not its product is allowed.
    expect(await toMy.submit(ofSzdex)).toMatchObject({ verdict: 'ACCEPTED' });
    const [terms] = messageOf<Listing>(ofSzdex).terms;
    const wanted = {
      listing: 'szdex.example/l/offered',
      termsId: terms?.id,
      consumer: 'my.example/p/open-data',
      actions: terms?.actions.slice(0, 1),
      purposes: terms?.purposes.slice(0, 1),
      places: ['MY'],
    };
    const product = productOf(ofSzdex);
    const refused = await world.my.post('/grants', wanted);
    expect(refused.body.error).toMatchObject({
      reason: 'ADMISSION_REFUSED',
      message: expect.stringContaining(product),
    });
    await asCompliance('allow', { product, reason: REASON });
    const { request, id } = (await world.my.post('/grants', wanted)).body;
    await asCompliance('remove', { product, reason: 'provider left' });
    const offer = await grantOffer(szdex, await readDocument(world.my, request), ofSzdex);
    await expect(toMy.submit(offer)).rejects.toMatchObject({ reason: 'ADMISSION_DEFERRED' });
    await asCompliance('allow', { product, reason: REASON });
    expect(await toMy.submit(offer)).toMatchObject({ verdict: 'ACCEPTED' });
    await asCompliance('remove', { product, reason: 'provider left again' });
    const unsigned = await world.my.post(`/grants/${id}/countersign`, {});
    expect(unsigned.body.error).toMatchObject({ reason: 'ADMISSION_REFUSED' });
  });
});

describe('ADM-4: a listing of a peer waits where its kind is not let through', () => {
  it('defers personal data, and takes the same bytes once they are let through', async () => {
    const { product } = listingMessage(szdex, 'people');
    const profile = { personal: 'yes', persons: 10n };
    const over = {
      product: { ...product, personalData: { ...product?.personalData, ...profile } },
    } as Partial<Listing>;
    const people = await listing(szdex, 'people', over);
    await expect(toMy.submit(people)).rejects.toMatchObject({
      reason: 'ADMISSION_DEFERRED',
      message: expect.stringContaining('it has personal data'),
    });
    await asCompliance('widen', { personalData: true, reason: 'impact assessed' });
    expect((await acts())[0]).toMatchObject({ act: 'local/widen-admission', officer: 'my.example/o/counsel' });
    expect(await toMy.submit(people)).toMatchObject({ verdict: 'ACCEPTED' });
  });
});
