import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signAs } from '../../../sdk/test/document/builders.js';
import { grantRequest, listing, record } from '../support/hand-documents.js';
import { type Answer, connect, type Link, readAnswers } from '../support/hand-link.js';
import { digestOf, type HandPeer, nameOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, publish } from '../support/hand-world.js';
import { leavesOf } from '../support/stored-receipts.js';

let world: HandWorld;
let szdex: HandPeer;
let toMy: Link;

beforeAll(async () => {
  world = await openHandWorld();
  ({ szdex, toMy } = world);
});
afterAll(() => world?.close());

const hexOf = (document: SignedDocument) => digestOf(document).toString('hex');
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** The same bytes, signed again by the same keys: only signatures with fresh randomness differ. */
function resign({ type, payload }: SignedDocument, issuedAt: number): Promise<SignedDocument> {
  const iat = Math.floor(issuedAt / 1000);
  const by = szdex.signers('document').map((signer) => ({ id: szdex.exchange, role: 'issuer', signer, iat }));
  return signAs(type, payload, by);
}

describe('RCP-2: one submission has one answer', () => {
  it('20 at once, over four connections, give one leaf, one effect and byte-equal receipts', async () => {
    const document = await listing(szdex, 'at-once');
    const links = await Promise.all(times(4, () => connect(world.my, szdex.tls)));
    const answers = await Promise.all(times(20, () => 0).map((_, at) => (links[at % 4] as Link).submit(document)));
    for (const link of links) link.close();
    expect(new Set(answers.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1);
    expect(answers[0]).toMatchObject({ verdict: 'ACCEPTED' });
    expect(leavesOf(world.my, hexOf(document))).toBe(1);
    const { body } = await world.my.get('/listings?exchange=szdex.example&limit=100');
    expect(body.items.filter(({ id }: { id: string }) => id === 'szdex.example/l/at-once')).toHaveLength(1);
  });

  it('refusals too', async () => {
    const fork = await listing(szdex, 'at-once');
    const answers = await Promise.all(times(20, () => toMy.submit(fork)));
    expect(answers[0]).toMatchObject({ verdict: 'REFUSED', reason: 'LISTING_REVISION' });
    expect(new Set(answers.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1);
    expect(leavesOf(world.my, hexOf(fork))).toBe(1);
  });

  it('within one stream and between streams and single calls', async () => {
    const document = await listing(szdex, 'mixed');
    const streams = times(3, () => toMy.stream([document, document, document]));
    const [streamed, single] = await Promise.all([Promise.all(streams), toMy.submit(document)]);
    const answers = streamed.flat().flatMap(({ answer }): Answer[] => {
      return answer?.$case === 'receipts' ? readAnswers(answer.value) : [];
    });
    expect(new Set([single, ...answers].map(({ bytes }) => bytes.toString('hex'))).size).toBe(1);
    expect(streamed.flat().some(({ answer }) => answer?.$case === 'failure')).toBe(false);
    expect(leavesOf(world.my, hexOf(document))).toBe(1);
  });

  it('also to what is sent again on a stream that has answered it', async () => {
    const document = await listing(szdex, 'sent-again');
    const call = toMy.client.submitStream();
    const answers = (call as AsyncIterable<SubmitStreamResponse>)[Symbol.asyncIterator]();
    const told: string[] = [];
    for (const ordinal of [1n, 2n, 3n]) {
      call.write({ ordinal, document });
      const { value } = (await answers.next()) as IteratorYieldResult<SubmitStreamResponse>;
      const receipt = value.answer?.$case === 'receipts' ? value.answer.value : undefined;
      told.push(...readAnswers(receipt).map(({ bytes }) => bytes.toString('hex')));
    }
    call.end();
    await answers.next();
    expect(told).toHaveLength(3);
    expect(new Set(told).size).toBe(1);
  });

  it('survives a restart of the gateway', async () => {
    const document = await record(szdex, 'restarted');
    const before = await toMy.submit(document);
    world.my = await world.my.restart();
    await expect(toMy.submit(document)).resolves.toMatchObject({ bytes: before.bytes });
  });
});

describe('RCP-7: the same document under other signature bytes', () => {
  it('is ACCEPTED, points at the first leaf and has no second effect, also 20 at once', async () => {
    const issuedAt = Date.now();
    const document = await listing(szdex, 'signed-again', {}, { head: { issuedAt } });
    const first = await toMy.submit(document);
    const others = await Promise.all(times(20, () => resign(document, issuedAt)));
    expect(new Set(others.map(({ signatures }) => signatures[1]?.signature.toString('hex'))).size).toBe(20);
    const answers = await Promise.all(others.map((other) => toMy.submit(other)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ verdict: 'ACCEPTED', logIndex: first.logIndex, documentDigest: hexOf(document) });
    }
    expect(new Set(answers.map(({ bytes }) => bytes.toString('hex'))).size).toBe(20);
    expect(leavesOf(world.my, hexOf(document))).toBe(1);
    await expect(toMy.submit(document)).resolves.toMatchObject({ bytes: first.bytes });
    for (const [at, other] of others.entries()) {
      if (at < 3) await expect(toMy.submit(other)).resolves.toMatchObject({ bytes: answers[at]?.bytes });
    }
  });

  it('has one first leaf also where all forms come at once and none was there before', async () => {
    const issuedAt = Date.now();
    const document = await listing(szdex, 'race', {}, { head: { issuedAt } });
    const forms = [document, ...(await Promise.all(times(9, () => resign(document, issuedAt))))];
    const answers = await Promise.all(forms.map((form) => toMy.submit(form)));
    expect(new Set(answers.map(({ verdict, logIndex }) => `${verdict} ${logIndex}`)).size).toBe(1);
    expect(leavesOf(world.my, hexOf(document))).toBe(1);
  });

  it('is REFUSED as the first form was', async () => {
    const issuedAt = Date.now();
    const fork = await listing(szdex, 'race', {}, { head: { issuedAt } });
    const first = await toMy.submit(fork);
    const again = await toMy.submit(await resign(fork, issuedAt));
    expect(first).toMatchObject({ verdict: 'REFUSED', reason: 'LISTING_REVISION' });
    expect(again).toMatchObject({ verdict: 'REFUSED', reason: 'LISTING_REVISION', logIndex: first.logIndex });
    expect(leavesOf(world.my, hexOf(fork))).toBe(1);
  });

  it('makes one grant of one request', async () => {
    await admit(world.my, 'open-data');
    const [offered] = await publish(world.my, 1);
    if (offered === undefined) throw new Error('nothing was published');
    const issuedAt = Date.now();
    const request = await grantRequest(szdex, offered, {}, { head: { issuedAt } });
    const forms = [request, ...(await Promise.all(times(5, () => resign(request, issuedAt))))];
    const answers = await Promise.all(forms.map((form) => toMy.submit(form)));
    expect(answers.map(({ verdict }) => verdict)).toEqual(times(6, () => 'ACCEPTED'));
    const { body } = await world.my.get('/grants?limit=100');
    expect(body.items.map(({ request: name }: { request: string }) => name)).toEqual([nameOf(request)]);
  });
});
