import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { StatusCommitment } from '@selat/proto/selat/v1/evidence.js';
import { REASONS, SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, listing, listingMessage, record, revision } from '../support/hand-documents.js';
import { advanceClock, connect, type Link } from '../support/hand-link.js';
import { digestOf, type HandPeer, messageOf, nameOf } from '../support/hand-peer.js';
import { type HandWorld, openHandWorld } from '../support/hand-world.js';
import { storedReasons } from '../support/stored-receipts.js';
import { BAD_COPIES } from './bad-copies.js';

let world: HandWorld;
let szdex: HandPeer;
let toMy: Link;
let thirdToMy: Link;

beforeAll(async () => {
  world = await openHandWorld();
  ({ szdex, toMy, thirdToMy } = world);
});
afterAll(() => world?.close());

const failureOf = (sent: Promise<unknown>): Promise<SelatError> =>
  sent.then(
    (answer) => Promise.reject(new Error(`it was answered: ${JSON.stringify(answer)}`)),
    (error: unknown) => (error instanceof SelatError ? error : Promise.reject(error)),
  );
const accepted = (document: SignedDocument) =>
  expect(toMy.submit(document)).resolves.toMatchObject({ verdict: 'ACCEPTED', reason: '' });
let count = 0;
const freshSlug = () => `copy-${++count}`;

describe('RCP-6, DOC-4 to DOC-16: a bad copy gets its typed reason, and sent first never blocks the good document', () => {
  it.each(BAD_COPIES)('$name: $reason', async ({ reason, make }) => {
    const good = await listing(szdex, freshSlug());
    const bad = await make(good, szdex);
    const failure = await failureOf(toMy.submit(bad));
    expect(failure).toMatchObject({ reason });
    expect(failure.message).toMatch(/^my\.example answered: cannot /);
    await expect(failureOf(thirdToMy.submit(bad))).resolves.toBeInstanceOf(SelatError);
    await accepted(good);
    // The bad copy is as bad after the good one as before it, and never gets the good one's receipt.
    await expect(failureOf(toMy.submit(bad))).resolves.toMatchObject({ reason });
  });

  it('gives a stream the same reasons, one failure for each bad copy, and answers the good document', async () => {
    const good = await listing(szdex, freshSlug());
    const picked = BAD_COPIES.filter(({ reason }) =>
      ['SIGNATURE_INVALID', 'SIGNATURE_STRIPPED', 'CLOCK_SKEW'].includes(reason),
    );
    const bad = await Promise.all(picked.map(({ make }) => make(good, szdex)));
    const answers = await toMy.stream([...bad, good]);
    const failures = answers.flatMap(({ answer }) => (answer?.$case === 'failure' ? [answer.value] : []));
    const byOrdinal = [...failures].sort((a, b) => Number(a.ordinal - b.ordinal));
    expect(byOrdinal.map(({ reason }) => reason)).toEqual(picked.map(({ reason }) => reason));
    for (const { reason, retryAfterMs } of failures) expect(retryAfterMs !== undefined).toBe(reason === 'CLOCK_SKEW');
    expect(answers.filter(({ answer }) => answer?.$case === 'receipts')).toHaveLength(1);
  });

  it('refuses the good document from another peer, and still accepts it from its home', async () => {
    const good = await listing(szdex, freshSlug());
    await expect(failureOf(thirdToMy.submit(good))).resolves.toMatchObject({ reason: 'SUBMITTER_NOT_HOME' });
    await accepted(good);
    await expect(failureOf(thirdToMy.submit(good))).resolves.toMatchObject({ reason: 'SUBMITTER_NOT_HOME' });
  });

  it('takes no receipt and no type that it does not act on as a submission, and leaves no trace of them', async () => {
    const { document: receipt } = await toMy.submit(await listing(szdex, freshSlug()));
    const item = { ...messageOf<{ item: object }>(receipt).item };
    const rest = {
      chainHeads: [{ chain: '*', sequence: 0n, leafHash: Buffer.alloc(0) }],
      logOrigin: 'szdex.example/log/sandbox-1',
    };
    const own = await szdex.sign('selat.v1.Receipt', { item, ...rest }, { role: 'receiver' });
    await expect(failureOf(toMy.submit(own))).resolves.toMatchObject({ reason: 'NOT_IN_THIS_BUILD' });
    await expect(failureOf(toMy.submit(receipt))).resolves.toMatchObject({ reason: 'SUBMITTER_NOT_HOME' });
    const state = { list: 'hand', sequence: 1n, listDigest: digestOf(receipt), entries: 1, sinceMs: 1n };
    const status = StatusCommitment.fromPartial(state);
    const committed = await szdex.sign('selat.v1.StatusCommitment', status, { to: 'everyone' });
    await expect(failureOf(toMy.submit(committed))).resolves.toMatchObject({
      reason: 'NOT_IN_THIS_BUILD',
      fault: 'unimplemented',
    });
    for (const document of [own, committed]) {
      await expect(world.my.get(`/documents/${nameOf(document)}`)).resolves.toMatchObject({ status: 404 });
    }
  });
});

