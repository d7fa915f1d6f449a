import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type Grant, GrantSuspension } from '@selat/proto/selat/v1/grant.js';
import { type Listing, Listing as ListingCodec } from '@selat/proto/selat/v1/listing.js';
import { REASONS } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { DAY, grantOffer, grantRequest, listing, MEMBER, record, revision } from '../support/hand-documents.js';
import { advanceClock, type Link } from '../support/hand-link.js';
import { digestOf, type HandPeer, messageOf, nameOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, publish, readDocument } from '../support/hand-world.js';
import { storedReasons } from '../support/stored-receipts.js';

let world: HandWorld;
let szdex: HandPeer;
let toMy: Link;
let ofMy: SignedDocument;
let ofSzdex: SignedDocument;

beforeAll(async () => {
  world = await openHandWorld();
  ({ szdex, toMy } = world);
  await admit(world.my, 'open-data');
  const [published] = await publish(world.my, 1);
  if (published === undefined) throw new Error('nothing was published');
  ofMy = published;
  ofSzdex = await listing(szdex, 'offered');
  await toMy.submit(ofSzdex);
});
afterAll(() => world?.close());

const ACCEPTED = { verdict: 'ACCEPTED', reason: '' };
const refused = (reason: string) => ({ verdict: 'REFUSED', reason });

/** Publishes an own listing of the gateway that differs from the examples. */
async function publishShort(slug: string, over: Partial<Listing>): Promise<SignedDocument> {
  const [draft] = exampleDrafts('malaysia');
  const pattern = ListingCodec.decode(Buffer.from(draft?.payload ?? '', 'base64'));
  const id = `my.example/l/${slug}`;
  const product = pattern.product === undefined ? {} : { product: { ...pattern.product, id: `my.example/d/${slug}` } };
  const payload = Buffer.from(ListingCodec.encode({ ...pattern, ...product, id, ...over }).finish()).toString('base64');
  await world.my.post('/drafts', { drafts: [{ id, source: 'test', payload }] });
  const { body } = await world.my.post('/listings/publish', { ids: [id] });
  return readDocument(world.my, body.items[0]?.digest ?? '');
}

/** The gateway requests the licence of the peer's listing. */
async function requestOfMy(): Promise<SignedDocument> {
  const [terms] = messageOf<Listing>(ofSzdex).terms;
  const { body } = await world.my.post('/grants', {
    listing: 'szdex.example/l/offered',
    termsId: terms?.id,
    consumer: 'my.example/p/open-data',
    actions: terms?.actions.slice(0, 1),
    purposes: terms?.purposes.slice(0, 1),
    places: ['MY'],
  });
  return readDocument(world.my, body.request);
}

