/** Packs of one publisher as a line of versions, on both stores, and which of them decide when. */
import type { PeerAgreement } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { loadPack, loadPacks, requireAcceptable } from '../../src/domain/packs/load-packs.js';
import { catalogueRow, packRows } from '../../src/domain/packs/pack-rows.js';
import { printPacks } from '../../src/domain/packs/pack-view.js';
import type { Deps } from '../../src/domain/ports.js';
import { NOON, openNode, PEER, SELF, STORES, type TestStore, writeOf } from '../store/temp-node.js';
import { catalogueOf, type PackChoice, packOf } from './pack-documents.js';

const DAY = 86_400_000;
const AUTHORITY = `${SELF}/a/cac`;

/** A node of Singapore that trusts itself and its authority, and a line with two versions. */
async function openLine(engine: TestStore) {
  const { committer, store, clock } = await openNode(engine);
  const packPublishers = [
    { jurisdiction: 'SG', publisher: SELF },
    { jurisdiction: 'SG', publisher: AUTHORITY },
    { jurisdiction: 'TH', publisher: SELF },
  ];
  const self = { exchange: SELF, jurisdiction: 'SG', env: 'SANDBOX', descriptorDigest: '' };
  // Nothing here signs or waits.
  const deps = { self, reader: store.reader, committer, clock, packPublishers } as unknown as Deps;
  const take = async (choice: PackChoice): Promise<string> => {
    const { pack, digest, document } = packOf(choice);
    await committer.commit(async () => ({
      documents: [writeOf(document, { issuer: choice.publisher })],
      rows: await packRows(deps, pack, { digest, now: NOON }),
    }));
    return digest;
  };
  const first = await take({ publisher: SELF, version: '1.0.0', takesEffectAt: NOON });
  const next = { publisher: SELF, version: '1.1.0', takesEffectAt: NOON + DAY, supersedes: first };
  const describe = async (...choice: Parameters<typeof catalogueOf>): Promise<string> => {
    const { catalogue, digest, document } = catalogueOf(...choice);
    await committer.commit(async () => ({
      documents: [writeOf(document, { issuer: choice[0] })],
      rows: [await catalogueRow(store.reader, catalogue, digest)],
    }));
    return digest;
  };
  return { deps, take, describe, first, next };
}

/** Publishers that an agreement with the peer names. */
const agreement = (...packPublishers: PeerAgreement['packPublishers']): PeerAgreement =>
  ({ packPublishers, proposer: { exchange: SELF }, acceptor: { exchange: PEER } }) as unknown as PeerAgreement;