describe('RCP-2: a replay gets the stored receipt, byte for byte', () => {
  it('of an acceptance and of a refusal, unary and by stream, again after a restart of the connection', async () => {
    const good = await listing(szdex, freshSlug());
    const fork = await listing(szdex, `copy-${count}`);
    const first = [await toMy.submit(good), await toMy.submit(fork)];
    expect(first.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['ACCEPTED', ''],
      ['REFUSED', 'LISTING_REVISION'],
    ]);
    const link = await connect(world.my, szdex.tls);
    const second = [await link.submit(good), await link.submit(fork)];
    const streamed = await link.stream([good, fork]);
    link.close();
    expect(second.map(({ bytes }) => bytes)).toEqual(first.map(({ bytes }) => bytes));
    const receipts = streamed.flatMap(({ answer }) => (answer?.$case === 'receipts' ? [answer.value] : []));
    expect(receipts).toHaveLength(2);
    for (const { document } of first) expect(receipts).toContainEqual(document);
  });
});

describe('ERR-3: what time or another document can cure is deferred, and the same bytes succeed later', () => {
  it('a document from the future, once the clock is there', async () => {
    const early = await record(szdex, freshSlug(), {}, { head: { issuedAt: Date.now() + 120_000 } });
    const failure = await failureOf(toMy.submit(early));
    expect(failure).toMatchObject({ reason: 'CLOCK_SKEW', isRetryable: true });
    expect(Number(failure.facts['aheadMs'])).toBeGreaterThan(60_000);
    await advanceClock(world.my, 90_000);
    await accepted(early);
  });

  it('a listing whose provider is not recorded, once the record is there', async () => {
    const slug = freshSlug();
    const { product } = listingMessage(szdex, slug);
    const provider = `szdex.example/p/${slug}`;
    const offer = await listing(szdex, slug, product === undefined ? {} : { product: { ...product, provider } });
    await expect(failureOf(toMy.submit(offer))).resolves.toMatchObject({ reason: 'PARTICIPANT_UNKNOWN' });
    const revised = await record(szdex, slug, { revision: 2n, supersedes: Buffer.alloc(32, 7) });
    await expect(failureOf(toMy.submit(revised))).resolves.toMatchObject({ reason: 'PREDECESSOR_MISSING' });
    await accepted(await record(szdex, slug));
    await accepted(offer);
  });

  it('a revision and a withdrawal that come before what they name', async () => {
    const slug = freshSlug();
    const first = await listing(szdex, slug);
    const second = await revision(szdex, first);
    const notice = {
      listingId: `szdex.example/l/${slug}`,
      listingDigest: digestOf(second),
      reason: 'QUALITY',
      note: '',
    };
    const withdrawal = await szdex.sign('selat.v1.ListingWithdrawal', notice, { to: 'everyone' });
    for (const early of [withdrawal, second]) {
      await expect(failureOf(toMy.submit(early))).resolves.toMatchObject({ reason: 'PREDECESSOR_MISSING' });
    }
    for (const document of [first, second, withdrawal]) await accepted(document);
  });

  it('never by a stored refusal: no stored receipt has a deferred reason', async () => {
    await toMy.submit(await listing(szdex, freshSlug(), { validFromMs: BigInt(Date.now() - 3 * DAY) }));
    const reasons = storedReasons(world.my);
    expect(reasons).toContain('LISTING_REVISION');
    const faults = reasons.map((reason) => REASONS[reason].fault);
    expect(faults).not.toContain('deferred');
    expect(faults).not.toContain('exhausted');
    expect(faults).not.toContain('unimplemented');
  });
});