describe('GRT-2: a request asks for no more than an open listing offers', () => {
  it('GRANT_TERMS_MISMATCH beyond the licence, replayed byte for byte, and the good request is accepted', async () => {
    const bad = [
      await grantRequest(szdex, ofMy, { termsId: 'nothing-like-it' }),
      await grantRequest(szdex, ofMy, {
        scope: {
          actions: ['TRAIN', 'FINE_TUNE', 'EMBED'],
          purposes: ['research'],
          processingPlaces: ['CN'],
          onward: [],
          volume: [],
        },
      }),
    ];
    for (const document of bad) {
      const answer = await toMy.submit(document);
      expect(answer).toMatchObject(refused('GRANT_TERMS_MISMATCH'));
      await expect(toMy.submit(document)).resolves.toMatchObject({ bytes: answer.bytes });
    }
    await expect(toMy.submit(await grantRequest(szdex, ofMy))).resolves.toMatchObject(ACCEPTED);
  });

  it('PARTICIPANT_UNKNOWN for a consumer that is not recorded, cured by its record', async () => {
    const early = await grantRequest(szdex, ofMy, { consumer: 'szdex.example/p/newcomer' });
    await expect(toMy.submit(early)).rejects.toMatchObject({ reason: 'PARTICIPANT_UNKNOWN', isRetryable: true });
    await toMy.submit(await record(szdex, 'newcomer'));
    await expect(toMy.submit(early)).resolves.toMatchObject(ACCEPTED);
  });

  it('PARTICIPANT_UNKNOWN while the consumer is suspended, cured by the next record', async () => {
    const first = await record(szdex, 'pausing');
    await toMy.submit(first);
    const second = await record(szdex, 'pausing', { revision: 2n, supersedes: digestOf(first), status: 'SUSPENDED' });
    await toMy.submit(second);
    const request = await grantRequest(szdex, ofMy, { consumer: 'szdex.example/p/pausing' });
    await expect(toMy.submit(request)).rejects.toMatchObject({ reason: 'PARTICIPANT_UNKNOWN' });
    const third = await record(szdex, 'pausing', { revision: 3n, supersedes: digestOf(second) });
    await expect(toMy.submit(third)).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(request)).resolves.toMatchObject(ACCEPTED);
  });

  it('LISTING_NOT_OPEN for a listing that is withdrawn, suspended or past its validity', async () => {
    const soon = await publishShort('short', { validUntilMs: BigInt(Date.now() + 600_000) });
    const closed = [await publishShort('withdrawn', {}), await publishShort('suspended', {})];
    for (const [at, verb] of ['withdraw', 'suspend'].entries()) {
      const id = encodeURIComponent(messageOf<Listing>(closed[at] as SignedDocument).id);
      await world.my.post(`/listings/${id}/${verb}`, { reason: 'QUALITY' });
    }
    await advanceClock(world.my, 700_000);
    for (const document of [soon, ...closed]) {
      await expect(toMy.submit(await grantRequest(szdex, document))).resolves.toMatchObject(
        refused('LISTING_NOT_OPEN'),
      );
    }
  });

  it('LISTING_UNKNOWN for a digest that is no listing, SUBMITTER_NOT_HOME for a consumer of another exchange', async () => {
    const unknown = await grantRequest(szdex, ofMy, { listingDigest: Buffer.alloc(32, 9) });
    await expect(toMy.submit(unknown)).resolves.toMatchObject(refused('LISTING_UNKNOWN'));
    const foreign = grantRequest(szdex, ofMy, { consumer: 'third.example/p/member' });
    await expect(foreign.then((document) => toMy.submit(document))).resolves.toMatchObject({ verdict: 'REFUSED' });
  });

  it('a request before the listing opens is not refused for good', async () => {
    const later = await publishShort('later', {
      validFromMs: BigInt(Date.now() + DAY),
      validUntilMs: BigInt(Date.now() + 30 * DAY),
    });
    const request = await grantRequest(szdex, later);
    await expect(toMy.submit(request)).rejects.toMatchObject({ isRetryable: true });
    await advanceClock(world.my, DAY + 1_000);
    await expect(toMy.submit(request)).resolves.toMatchObject(ACCEPTED);
  });
});

describe('LST-4: a listing has one newest revision', () => {
  it('LISTING_REVISION for a fork, a repeat and an old number; the next revision is accepted all the same', async () => {
    const first = await listing(szdex, 'forked');
    const second = await revision(szdex, first);
    for (const document of [first, second]) await expect(toMy.submit(document)).resolves.toMatchObject(ACCEPTED);
    const forks = [await listing(szdex, 'forked'), await revision(szdex, first)];
    for (const document of forks)
      await expect(toMy.submit(document)).resolves.toMatchObject(refused('LISTING_REVISION'));
    await expect(toMy.submit(await revision(szdex, second))).resolves.toMatchObject(ACCEPTED);
  });

  it('LISTING_NOT_OWNED and LISTING_INCOMPLETE do not block the id', async () => {
    const provider = `szdex.example/p/${MEMBER}`;
    const foreign = await listing(szdex, 'mine', { id: 'my.example/l/mine' });
    await expect(toMy.submit(foreign)).resolves.toMatchObject(refused('LISTING_NOT_OWNED'));
    const bare = await listing(szdex, 'mine', {
      provenance: [{ path: 'product.titles', source: 'RECORD', reference: provider }],
    });
    await expect(toMy.submit(bare)).resolves.toMatchObject(refused('LISTING_INCOMPLETE'));
    await expect(toMy.submit(await listing(szdex, 'mine'))).resolves.toMatchObject(ACCEPTED);
  });
});

