import { describe, expect, it } from 'vitest';
import type { Change, ReceiptGot } from '../../src/domain/change.js';
import type { ListingRow } from '../../src/domain/rows.js';
import {
  documentNamed,
  listingRow,
  NOON,
  type OpenNode,
  openNode,
  PEER,
  received,
  SELF,
  STORES,
  writeOf,
} from './temp-node.js';

const THIRD = 'sg.example';
const apply = ({ committer }: OpenNode, change: Change) => committer.commit(async () => change);

const PEER_ROW = {
  jurisdiction: 'MY',
  fingerprint: '',
  descriptor_digest: '',
  federation: 'localhost:1',
  ca_pem: '',
  pins: '[]',
  status: 'pinned',
} as const;

/** A document of this exchange in one form; `signatures` more make another form of the same bytes. */
function own(name: string, form: 'offered' | 'complete' = 'complete', signatures = 1) {
  const [signature] = documentNamed(name).signatures;
  const document = { ...documentNamed(name), signatures: Array.from({ length: signatures }, () => signature as never) };
  return writeOf(document, { issuer: SELF, form });
}

type Own = ReturnType<typeof own>;

const outLeafOf = ({ digest, submissionDigest, document }: Own) =>
  ({ act: document.type, direction: 'out', chain: '*', documentDigest: digest, submissionDigest }) as const;

/** The peer's receipt that accepts a document. */
function acceptance({ digest, submissionDigest }: Own): ReceiptGot {
  const receipt = writeOf(documentNamed('receipt', 'selat.v1.Receipt'));
  const item = { documentDigest: digest, submissionDigest, verdict: 'ACCEPTED', logIndex: 0, time: 1 } as const;
  return { peer: PEER, digest: receipt.digest, document: receipt.document, items: [item] };
}

const deliver = (peer: string, { digest, submissionDigest }: Own) => ({
  peer,
  digest,
  submissionDigest,
});

const sixListings = () => ({
  open: own('open'),
  revised: own('open-revised'),
  suspended: own('suspended'),
  withdrawn: own('withdrawn'),
  answered: own('answered'),
  home: own('home'),
});

/** Row and evidence of an own listing, whose last document is its newest. */
function fileListing(name: string, acts: readonly Own[], state: ListingRow['state'], visibility = 'MEMBERS') {
  const id = `${SELF}/l/${name}`;
  const digest = acts.at(-1)?.digest ?? '';
  return {
    row: {
      table: 'listing' as const,
      expectedVersion: 0,
      row: listingRow(id, { exchange: SELF, digest, state, visibility }),
    },
    evidence: acts.map((act) => ({ subject: `listing:${id}`, digest: act.digest, by: SELF })),
  };
}

describe.each(STORES)(
  'DOC-8: every form of a document is kept, the fullest is the one that counts ($name)',
  (engine) => {
    it('replaces an offered form by the complete one, and still delivers the form that was queued', async () => {
      const node = await openNode(engine);
      const { reader } = node.store;
      const offered = own('grant', 'offered', 1);
      const complete = own('grant', 'complete', 2);
      const leaf = (write: typeof offered) => ({
        act: 'selat.v1.Grant',
        direction: 'out' as const,
        chain: PEER,
        documentDigest: write.digest,
        submissionDigest: write.submissionDigest,
      });
      await apply(node, { documents: [offered], leaves: [leaf(offered)], outbox: [deliver(PEER, offered)] });
      await apply(node, { documents: [complete], leaves: [leaf(complete)], outbox: [deliver(THIRD, complete)] });
      await apply(node, { documents: [offered] });
      const stored = await reader.findDocument(offered.digest);
      expect(stored).toMatchObject({ form: 'complete', submissionDigest: complete.submissionDigest });
      expect(stored?.document).toEqual(complete.document);
      expect(await reader.findFirstLeaf(offered.digest)).toBe(0);
      const [older, newer] = await reader.listOutbox(10);
      expect(older?.document.signatures).toHaveLength(1);
      expect(newer?.document.signatures).toHaveLength(2);
    });

    it('gives evidence in order of arrival, for many subjects at once', async () => {
      const node = await openNode(engine);
      const [a, b, c] = [own('a'), own('b'), own('c')];
      const file = (subject: string, { digest }: typeof a) => ({ subject, digest, by: SELF });
      await apply(node, { documents: [c], evidence: [file('grant:1', c)] });
      await apply(node, { documents: [a, b], evidence: [file('grant:1', a), file('grant:2', b)] });
      await apply(node, { evidence: [file('grant:1', c)] });
      const found = await node.store.reader.listEvidenceOf(['grant:1', 'grant:2', 'grant:3']);
      const digests = [...found].map(([subject, list]) => [subject, list.map(({ digest }) => digest)]);
      expect(digests).toEqual([
        ['grant:1', [c.digest, a.digest]],
        ['grant:2', [b.digest]],
        ['grant:3', []],
      ]);
      expect(await node.store.reader.listEvidence('grant:2')).toMatchObject([{ by: SELF, document: b.document }]);
    });
  },
);

