import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import type { Evidence, Reader } from '../../src/domain/ports.js';
import { rememberedReads } from '../../src/store/remembered-reads.js';
import { documentNamed, openNode, PEER, received, STORES, writeOf } from './temp-node.js';

const KID = 'kid-1';
const keyRow = { owner: PEER, kid: KID, alg: 'Ed25519', raw: Buffer.alloc(32, 1), purpose: 'document', env: 'SANDBOX' };
const times = { not_before_ms: null, not_after_ms: null, revoked_at_ms: null, compromised_since_ms: null };

const keyWrite = (expectedVersion: number, status: string): Change => ({
  rows: [{ table: 'key', expectedVersion, row: { ...keyRow, ...times, status } }] as Change['rows'] & object,
});

describe.each(STORES)('IDN-6: what acts rest on is read as it stands after the last commit ($name)', (engine) => {
  it('shows a key that was read before as the newest commit left it', async () => {
    const { store, committer } = await openNode(engine);
    const statusNow = async () => (await store.reader.findKey(PEER, KID))?.status;
    expect(await statusNow()).toBe(undefined);
    await committer.commit(async () => keyWrite(0, 'active'));
    expect([await statusNow(), await statusNow()]).toEqual(['active', 'active']);
    await committer.commit(async () => keyWrite(1, 'revoked'));
    expect([await statusNow(), (await store.reader.listKeys(PEER)).length]).toEqual(['revoked', 1]);
  });

  it('shows an agreement with the acts, the form and the receipts that came since', async () => {
    const { store, committer } = await openNode(engine);
    const { reader } = store;
    const subject = `agreement:${PEER}`;
    const look = async () => {
      const acts = await reader.listEvidence(subject);
      const receipts = await reader.listReceipts(acts.map(({ digest }) => digest));
      return { forms: acts.map(({ form }) => form), receipts: receipts.length };
    };
    expect(await look()).toEqual({ forms: [], receipts: 0 });
    const document = documentNamed('agreement', 'selat.v1.PeerAgreement');
    const offered = writeOf(document, { form: 'offered' });
    const evidence = [{ subject, digest: offered.digest, by: PEER }];
    await committer.commit(async () => ({ documents: [offered], evidence }));
    expect(await look()).toEqual({ forms: ['offered'], receipts: 0 });
    const signatures = [...document.signatures, { protected: Buffer.from('second'), signature: Buffer.alloc(64, 8) }];
    const complete = writeOf({ ...document, signatures });
    const named = { documentDigest: complete.digest, submissionDigest: complete.submissionDigest };
    const { answer, leaves } = received('agreement', named);
    await committer.commit(async () => ({
      documents: [complete],
      ...(answer === undefined ? {} : { answer }),
      leaves: (leaves ?? []).map((leaf) => ({ ...leaf, ...named })),
    }));
    expect(await look()).toEqual({ forms: ['complete'], receipts: 1 });
  });

  it('shows the acts on a grant that were filed, and the receipts that came, since it was read', async () => {
    const { store, committer } = await openNode(engine);
    const { reader } = store;
    const subject = 'grant:request';
    const look = async () => {
      const acts = await reader.listEvidence(subject);
      const receipts = await reader.listReceipts(acts.map(({ digest }) => digest));
      return [acts.map(({ type }) => type), receipts.length];
    };
    const file = async (name: string, type: string) => {
      const document = documentNamed(name, type);
      const write = writeOf(document);
      const named = { documentDigest: write.digest, submissionDigest: write.submissionDigest };
      const { answer, leaves = [] } = received(name, named);
      const evidence = [{ subject, digest: write.digest, by: PEER }];
      const logged = leaves.map((leaf) => ({ ...leaf, ...named }));
      const answered = answer === undefined ? {} : { answer };
      await committer.commit(async () => ({ documents: [write], evidence, leaves: logged, ...answered }));
    };
    expect(await look()).toEqual([[], 0]);
    await file('request', 'selat.v1.GrantRequest');
    expect([await look(), await look()]).toEqual([
      [['selat.v1.GrantRequest'], 1],
      [['selat.v1.GrantRequest'], 1],
    ]);
    await file('refusal', 'selat.v1.GrantRefusal');
    expect(await look()).toEqual([['selat.v1.GrantRequest', 'selat.v1.GrantRefusal'], 2]);
  });

  it('finds a document that was looked for before it came', async () => {
    const { store, committer } = await openNode(engine);
    const { digest } = writeOf(documentNamed('late'));
    expect(await store.reader.findDocument(digest)).toBe(undefined);
    await committer.commit(async () => received('late'));
    expect((await store.reader.findDocument(digest))?.digest).toBe(digest);
  });
});

/** A reader whose answers come when the test says so. */
function heldReader() {
  const asked: ((status: string) => void)[] = [];
  const findKey = () => new Promise((resolve) => void asked.push((status) => resolve({ status })));
  return { asked, reader: { findKey } as unknown as Reader };
}

describe('IDN-6: a read that is under way while a key is revoked is not remembered', () => {
  it('asks once until a Change writes a key, and again after it', async () => {
    const { asked, reader } = heldReader();
    const remembered = rememberedReads(reader);
    const [first, second] = [remembered.reader.findKey(PEER, KID), remembered.reader.findKey(PEER, KID)];
    expect(asked.length).toBe(1);
    remembered.forget([{ leaves: [{ act: 'local/test', direction: 'local', chain: '-' }] }]);
    remembered.forget([keyWrite(1, 'revoked')]);
    asked[0]?.('active');
    expect([await first, await second]).toEqual([{ status: 'active' }, { status: 'active' }]);
    const third = remembered.reader.findKey(PEER, KID);
    expect(asked.length).toBe(2);
    asked[1]?.('revoked');
    expect(await third).toEqual({ status: 'revoked' });
  });

  it('nor given to who asks after the Change, where only the answer tells what it rests on', async () => {
    const asked: ((acts: readonly Evidence[]) => void)[] = [];
    const listEvidence = () => new Promise<readonly Evidence[]>((resolve) => void asked.push(resolve));
    const { reader, forget } = rememberedReads({ listEvidence } as unknown as Reader);
    const subject = `agreement:${PEER}`;
    const before = reader.listEvidence(subject);
    forget([{ documents: [writeOf(documentNamed('agreement'))] }]);
    const after = reader.listEvidence(subject);
    expect(asked.length).toBe(2);
    for (const tell of asked) tell([]);
    expect([await before, await after]).toEqual([[], []]);
    await reader.listEvidence(subject);
    expect(asked.length).toBe(2);
  });

  it('does not remember a failure', async () => {
    let calls = 0;
    const findKey = () => Promise.reject(new Error(`failure ${++calls}`));
    const { reader } = rememberedReads({ findKey } as unknown as Reader);
    await expect(reader.findKey(PEER, KID)).rejects.toThrow('failure 1');
    await expect(reader.findKey(PEER, KID)).rejects.toThrow('failure 2');
  });

  it('keeps no more answers than its bound', async () => {
    let calls = 0;
    const findParticipant = async () => {
      calls += 1;
    };
    const { reader } = rememberedReads({ findParticipant } as unknown as Reader);
    for (let i = 0; i <= 1_024; i += 1) await reader.findParticipant(`${PEER}/p/${i}`);
    await reader.findParticipant(`${PEER}/p/1024`);
    expect(calls).toBe(1_025);
    await reader.findParticipant(`${PEER}/p/0`);
    expect(calls).toBe(1_026);
  });
});
