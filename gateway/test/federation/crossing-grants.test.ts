import { AgreementNotice } from '@selat/proto/selat/v1/agreement.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  GrantEnd,
  GrantRevocation,
  GrantSuspension,
  GrantWithdrawal,
  OfferWithdrawal,
} from '@selat/proto/selat/v1/grant.js';
import type { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantOffer, grantRequest, listing } from '../support/hand-documents.js';
import type { Link } from '../support/hand-link.js';
import { digestOf, type HandPeer, messageOf, nameOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, publish, readDocument } from '../support/hand-world.js';

let world: HandWorld;
let szdex: HandPeer;
let toMy: Link;
let ofMy: SignedDocument;
let ofSzdex: SignedDocument;

beforeAll(async () => {
  world = await openHandWorld();
  ({ szdex, toMy } = world);
  await admit(world.my, 'open-data');
  [ofMy] = (await publish(world.my, 1)) as [SignedDocument];
  ofSzdex = await listing(szdex, 'offered');
  await toMy.submit(ofSzdex);
});
afterAll(() => world?.close());

const ACCEPTED = { verdict: 'ACCEPTED', reason: '' };
const refused = (reason: string) => ({ verdict: 'REFUSED', reason });
const shown = async (document: SignedDocument) => (await world.my.get(`/grants/${nameOf(document)}`)).body;

/** The gateway offers what a request asks for; the peer has not received it. */
async function offerOf(request: SignedDocument): Promise<SignedDocument> {
  await expect(toMy.submit(request)).resolves.toMatchObject(ACCEPTED);
  const { body } = await world.my.post(`/grants/${nameOf(request)}/offer`, {});
  return readDocument(world.my, body['grant'] as string);
}

/** The gateway requests the licence of the peer's listing; the peer has not answered. */
async function requestOfMy(): Promise<SignedDocument> {
  const [terms] = messageOf<Listing>(ofSzdex).terms;
  const { body } = await world.my.post('/grants', {
    ...{ listing: 'szdex.example/l/offered', termsId: terms?.id, consumer: 'my.example/p/open-data' },
    ...{ actions: terms?.actions.slice(0, 1), purposes: terms?.purposes.slice(0, 1), places: ['MY'] },
  });
  return readDocument(world.my, body.request);
}

const notice = (type: string, message: object) => szdex.sign(`selat.v1.${type}`, message);

describe('GRT-21: acts that cross on the wire are judged by what their author may have seen', () => {
  it('a withdrawn request that crossed an offer is withdrawn, and the offer cannot be withdrawn twice', async () => {
    const request = await grantRequest(szdex, ofMy);
    await offerOf(request);
    const withdrawal = await notice('GrantWithdrawal', GrantWithdrawal.fromPartial({ request: digestOf(request) }));
    await expect(toMy.submit(withdrawal)).resolves.toMatchObject(ACCEPTED);
    await expect(shown(request)).resolves.toMatchObject({ state: 'withdrawn' });
    const again = await notice('GrantWithdrawal', GrantWithdrawal.fromPartial({ request: digestOf(request) }));
    await expect(toMy.submit(again)).resolves.toMatchObject(refused('GRANT_TRANSITION_REFUSED'));
  });

  it('an offer withdrawn before its countersignature arrives forms nothing, also after a restart', async () => {
    const request = await grantRequest(szdex, ofMy);
    const offer = await offerOf(request);
    const { status } = await world.my.post(`/grants/${nameOf(offer)}/withdraw`, { note: 'Crossing' });
    expect(status).toBe(200);
    const answer = await toMy.submit(await szdex.countersign(offer));
    expect(answer).toMatchObject(refused('GRANT_TRANSITION_REFUSED'));
    const state = { state: 'lapsed', pending: expect.arrayContaining(['selat.v1.OfferWithdrawal']) };
    await expect(shown(offer)).resolves.toMatchObject(state);
  });

  it('an offer that crossed the own withdrawal is taken, and cannot be countersigned beside it', async () => {
    const request = await requestOfMy();
    await world.my.post(`/grants/${nameOf(request)}/withdraw`, {});
    const offer = await grantOffer(szdex, request, ofSzdex);
    await expect(toMy.submit(offer)).resolves.toMatchObject(ACCEPTED);
    const { body } = await world.my.post(`/grants/${nameOf(offer)}/countersign`, {});
    expect(body.error).toMatchObject({ reason: 'GRANT_TRANSITION_REFUSED' });
    expect(body.error.message).toContain('GrantWithdrawal');
    const taken = await notice('OfferWithdrawal', OfferWithdrawal.fromPartial({ grant: digestOf(offer) }));
    await expect(toMy.submit(taken)).resolves.toMatchObject(ACCEPTED);
    await expect(shown(offer)).resolves.toMatchObject({ state: 'withdrawn' });
    const late = await grantOffer(szdex, request, ofSzdex);
    await expect(toMy.submit(late)).resolves.toMatchObject(refused('GRANT_ALREADY_OFFERED'));
  });

  it('what the provider does to a grant that it formed counts before the receipt of the formation', async () => {
    const request = await requestOfMy();
    const offer = await grantOffer(szdex, request, ofSzdex);
    const suspension = () =>
      notice('GrantSuspension', { ...GrantSuspension.fromPartial({ reason: 'OTHER' }), grant: digestOf(offer) });
    await toMy.submit(offer);
    await expect(toMy.submit(await suspension())).rejects.toMatchObject({ reason: 'PREDECESSOR_MISSING' });
    await world.my.post(`/grants/${nameOf(offer)}/countersign`, {});
    await expect(toMy.submit(await suspension())).resolves.toMatchObject(ACCEPTED);
  });
});

