import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type * as wire from '@selat/proto/selat/v1/receipt.js';
import { verifyDocument } from '@selat/sdk/document';
import { type KeyRecord, keySet } from '@selat/sdk/keys';
import { openCheckpoint, toNoteKey } from '@selat/sdk/log';
import { parseReceipt, parseReceiptBatch } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import { openProbe } from '../../src/log/index.js';
import {
  CONTEXT,
  documentNamed,
  listingRow,
  logKeyPair,
  NOON,
  openNode,
  PEER,
  receiptKeyPair,
  received,
  refusal,
  SELF,
  STORES,
  writeOf,
} from '../store/temp-node.js';

const RECEIPT_KEY: KeyRecord = {
  owner: SELF,
  kid: receiptKeyPair.kid,
  alg: 'Ed25519',
  raw: receiptKeyPair.publicKey.raw,
  purpose: 'receipt',
  env: 'SANDBOX',
  status: 'active',
};

async function opened(receipt: SignedDocument | undefined) {
  if (receipt === undefined) throw new Error('no receipt');
  const against = { env: 'SANDBOX', receiver: PEER, now: NOON, keys: keySet([RECEIPT_KEY]) };
  const { type, message } = await verifyDocument(receipt, against);
  return type === 'selat.v1.Receipt'
    ? parseReceipt(message as wire.Receipt)
    : parseReceiptBatch(message as wire.ReceiptBatch);
}

const deciding = (change: Change) => async () => change;

describe.each(STORES)(
  'RCP-1: an answer is durable, logged and under a signed head before it leaves ($name)',
  (engine) => {
    it('answers with index and time of the leaf, signed by the receipt key', async () => {
      const { committer, store } = await openNode(engine);
      const { time, leafIndexes, receipt } = await committer.commit(deciding(received('a', { kind: 'unary' })));
      expect({ time, leafIndexes }).toEqual({ time: NOON, leafIndexes: [0] });
      const { items, logOrigin, head } = await opened(receipt);
      expect(items).toMatchObject([{ verdict: 'ACCEPTED', logIndex: 0, time: NOON }]);
      expect({ logOrigin, audience: head.audience }).toEqual({ logOrigin: CONTEXT.origin, audience: [PEER] });
      const stored = await store.heads.load();
      const key = toNoteKey(CONTEXT.origin, 'Ed25519', logKeyPair.publicKey.raw);
      const { checkpoint } = await openCheckpoint(stored?.note ?? '', key);
      expect(checkpoint.size).toBe(1);
    });

    it('stores a refusal like an acceptance', async () => {
      const { committer, store } = await openNode(engine);
      const change = received('a', { verdict: 'REFUSED', reason: 'LISTING_REVISION', detail: 'cannot accept it' });
      await committer.commit(deciding(change));
      const answer = await store.reader.findAnswer(PEER, change.answer?.submissionDigest ?? '');
      const { items } = await opened(answer);
      expect(items).toMatchObject([{ verdict: 'REFUSED', reason: 'LISTING_REVISION', detail: 'cannot accept it' }]);
    });
  },
);

describe.each(STORES)('RCP-2: the same submission again gets the stored receipt ($name)', (engine) => {
  it('gives byte-equal receipts to submissions that race, and one leaf', async () => {
    const { committer, store } = await openNode(engine);
    const racing = Array.from({ length: 20 }, (_, i) =>
      committer.commit(deciding(received('a', { kind: 'unary', channel: `call-${i}` }))),
    );
    const receipts = (await Promise.all(racing)).map(({ receipt }) => receipt);
    expect(receipts[0]).toBeDefined();
    for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
    expect((await store.log.readState()).frontier.size).toBe(1);
    await expect(committer.commit(deciding(received('a')))).resolves.toMatchObject({ receipt: receipts[0] });
  });

  it('answers a form that adds nothing with the first leaf and its time', async () => {
    const { committer, clock } = await openNode(engine);
    const first = await committer.commit(deciding(received('a')));
    clock.set(NOON + 5_000);
    await committer.commit(deciding(received('b')));
    const { leaves: _, evidence: __, ...again } = received('a', { submissionDigest: 'ab'.repeat(32), firstLeaf: 0 });
    const { receipt } = await committer.commit(deciding(again));
    const { items } = await opened(receipt);
    expect(items).toMatchObject([{ logIndex: 0, time: first.time }]);
  });
});

