import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { SubmitStreamRequest, SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import type { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import { splitPem } from '@selat/sdk/keys/certificates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Link, readAnswers, targetOf } from '../support/hand-link.js';
import { digestOf, type HandPeer, messageOf, parseJwsJson } from '../support/hand-peer.js';
import { admit, propose as proposeByHand, publish } from '../support/hand-world.js';
import { keyOf, keysOf, rotate, selat } from '../support/key-commands.js';
import { makeHandPeer } from '../support/make-hand-peer.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes, until } from '../support/two-nodes.js';

/** my.example changes its certificate; szdex.example trades with it, third.example has a stream open all the time. */
let nodes: TwoNodes;
let third: HandPeer;
let link: Link;
let stream: ReturnType<Link['client']['submitStream']>;
let newest: SignedDocument;
let ordinal = 0n;

beforeAll(async () => {
  [nodes, third] = await Promise.all([openTwoNodes(), makeHandPeer('third.example', ['Ed25519'])]);
  await propose(nodes.szdex, nodes.my);
  await accept(nodes.my, nodes.szdex);
  await proposeByHand(nodes.my, third);
  newest = parseJwsJson(third.descriptor);
  link = await connect(nodes.my, third.tls);
  stream = link.client.submitStream();
  stream.on('error', () => undefined);
});
afterAll(async () => {
  link?.close();
  await nodes?.close();
});

/** Sends the next descriptor of third.example over the stream that is open, and returns the verdict. */
async function say(): Promise<string | undefined> {
  const { head: _head, ...message } = messageOf<ExchangeDescriptor>(newest);
  const next = { ...message, sequence: message.sequence + 1n, previousDigest: digestOf(newest) };
  newest = await third.sign('selat.v1.ExchangeDescriptor', next, { to: 'everyone' });
  ordinal += 1n;
  const request: SubmitStreamRequest = { ordinal, document: newest };
  const answered = once(stream, 'data');
  stream.write(request);
  const [response]: SubmitStreamResponse[] = await answered;
  const answer = response?.answer;
  return answer?.$case === 'receipts' ? readAnswers(answer.value)[0]?.verdict : answer?.$case;
}

const pinnedBy = async () => {
  const { pins } = await targetOf(nodes.my);
  return pins[0]?.replace('sha256:', '');
};

/** A listing of my.example reaches the peer that serves; third.example only calls. */
async function trade(): Promise<void> {
  await publish(nodes.my, 1);
  await until(async () => {
    const { body } = await nodes.my.get('/outbox');
    return body.items.some(({ peer }) => peer === 'szdex.example') ? undefined : true;
  });
}

describe('IDN-14, AGR-2: a certificate is replaced without a restart, and streams of other peers live on', () => {
  it('presents the new one once the peers know its pin', async () => {
    await admit(nodes.my, 'open-data');
    await admit(nodes.szdex, 'harbour-data');
    await expect(say()).resolves.toBe('ACCEPTED');
    const before = await keyOf(nodes.my, 'tls', 'active');
    const { json } = await rotate(nodes.my, 'tls', '--days', '90');
    expect(json).toMatchObject({ sequence: 2 });
    await until(async () => ((await pinnedBy()) === before.kid ? undefined : true));
    const after = await keyOf(nodes.my, 'tls', 'active');
    expect(after).toMatchObject({ daysLeft: 89 });
    expect(await keyOf(nodes.my, 'tls', 'retired')).toMatchObject({ kid: before.kid });
    expect(await pinnedBy()).toBe(after.kid);
  });

  it('goes on with the stream that was open before, and shows new connections the new certificate', async () => {
    await expect(say()).resolves.toBe('ACCEPTED');
    const fresh = await connect(nodes.my, third.tls);
    await expect(fresh.submit(newest)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    fresh.close();
    await trade();
    await publish(nodes.szdex, 1);
    await drained(nodes.szdex);
  });

  it('drops the old pin when it is revoked, and not the only one', async () => {
    const old = await keyOf(nodes.my, 'tls', 'retired');
    const current = await keyOf(nodes.my, 'tls', 'active');
    const revoke = ['--reason', 'SUPERSEDED', '--identity', 'offline'];
    expect(await selat(nodes.my, 'key', 'revoke', old.kid.slice(0, 12), ...revoke)).toMatchObject({ code: 0 });
    const last = await selat(nodes.my, 'key', 'revoke', current.kid, ...revoke);
    expect(last).toMatchObject({ code: 1, json: { error: { reason: 'KEY_LAST' } } });
    await trade();
    await expect(say()).resolves.toBe('ACCEPTED');
  });

  it('replaces the certificate authority in the same way', async () => {
    const before = await pinnedBy();
    await rotate(nodes.my, 'tls', '--new-ca');
    await until(async () => ((await pinnedBy()) === before ? undefined : true));
    const ca = await readFile(join(nodes.my.made.dir, 'tls', 'ca.pem'), 'utf8');
    expect(splitPem(ca)).toHaveLength(2);
    await trade();
    await publish(nodes.szdex, 1);
    await drained(nodes.szdex);
    await expect(say()).resolves.toBe('ACCEPTED');
  });

  it('starts again with the newest certificate, and calls the peer that was away with the one that it knows', async () => {
    await nodes.szdex.gateway.stop();
    const before = await keyOf(nodes.my, 'tls', 'active');
    const { json } = await rotate(nodes.my, 'tls');
    expect(json).toMatchObject({ waitingFor: ['szdex.example'] });
    expect(await keyOf(nodes.my, 'tls', 'waiting')).toMatchObject({ advice: expect.stringContaining('nothing') });
    // The stream that never ends would keep the gateway from stopping at once.
    link.close();
    nodes.my = await nodes.my.restart();
    expect(await keyOf(nodes.my, 'tls', 'active')).toMatchObject({ kid: before.kid });
    nodes.szdex = await nodes.szdex.restart();
    await until(async () => ((await pinnedBy()) === before.kid ? undefined : true));
    await trade();
    expect((await keysOf(nodes.my)).filter(({ state }) => state === 'waiting' || state === 'prepared')).toEqual([]);
  });
});