describe('GRT-15, GRT-20: a peer supersedes and ends only what the rules let it', () => {
  it('takes a counter-offer, a cure of what was refused, and no successor of an ended grant', async () => {
    const request = await grantRequest(szdex, ofMy);
    const offer = await offerOf(request);
    const counter = await grantRequest(szdex, ofMy, { supersedes: digestOf(offer) });
    await expect(toMy.submit(counter)).resolves.toMatchObject(ACCEPTED);
    await expect(shown(offer)).resolves.toMatchObject({ state: 'declined', reason: 'COUNTERED' });
    const bad = await grantRequest(szdex, ofMy, { termsId: 'nothing-like-it' });
    await expect(toMy.submit(bad)).resolves.toMatchObject(refused('GRANT_TERMS_MISMATCH'));
    const cure = await grantRequest(szdex, ofMy, { supersedes: digestOf(bad) });
    const signed = await szdex.countersign(await offerOf(cure));
    await expect(toMy.submit(signed)).resolves.toMatchObject(ACCEPTED);
    const end = await notice('GrantEnd', GrantEnd.fromPartial({ grant: digestOf(signed), kind: 'EXHAUSTED' }));
    await expect(toMy.submit(end)).resolves.toMatchObject(refused('GRANT_TRANSITION_REFUSED'));
    const gone = GrantRevocation.fromPartial({ grant: digestOf(signed), reason: 'CONVENIENCE' });
    await expect(toMy.submit(await notice('GrantRevocation', gone))).resolves.toMatchObject(ACCEPTED);
    const after = await grantRequest(szdex, ofMy, { supersedes: digestOf(signed) });
    await expect(toMy.submit(after)).resolves.toMatchObject(refused('GRANT_TRANSITION_REFUSED'));
  });

  it('keeps at most eight suspensions of one side open', async () => {
    const signed = await szdex.countersign(await offerOf(await grantRequest(szdex, ofMy)));
    await toMy.submit(signed);
    const suspend = () =>
      notice('GrantSuspension', { ...GrantSuspension.fromPartial({ reason: 'OTHER' }), grant: digestOf(signed) });
    for (let n = 0; n < 8; n += 1) await expect(toMy.submit(await suspend())).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(await suspend())).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED', isRetryable: true });
  });

  it('keeps at most eight notices on an agreement waiting, and always has room for their end', async () => {
    const agreement = szdex.agreement ?? Buffer.alloc(32);
    const send = async (over: Partial<AgreementNotice>) =>
      toMy.submit(
        await szdex.sign(
          'selat.v1.AgreementNotice',
          AgreementNotice.fromPartial({ agreement, kind: 'SUSPEND', ...over }),
        ),
      );
    const first = await szdex.sign(
      'selat.v1.AgreementNotice',
      AgreementNotice.fromPartial({ agreement, kind: 'SUSPEND' }),
    );
    await expect(toMy.submit(first)).resolves.toMatchObject(ACCEPTED);
    for (let n = 1; n < 8; n += 1) await expect(send({})).resolves.toMatchObject(ACCEPTED);
    await expect(send({})).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED', isRetryable: true });
    await expect(send({ kind: 'RESUME', resumes: digestOf(first) })).resolves.toMatchObject(ACCEPTED);
    await expect(send({})).resolves.toMatchObject(ACCEPTED);
    const gone = await szdex.sign(
      'selat.v1.AgreementNotice',
      AgreementNotice.fromPartial({ agreement, kind: 'RESUME', resumes: digestOf(first) }),
    );
    await expect(toMy.submit(gone)).resolves.toMatchObject(refused('AGREEMENT_TRANSITION_REFUSED'));
    await expect(send({ kind: 'DECLINE' })).resolves.toMatchObject(refused('AGREEMENT_TRANSITION_REFUSED'));
    const unknown = send({ kind: 'RESUME', resumes: Buffer.alloc(32, 7) });
    await expect(unknown).rejects.toMatchObject({ reason: 'PREDECESSOR_MISSING', isRetryable: true });
    await expect(send({ kind: 'END' })).resolves.toMatchObject(ACCEPTED);
    await expect(send({ kind: 'END' })).resolves.toMatchObject(refused('AGREEMENT_TRANSITION_REFUSED'));
  });

  it('is as it was after a restart', async () => {
    const { body: before } = await world.my.get('/grants');
    world.my = await world.my.restart();
    const { body: after } = await world.my.get('/grants');
    expect(after).toEqual(before);
  });
});