describe.each(STORES)('CMP-21: versions of one publisher are a line ($name)', (engine) => {
  it('that refuses what does not follow its newest version, and defers what follows an unknown one', async () => {
    const { deps, take, first, next } = await openLine(engine);
    const refused = (over: Partial<PackChoice>) =>
      take({ ...next, ...over }).then(
        () => 'taken',
        (error: { readonly message: string }) => error.message,
      );
    const { supersedes: _none, ...again } = next;
    await expect(take(again)).rejects.toThrow(`it names no version before it, and sha256:${first} is known`);
    expect(await refused({ id: 'sg-two' })).toContain('its predecessor is pack sg');
    expect(await refused({ version: '1.0.0' })).toContain('version 1.0.0 is not lower');
    expect(await refused({ version: '1.0.0-rc.1' })).toContain('version 1.0.0 is not lower');
    expect(await refused({ takesEffectAt: NOON })).toContain('not after its predecessor');
    expect(await refused({ issuedAt: NOON + DAY + 1 })).toContain('before it was signed');
    expect(await refused({ jurisdiction: 'TH' })).toContain(`is of ${SELF} for SG`);
    await expect(take({ ...next, supersedes: 'ab'.repeat(32) })).rejects.toMatchObject({
      ...{ reason: 'PREDECESSOR_MISSING', isRetryable: true },
    });
    const second = await take(next);
    expect(await refused({ version: '1.2.0' })).toContain(`was superseded by sha256:${second}`);
    expect(await deps.reader.findPackLine(SELF, 'SG')).toMatchObject({ digest: second, version: 2 });
    expect((await deps.reader.listPacks()).map(({ digest }) => digest)).toEqual([first, second]);
  });

  it('of which one of two successors that are decided on at once is taken', async () => {
    const { deps, take, next } = await openLine(engine);
    const both = await Promise.allSettled([take(next), take({ ...next, version: '1.2.0' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { reason: 'PACK_SUCCESSION' } });
    expect(await deps.reader.listPacks()).toHaveLength(2);
  });
});

describe.each(STORES)(
  'CMP-6: a version decides from its start to that of the next, and counts 24 hours longer ($name)',
  (engine) => {
    it('for what this exchange decides, and for decisions of others', async () => {
      const { deps, take, first, next } = await openLine(engine);
      const at = async (instant: number) => (await loadPacks(deps, instant)).map(({ digest }) => digest);
      expect(await at(NOON - 1)).toEqual([]);
      expect(await at(NOON)).toEqual([first]);
      const second = await take(next);
      expect(await at(NOON + DAY - 1)).toEqual([first]);
      expect(await at(NOON + DAY)).toEqual([second]);
      const standings = async (instant: number) => {
        const printed = await printPacks({ ...deps, clock: () => instant }, await deps.reader.listPacks());
        return printed.map(({ standing }) => standing);
      };
      expect(await standings(NOON + DAY - 1)).toEqual(['decides', 'later']);
      expect(await standings(NOON + DAY)).toEqual(['acceptable', 'decides']);
      expect(await standings(NOON + 2 * DAY)).toEqual(['over', 'decides']);
      const [old, fresh] = [await loadPack(deps, first), await loadPack(deps, second)];
      const agreed = agreement({ jurisdiction: 'SG', publisher: SELF });
      requireAcceptable(old, agreed, NOON);
      requireAcceptable(old, agreed, NOON + 2 * DAY - 1);
      expect(() => requireAcceptable(old, agreed, NOON - 1)).toThrow('it takes effect at');
      expect(() => requireAcceptable(old, agreed, NOON + 2 * DAY)).toThrow(
        'its successor took effect, and it counted until',
      );
      expect(() => requireAcceptable(fresh, agreed, NOON + DAY - 1)).toThrow('it takes effect at');
      expect(() => requireAcceptable(fresh, agreement(), NOON + DAY)).toThrow(`does not name ${SELF} for SG`);
      await expect(loadPack(deps, 'ab'.repeat(32))).rejects.toMatchObject({
        reason: 'PACK_UNKNOWN',
        isRetryable: true,
      });
    });

    it('by the publisher that the agreement picks, for the own law and that of third places, never the law of the peer', async () => {
      const { deps, take, first } = await openLine(engine);
      const byAuthority = await take({ publisher: AUTHORITY, version: '3.0.0', takesEffectAt: NOON });
      const third = await take({
        publisher: SELF,
        version: '1.0.0',
        takesEffectAt: NOON,
        jurisdiction: 'TH',
        id: 'th',
      });
      const under = async (...named: PeerAgreement['packPublishers']) =>
        (await loadPacks(deps, NOON, agreement(...named))).map(({ digest }) => digest);
      expect(await under()).toEqual([first]);
      expect(await under({ jurisdiction: 'SG', publisher: AUTHORITY })).toEqual([byAuthority]);
      expect(await under({ jurisdiction: 'TH', publisher: SELF })).toEqual([first, third]);
      expect(await under({ jurisdiction: 'TH', publisher: PEER })).toEqual([first]);
      const { reader } = deps;
      const peer = { exchange: PEER, jurisdiction: 'TH' };
      const known = { ...deps, reader: { ...reader, findPeer: async () => peer } } as unknown as Deps;
      const theirs = agreement({ jurisdiction: 'TH', publisher: SELF });
      expect((await loadPacks(known, NOON, theirs)).map(({ digest }) => digest)).toEqual([first]);
    });
  },
);

describe('CMP-20: a pack is taken only of a publisher that is trusted or agreed', () => {
  it('any other waits', async () => {
    const [engine] = STORES;
    if (engine === undefined) throw new Error('there are stores');
    const { take } = await openLine(engine);
    const stranger = { publisher: PEER, version: '1.0.0', takesEffectAt: NOON };
    await expect(take(stranger)).rejects.toMatchObject({ reason: 'PACK_PUBLISHER_UNKNOWN', isRetryable: true });
  });
});

describe.each(STORES)(
  'CMP-23: texts are those of the publisher, the newest in the place of the ones before ($name)',
  (engine) => {
    it('and a receiver without any takes the newest', async () => {
      const { deps, describe: say, first } = await openLine(engine);
      const lost = { reason: 'PREDECESSOR_MISSING', isRetryable: true };
      await expect(say(SELF, 'ab'.repeat(32), 'one')).rejects.toMatchObject(lost);
      await expect(say(PEER, first, 'one')).rejects.toMatchObject({ reason: 'PACK_NOT_OWNED' });
      const second = await say(SELF, first, 'two', 'cd'.repeat(32));
      expect((await deps.reader.findPack(first))?.catalogue_digest).toBe(second);
      await expect(say(SELF, first, 'one')).rejects.toMatchObject({ reason: 'PACK_SUCCESSION' });
      await expect(say(SELF, first, 'four', 'ef'.repeat(32))).rejects.toMatchObject(lost);
      const third = await say(SELF, first, 'three', second);
      expect((await deps.reader.findPack(first))?.catalogue_digest).toBe(third);
      await expect(say(SELF, first, 'fork', second)).rejects.toMatchObject({ reason: 'PACK_SUCCESSION' });
    });
  },
);
