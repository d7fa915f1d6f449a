import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/federation/transport/index.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { grantRequest, listing } from '../support/hand-documents.js';
import { digestOf, nameOf } from '../support/hand-peer.js';
import { admit, agreeOnOffer, type HandWorld, openHandWorld, readDocument } from '../support/hand-world.js';

let world: HandWorld;
/** Every document that is to stay at home. */
const kept: string[] = [];

beforeAll(async () => {
  world = await openHandWorld();
  await admit(world.my, 'open-data');
});
afterAll(() => world?.close());

const REFUSED = { verdict: 'REFUSED', reason: 'LISTING_HOME_ONLY' };

/** Publishes the next revision of the first or second example listing of the gateway, with a visibility. */
async function publishAs(visibility: string, example = 0) {
  const draft = exampleDrafts('malaysia')[example];
  if (draft === undefined) throw new Error(`there is no example ${example}`);
  const listing = { ...Listing.decode(Buffer.from(draft.payload, 'base64')), visibility };
  const payload = Buffer.from(Listing.encode(listing).finish()).toString('base64');
  await world.my.post('/drafts', { drafts: [{ ...draft, payload }] });
  const { body } = await world.my.post('/listings/publish', { ids: [draft.id] });
  const [item] = body.items;
  if (item?.digest !== undefined && visibility === 'HOME') kept.push(item.digest);
  return { id: draft.id as string, item };
}
const waiting = async (peer: string): Promise<readonly string[]> => {
  const { body } = await world.my.get('/outbox');
  return body.items.filter((item) => item['peer'] === peer).map(({ digest }) => digest);
};
/** What the gateway answers to a peer that asks for a document. */
const asked = (document: SignedDocument) =>
  new Promise((resolve) => {
    world.toMy.client.getDocument({ digest: digestOf(document) }, (error) =>
      resolve(error === null ? 'given' : parseStatus(error, 'my.example')),
    );
  });

describe('LST-13: a listing with visibility HOME, and a notice on one, is submitted to no other exchange', () => {
  it('its revisions and its end go to no peer of an agreement, and the other listing does', async () => {
    const { my } = world;
    const { id } = await publishAs('HOME');
    await publishAs('HOME');
    const { body } = await my.post(`/listings/${encodeURIComponent(id)}/suspend`, { reason: 'QUALITY' });
    expect(body).toMatchObject({ state: 'suspended', revision: 2 });
    const { item } = await publishAs('MEMBERS', 1);
    const queued = await waiting('szdex.example');
    expect(queued).toContain(item?.digest);
    expect(kept.filter((digest) => queued.includes(digest))).toEqual([]);
    const { body: history } = await my.get('/history?limit=1000');
    const notices = history.items.filter(({ act }) => act === 'selat.v1.ListingSuspension');
    expect(notices).toMatchObject([{ direction: 'local', chain: '-' }]);
    for (const { digest } of notices) expect(queued).not.toContain(digest);
    for (const digest of kept) {
      expect(history.items.find((act) => act.digest === digest)).toMatchObject({ direction: 'local', chain: '-' });
    }
  });

  it('nor when an agreement starts', async () => {
    const { my, third, thirdToMy } = world;
    await agreeOnOffer(my, thirdToMy, third);
    const queued = await waiting('third.example');
    expect(queued.length).toBeGreaterThan(1);
    expect(kept.filter((digest) => queued.includes(digest))).toEqual([]);
  });

  it('is neither given to a peer that knows its digest nor licensed to it', async () => {
    const home = await readDocument(world.my, kept[1] ?? '');
    await expect(asked(home)).resolves.toMatchObject({ reason: 'DOCUMENT_UNKNOWN' });
    await expect(world.toMy.submit(await grantRequest(world.szdex, home))).resolves.toMatchObject(REFUSED);
  });

  it('keeps to HOME, and to other visibilities, in every revision', async () => {
    for (const [visibility, example] of [
      ['PUBLIC', 0],
      ['HOME', 1],
    ] as const) {
      const { item } = await publishAs(visibility, example);
      expect(item).toMatchObject({ error: { reason: 'LISTING_HOME_ONLY' } });
    }
    expect((await publishAs('PUBLIC', 1)).item?.digest).toBeDefined();
  });

  it('is refused where a peer submits one', async () => {
    const theirs = await listing(world.szdex, 'kept', { visibility: 'HOME' });
    const answer = await world.toMy.submit(theirs);
    expect(answer).toMatchObject(REFUSED);
    expect(nameOf(theirs)).toBe(`sha256:${answer.documentDigest}`);
  });
});