describe.each(STORES)('RCP-2: answers of one channel share a signature ($name)', (engine) => {
  it('puts the answers of a stream into one ReceiptBatch in the order of their log indexes', async () => {
    const { committer } = await openNode(engine);
    const names = Array.from({ length: 10 }, (_, i) => `listing-${i}`);
    const committed = await Promise.all(names.map((name) => committer.commit(deciding(received(name)))));
    const receipts = new Set(committed.map(({ receipt }) => receipt));
    expect(receipts.size).toBe(1);
    const { items } = await opened(committed[0]?.receipt);
    expect(items.map(({ logIndex }) => logIndex)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('signs a Receipt for each unary call and a batch for each stream', async () => {
    const { committer } = await openNode(engine);
    const committed = await Promise.all([
      committer.commit(deciding(received('a', { kind: 'unary', channel: 'call-1' }))),
      committer.commit(deciding(received('b', { kind: 'unary', channel: 'call-2' }))),
      committer.commit(deciding(received('c', { channel: 'stream-1' }))),
      committer.commit(deciding(received('d', { channel: 'stream-2' }))),
    ]);
    expect(committed.map(({ receipt }) => receipt?.type)).toEqual([
      'selat.v1.Receipt',
      'selat.v1.Receipt',
      'selat.v1.ReceiptBatch',
      'selat.v1.ReceiptBatch',
    ]);
    expect(new Set(committed.map(({ receipt }) => receipt)).size).toBe(4);
  });
});

describe.each(STORES)('RCP-4: a receipt carries the heads of the chains after the batch ($name)', (engine) => {
  it('counts the acts of the chain and says 0 for a chain without any', async () => {
    const { committer, store } = await openNode(engine);
    await committer.commit(deciding(received('a')));
    const { chainHeads } = await opened((await committer.commit(deciding(received('b')))).receipt);
    const [own] = await store.log.listChainHeads();
    expect(chainHeads).toEqual([
      { chain: PEER, sequence: 2, leafHash: own?.hash.toString('hex') },
      { chain: '*', sequence: 0 },
    ]);
  });
});

describe.each(STORES)('RCP-7: of two acts that rest on the same row one is decided again ($name)', (engine) => {
  it('lets every writer win once, in the order of arrival, within 16 more decisions', async () => {
    const { committer, store } = await openNode(engine);
    const id = `${PEER}/l/rain`;
    const raise = async (): Promise<Change> => {
      const row = await store.reader.findListing(id);
      const { version, ...rest } = row ?? { ...listingRow(id), revision: 0, version: 0 };
      const next = { ...rest, revision: rest.revision + 1 };
      return { rows: [{ table: 'listing', expectedVersion: version, row: next }] };
    };
    await Promise.all(Array.from({ length: 12 }, () => committer.commit(raise)));
    expect(await store.reader.findListing(id)).toMatchObject({ revision: 12, version: 12 });
  });

  it('gives up after 16 more decisions with DOCUMENT_CHANGED, and writes nothing of it', async () => {
    const { committer, store } = await openNode(engine);
    const id = `${PEER}/l/rain`;
    let decisions = 0;
    const stale = async (): Promise<Change> => {
      decisions += 1;
      return { ...received('a'), rows: [{ table: 'listing', expectedVersion: 7, row: listingRow(id) }] };
    };
    await expect(committer.commit(stale)).rejects.toMatchObject(refusal('DOCUMENT_CHANGED'));
    expect(decisions).toBe(17);
    expect(await store.reader.findDocument(writeOf(documentNamed('a')).digest)).toBeUndefined();
    expect((await store.log.readState()).frontier.size).toBe(0);
  });

  it('decides again on a document that somebody else stored meanwhile', async () => {
    const { committer, store } = await openNode(engine);
    const { digest } = writeOf(documentNamed('a'));
    const seen: boolean[] = [];
    let haveBothSeen: () => void = () => undefined;
    const bothHaveSeen = new Promise<void>((resolve) => {
      haveBothSeen = resolve;
    });
    const submit = (channel: string, submissionDigest: string) =>
      committer.commit(async () => {
        const known = await store.reader.findDocument(digest);
        if (seen.push(known !== undefined) === 2) haveBothSeen();
        await bothHaveSeen;
        const change = received('a', { channel, submissionDigest, ...(known ? { firstLeaf: 0 } : {}) });
        return known ? { answer: change.answer as NonNullable<Change['answer']> } : change;
      });
    await Promise.all([submit('s-1', '11'.repeat(32)), submit('s-2', '22'.repeat(32))]);
    expect(seen).toEqual([false, false, true]);
    expect((await store.log.readState()).frontier.size).toBe(1);
  });

  it('refuses a contradictory Change alone, not its neighbours', async () => {
    const { committer } = await openNode(engine);
    const broken: Change = { leaves: [{ act: 'local/x', direction: 'in', chain: PEER }] };
    const outcomes = await Promise.allSettled([
      committer.commit(deciding(received('a'))),
      committer.commit(deciding(broken)),
      committer.commit(deciding(received('b'))),
      committer.commit(async () => {
        throw new Error('no such thing');
      }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: refusal('LEAF_MALFORMED') });
  });
});

describe.each(STORES)('LOG-11: a batch is one transaction and one head ($name)', (engine) => {
  it('puts 256 acts that come together into one batch', async () => {
    const probe = openProbe({ kill: () => undefined });
    const { committer } = await openNode(engine, { probe });
    await Promise.all(Array.from({ length: 300 }, (_, i) => committer.commit(deciding(received(`listing-${i}`)))));
    const counts = Object.fromEntries(probe.points().map(({ point, count }) => [point, count]));
    expect(counts).toMatchObject({ 'commit:in-tx': 2, 'head:after-rename': 2, 'receipt:after-store': 2 });
  });

  it('refuses new acts once it closes, and finishes those that wait', async () => {
    const { committer } = await openNode(engine);
    const waiting = committer.commit(deciding(received('a')));
    const closed = committer.close();
    await expect(committer.commit(deciding(received('b')))).rejects.toMatchObject(refusal('BUSY'));
    await closed;
    await expect(waiting).resolves.toMatchObject({ leafIndexes: [0] });
  });
});

describe.each(STORES)('RCP-11: log time never goes back ($name)', (engine) => {
  it('keeps the time of the newest act while the clock is behind it', async () => {
    const { committer, clock } = await openNode(engine);
    clock.set(NOON + 3_600_000);
    const before = await committer.commit(deciding(received('a')));
    clock.set(NOON);
    const after = await committer.commit(deciding(received('b')));
    expect([before.time, after.time]).toEqual([NOON + 3_600_000, NOON + 3_600_000]);
    // The receipt says when it was made: a peer whose clock is right takes it.
    expect((await opened(after.receipt)).head.issuedAt).toBe(NOON);
    clock.set(NOON + 3_600_001);
    expect((await committer.commit(deciding(received('c')))).time).toBe(NOON + 3_600_001);
  });
});