describe.each(STORES)('RCP-3: a delivery waits until its receipt is here, whatever the verdict ($name)', (engine) => {
  it('gives what is due, oldest first, and puts failures off', async () => {
    const node = await openNode(engine);
    const { reader } = node.store;
    const writes = ['a', 'b', 'c'].map((name) => own(name));
    await apply(node, { documents: writes, outbox: writes.map((write) => deliver(PEER, write)) });
    await apply(node, { outbox: writes.map((write) => deliver(PEER, write)) });
    const due = await reader.listDue(PEER, NOON, 10);
    expect(due.map(({ digest }) => digest)).toEqual(writes.map(({ digest }) => digest));
    const [a, b] = due.map(({ id }) => id);
    await apply(node, {
      outboxFailures: [
        { id: a ?? 0, reason: 'BUSY', message: 'busy', nextAt: NOON + 1000 },
        { id: b ?? 0, reason: 'DOCUMENT_MALFORMED', message: 'never' },
      ],
    });
    expect((await reader.listDue(PEER, NOON, 10)).map(({ digest }) => digest)).toEqual([writes[2]?.digest]);
    expect((await reader.listDue(PEER, NOON + 1000, 10)).length).toBe(2);
    expect(await reader.listOutbox(10)).toMatchObject([
      { attempts: 1, state: 'due', lastReason: 'BUSY', nextAt: NOON + 1000 },
      { attempts: 1, state: 'failed', lastMessage: 'never' },
      { attempts: 0, state: 'due' },
    ]);
    expect(await reader.findNextDue(PEER)).toBe(NOON);
    expect(await reader.findNextDue(THIRD)).toBeUndefined();
  });

  it('queues a broadcast for every peer that has formed an agreement', async () => {
    const node = await openNode(engine);
    const peer = (exchange: string, agreement: string | null) => ({
      table: 'peer' as const,
      expectedVersion: 0,
      row: { ...PEER_ROW, exchange, agreement_digest: agreement },
    });
    const write = own('a');
    await apply(node, { rows: [peer(PEER, 'ab'.repeat(32)), peer(THIRD, null), peer('th.example', 'cd'.repeat(32))] });
    for (let i = 0; i < 2; i += 1) await apply(node, { documents: i ? [] : [write], broadcast: [deliver('', write)] });
    expect((await node.store.reader.listOutbox(10)).map(({ peer: to }) => to)).toEqual([PEER, 'th.example']);
  });

  it('settles what a receipt answers, keeps the receipt, and does not queue it again', async () => {
    const node = await openNode(engine);
    const { reader } = node.store;
    const write = own('a');
    await apply(node, { documents: [write], outbox: [deliver(PEER, write)] });
    const receipt = writeOf(documentNamed('receipt', 'selat.v1.Receipt'));
    const item = {
      documentDigest: write.digest,
      submissionDigest: write.submissionDigest,
      verdict: 'ACCEPTED' as const,
      logIndex: 7,
      time: NOON + 1,
    };
    const got = { peer: PEER, digest: receipt.digest, document: receipt.document, items: [item] };
    for (let i = 0; i < 2; i += 1) await apply(node, { receiptsGot: [got] });
    expect(await reader.listOutbox(10)).toEqual([]);
    expect(await reader.listReceipts([write.digest])).toEqual([{ issuer: PEER, submitter: SELF, ...item }]);
    expect(await reader.listSignedReceipts(write.digest)).toEqual([receipt.document]);
  });

  it('LST-13: backfills all records, then all of each listing that is not withdrawn or HOME, in the order of the log', async () => {
    const node = await openNode(engine);
    const record = (name: string) => writeOf(documentNamed(name, 'selat.v1.ParticipantRecord'), { issuer: SELF });
    const records = [record('p-first'), record('p-second')] as const;
    const foreign = writeOf(documentNamed('p-foreign', 'selat.v1.ParticipantRecord'));
    const { open, revised, suspended, withdrawn, answered, home } = sixListings();
    const documents = [open, home, records[0], withdrawn, answered, foreign, suspended, records[1], revised];
    const parts = [
      fileListing('a', [open, revised], 'open'),
      fileListing('b', [suspended], 'suspended'),
      fileListing('c', [withdrawn], 'withdrawn'),
      fileListing('d', [answered], 'open'),
      fileListing('e', [home], 'open', 'HOME'),
    ];
    const [rows, evidence] = [parts.map(({ row }) => row), parts.flatMap((part) => part.evidence)];
    await apply(node, { documents, leaves: documents.map(outLeafOf), rows, evidence });
    await apply(node, { receiptsGot: [acceptance(answered)] });
    await apply(node, { backfill: [PEER], outbox: [deliver(THIRD, answered)] });
    await apply(node, { backfill: [PEER] });
    const queued = await node.store.reader.listDue(PEER, NOON, 100);
    const expected = [...records, open, suspended, revised];
    expect(queued.map(({ digest }) => digest)).toEqual(expected.map(({ digest }) => digest));
  });
});

describe.each(STORES)('RCP-9: nothing of a Change is stored unless all of it is ($name)', (engine) => {
  it('rolls back documents, rows and leaves when one row cannot be written', async () => {
    const node = await openNode(engine);
    const change = received('a');
    const bad = { ...listingRow('x'), titles: undefined as unknown as string };
    await expect(
      apply(node, { ...change, rows: [{ table: 'listing', expectedVersion: 0, row: bad }] }),
    ).rejects.toThrow();
    expect(await node.store.reader.findDocument(change.answer?.documentDigest ?? '')).toBeUndefined();
    expect((await node.store.log.readState()).frontier.size).toBe(0);
    await apply(node, change);
    expect((await node.store.log.readState()).frontier.size).toBe(1);
  });
});
