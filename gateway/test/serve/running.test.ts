import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listing, MEMBER, record } from '../support/hand-documents.js';
import { advanceClock, connect, type Link } from '../support/hand-link.js';
import { digestOf, type HandPeer, messageOf } from '../support/hand-peer.js';
import { agree, propose } from '../support/hand-world.js';
import { makeHandPeer } from '../support/make-hand-peer.js';
import { type Answer, makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { editConfig, everythingPrinted, ServedNode, secretsOf } from '../support/served-node.js';
import { leavesOf } from '../support/stored-receipts.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let my: TestNode;
let szdex: HandPeer;
let toMy: Link;
const logs: string[] = [];

beforeAll(async () => {
  folder = await tempFolder();
  const [made, peer] = await Promise.all([
    makeNode(folder.dir, 'my'),
    makeHandPeer('szdex.example', ['Ed25519', 'SGD_SM3_SM2']),
  ]);
  szdex = peer;
  my = await runNode(made, { harness: true });
  const offered = await propose(my, szdex);
  toMy = await connect(my, szdex.tls);
  await agree(toMy, szdex, offered);
  await toMy.submit(await record(szdex, MEMBER));
});
afterAll(async () => {
  toMy?.close();
  await my?.gateway.stop().catch(() => undefined);
  await folder?.remove();
});

async function restart(): Promise<void> {
  logs.push(...my.logs);
  my = await my.restart();
}

/** A registration of about 2 kB. */
const member = (slug: string) => ({
  slug,
  names: ['en', 'ms-MY', 'zh-CN', 'ta-MY', 'id-ID', 'th-TH', 'vi-VN', 'fil-PH'].map((language) => {
    return { language, text: `Example member ${slug} ${'of a long name '.repeat(14)}` };
  }),
  country: 'MY',
  roles: ['provider'],
  externalIds: [],
});
const slugsOf = async (node: Pick<TestNode, 'get'>): Promise<string[]> => {
  const { body } = await node.get('/participants');
  return body.items.map(({ id }) => id.split('/').at(-1) ?? '');
};

describe('CFG-6: a full store refuses acts with STORE_FULL, keeps what it acknowledged, and goes on when there is room', () => {
  const acknowledged: string[] = [];

  it('from officers with 507 and from peers with RESOURCE_EXHAUSTED, and serves what it has', async () => {
    await my.gateway.stop();
    await editConfig(my.made, (text) => text.replace(/(file: data\/selat\.sqlite)/, '$1\n  maxPages: 160'));
    my = await runNode(my.made, { harness: true });
    let refused: Answer | undefined;
    for (let at = 0; at < 2_000 && refused === undefined; at += 1) {
      const answer = await my.post('/participants', member(`member-${at}`));
      if (answer.status === 200) acknowledged.push(`member-${at}`);
      else refused = answer;
    }
    expect(refused).toMatchObject({ status: 507, body: { error: { reason: 'STORE_FULL' } } });
    expect(acknowledged.length).toBeGreaterThan(5);
    const offered = await listing(szdex, 'while-full');
    await expect(toMy.submit(offered)).rejects.toMatchObject({
      reason: 'STORE_FULL',
      isRetryable: true,
      facts: { code: 'RESOURCE_EXHAUSTED' },
    });
    // What is wrong with a document is told also where the attempt cannot be noted.
    const stripped = { ...offered, signatures: offered.signatures.slice(1) };
    for (let at = 0; at < 60; at += 1) {
      await expect(toMy.submit(stripped)).rejects.toMatchObject({ reason: 'SIGNATURE_STRIPPED' });
    }
    expect(await slugsOf(my)).toEqual(expect.arrayContaining(acknowledged));
  });

  it('and all of it is there after a restart with a larger limit; refused acts succeed', async () => {
    const offered = await listing(szdex, 'while-full');
    await expect(toMy.submit(offered)).rejects.toMatchObject({ reason: 'STORE_FULL' });
    await my.gateway.stop();
    await editConfig(my.made, (text) => text.replace('maxPages: 160', 'maxPages: 4000'));
    logs.push(...my.logs);
    my = await runNode(my.made, { harness: true });
    expect(await slugsOf(my)).toEqual(expect.arrayContaining(acknowledged));
    await expect(toMy.submit(offered)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    expect(leavesOf(my, digestOf(offered).toString('hex'))).toBe(1);
    await expect(my.post('/participants', member('after'))).resolves.toMatchObject({ status: 200 });
  });
});

describe('DOC-16, RCP-9: a clock that jumps loses nothing', () => {
  it('forward: log time follows, and the peer whose clock is right is still heard', async () => {
    const before = await toMy.submit(await listing(szdex, 'before-jump'));
    await advanceClock(my, 3_600_000);
    const after = await toMy.submit(await listing(szdex, 'after-jump'));
    expect(after).toMatchObject({ verdict: 'ACCEPTED' });
    expect(after.logIndex).toBeGreaterThan(before.logIndex);
  });

  it('backward: log time never goes back, and receipts are issued now, so that the peer can take them', async () => {
    await my.post('/participants', member('in-the-future'));
    const { body } = await my.get('/history?limit=1');
    const future = Number(body.items[0]?.['time']);
    expect(future).toBeGreaterThan(Date.now() + 3_000_000);
    await restart();
    const { document, verdict } = await toMy.submit(await listing(szdex, 'back-again'));
    expect(verdict).toBe('ACCEPTED');
    const { head, item } = messageOf<{ head: { issuedAtMs: bigint }; item: { timeMs: bigint } }>(document);
    expect(Number(item.timeMs)).toBeGreaterThanOrEqual(future);
    expect(Number(head.issuedAtMs)).toBeLessThan(Date.now() + 60_000);
    await expect(my.post('/participants', member('back-again'))).resolves.toMatchObject({ status: 200 });
    const late = await record(szdex, 'ahead', {}, { head: { issuedAt: Date.now() + 3_600_000 } });
    await expect(toMy.submit(late)).rejects.toMatchObject({ reason: 'CLOCK_SKEW', isRetryable: true });
  });
});

describe('CFG-3: a signal ends the process after what is in flight', () => {
  it('exits 0, and whatever was acknowledged is there, whatever was not may be asked for again', async () => {
    logs.push(...my.logs);
    await my.gateway.stop();
    const served = await new ServedNode(my.made).ready();
    const slugs = Array.from({ length: 60 }, (_, at) => `flight-${at}`);
    const sent = slugs.map((slug) => served.call('POST', '/participants', member(slug)).catch(() => undefined));
    const submitted = Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const document = await listing(szdex, `flight-${at}`);
        const answer = await toMy.submit(document).catch(() => undefined);
        return { document, answer };
      }),
    );
    await Promise.race(sent);
    const ended = await served.stop();
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.err).toContain('"stopped"');
    const answers = await Promise.all(sent);
    const done = slugs.filter((_, at) => answers[at]?.status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of answers) expect([200, 503, undefined]).toContain(answer?.status);
    my = await runNode(my.made);
    expect(await slugsOf(my)).toEqual(expect.arrayContaining(done));
    for (const { document, answer } of await submitted) {
      const again = await toMy.submit(document);
      expect(again).toMatchObject({ verdict: 'ACCEPTED' });
      if (answer !== undefined) expect(again.bytes).toEqual(answer.bytes);
    }
  });
});

describe('IDN-8, API-1: no log of any of these runs holds a secret', () => {
  it('neither passphrase nor token nor key', async () => {
    const text = [everythingPrinted(), ...logs, ...my.logs].join('');
    expect(text.length).toBeGreaterThan(10_000);
    for (const secret of await secretsOf(my.made)) expect(text).not.toContain(secret);
  });
});