describe('GRT-3, GRT-5: one request gets one offer, which repeats it', () => {
  it('refuses an offer that changes the terms, then takes the good one, then no second one', async () => {
    const request = await requestOfMy();
    const terms = messageOf<Listing>(ofSzdex).terms[0];
    if (terms === undefined) throw new Error('the listing has no terms');
    const changed = await grantOffer(szdex, request, ofSzdex, { terms: { ...terms, onwardSupply: 'FORBIDDEN' } });
    const wider = await grantOffer(szdex, request, ofSzdex, { validUntilMs: BigInt(Date.now() + 40_000 * DAY) });
    for (const bad of [changed, wider]) {
      await expect(toMy.submit(bad)).resolves.toMatchObject(refused('GRANT_TERMS_MISMATCH'));
    }
    const good = await grantOffer(szdex, request, ofSzdex);
    const suspension = GrantSuspension.fromPartial({ grant: digestOf(good), reason: 'MAINTENANCE' });
    const early = await szdex.sign('selat.v1.GrantSuspension', suspension);
    await expect(toMy.submit(early)).rejects.toMatchObject({ reason: 'PREDECESSOR_MISSING' });
    await expect(toMy.submit(good)).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(early)).rejects.toMatchObject({ reason: 'PREDECESSOR_MISSING', isRetryable: true });
    const second = await grantOffer(szdex, request, ofSzdex);
    await expect(toMy.submit(second)).resolves.toMatchObject(refused('GRANT_ALREADY_OFFERED'));
    const foreign = await world.thirdToMy.submit(good).catch((error: unknown) => error);
    expect(foreign).toMatchObject({ reason: 'SUBMITTER_NOT_HOME' });
    const shown = await world.my.get(`/grants/${nameOf(good)}`);
    expect(shown.body).toMatchObject({ state: 'offered', id: nameOf(good) });
  });
});

describe('GRT-6: the log of the provider exchange decides the race against the deadline', () => {
  const offerOf = async (request: SignedDocument): Promise<SignedDocument> => {
    const { body } = await world.my.post(`/grants/${nameOf(request)}/offer`, {});
    return readDocument(world.my, body.id);
  };

  it('takes a countersignature in time after a stripped one, and none after the deadline', async () => {
    const requests = [await grantRequest(szdex, ofMy), await grantRequest(szdex, ofMy)];
    for (const request of requests) await toMy.submit(request);
    const [timely, late] = (await Promise.all(requests.map(offerOf))) as [SignedDocument, SignedDocument];
    const signed = await szdex.countersign(timely);
    const stripped = { ...signed, signatures: signed.signatures.slice(0, -1) };
    await expect(toMy.submit(stripped)).rejects.toMatchObject({ reason: 'SIGNATURE_STRIPPED' });
    await expect(toMy.submit(timely)).rejects.toMatchObject({ reason: 'SUBMITTER_NOT_HOME' });
    await expect(toMy.submit(signed)).resolves.toMatchObject(ACCEPTED);
    await expect(world.my.get(`/grants/${nameOf(timely)}`)).resolves.toMatchObject({ body: { state: 'active' } });
    const deadline = Number(messageOf<Grant>(late).offerDeadlineMs);
    await advanceClock(world.my, deadline - Date.now() + 120_000);
    const answer = await toMy.submit(await szdex.countersign(late));
    expect(answer).toMatchObject(refused('GRANT_OFFER_LATE'));
    await expect(world.my.get(`/grants/${nameOf(late)}`)).resolves.toMatchObject({ body: { state: 'lapsed' } });
  });

  it('stores no refusal that a later document or time could cure', () => {
    const faults = new Set(storedReasons(world.my).map((reason) => REASONS[reason].fault));
    expect([...faults].filter((fault) => ['deferred', 'exhausted', 'unimplemented'].includes(fault))).toEqual([]);
  });
});
