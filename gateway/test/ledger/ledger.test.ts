import { describe, expect, it } from 'vitest';
import { type BookingKind, book } from '../../src/domain/ledger/book.js';
import { printLedger } from '../../src/domain/ledger/print-ledger.js';
import { ledgerCounts } from '../../src/domain/ledger/reserve.js';
import { settleLedger } from '../../src/domain/ledger/settle.js';
import type { BookingInput } from '../../src/domain/ledger/view-types.js';
import type { Deps } from '../../src/domain/ports.js';
import { NOON, type OpenNode, openNode, PEER, refusal, SELF, STORES } from '../store/temp-node.js';
import { Flow } from './grant-acts.js';
import { countsOf, DEADLINE, depsOf, digestOf, offer, PROVIDER, requested, TODAY, WANG } from './ledger-node.js';

const GRACE_MS = 60_000;
/** Shanghai is eight hours ahead: its year 2027 begins then. */
const NEW_YEAR = Date.parse('2026-12-31T16:00:00Z');
const EVIDENCE = { digest: `sha256:${'ab'.repeat(32)}`, place: 'safe 4' };

interface World {
  readonly deps: Deps;
  readonly clock: OpenNode['clock'];
}

/** A node with a provider, at noon. */
async function world(engine: (typeof STORES)[number]): Promise<World> {
  const node = await openNode(engine);
  const deps = depsOf(node);
  const member = { exchange: SELF, state: 'active' as const, record_digest: null, revision: 0, registration: '{}' };
  const row = (id: string, exchange: string) => ({ ...member, id, exchange, valid_until_ms: null });
  const members = [row(PROVIDER, SELF), row(`${PEER}/p/padi`, PEER)];
  await deps.committer.commit(async () => ({
    rows: members.map((one) => ({ table: 'participant', expectedVersion: 0, row: one })),
  }));
  return { deps, clock: node.clock };
}

const enter = (deps: Deps, kind: BookingKind, over: Partial<BookingInput> = {}) =>
  deps.committer.commit(() =>
    book(deps, WANG, kind, { provider: PROVIDER, ordinary: 0, sensitive: 0, evidence: EVIDENCE, reason: 'r', ...over }),
  );

const shown = (deps: Deps, year = 2026) => printLedger(deps, { provider: PROVIDER, year }, { limit: 50 });
const entries = async (deps: Deps) => (await shown(deps)).entries.items.map(({ kind, state }) => [kind, state]);
const ytd = async (deps: Deps) => {
  const { cnNonSensitiveYtd, cnSensitiveYtd } = await countsOf(deps);
  return [cnNonSensitiveYtd, cnSensitiveYtd];
};

describe.each(STORES)('LGR-5: a reservation follows its grant ($name)', (engine) => {
  it('counts while the offer may be signed, and to the end of the year once it was, also after a revocation', async () => {
    const { deps, clock } = await world(engine);
    const flow = await (await new Flow(deps).asked()).offered(700, 30);
    expect(await ytd(deps)).toEqual([700, 30]);
    await flow.answered();
    await flow.countersigned();
    expect(await entries(deps)).toEqual([['RESERVATION', 'CONSUMED']]);
    await flow.own('GrantRevocation');
    clock.set(DEADLINE + 10 * GRACE_MS);
    expect(await settleLedger(deps)).toBe(0);
    expect(await ytd(deps)).toEqual([700, 30]);
    expect(await shown(deps)).toMatchObject({ consumed: { ordinary: 700, sensitive: 30 }, held: { ordinary: 0 } });
    const { counts } = await ledgerCounts(deps, { provider: PROVIDER, asOf: TODAY, without: flow.id });
    expect(counts).toMatchObject({ cnNonSensitiveYtd: 0, cnSensitiveYtd: 0 });
  });

  it('counts no more, at once, where the offer is declined, withdrawn by either side, or refused by a receipt', async () => {
    const { deps } = await world(engine);
    const flows: Flow[] = [];
    for (let at = 0; at < 5; at += 1) flows.push(await (await new Flow(deps).asked()).offered(10 ** at));
    const [declined, taken, withdrawn, refused, open] = flows as [Flow, Flow, Flow, Flow, Flow];
    for (const flow of [declined, taken, withdrawn, open]) await flow.answered();
    expect(await ytd(deps)).toEqual([11_111, 0]);
    await declined.ended('declined');
    expect(await ytd(deps)).toEqual([11_110, 0]);
    await taken.ended('withdrawn');
    expect(await ytd(deps)).toEqual([11_100, 0]);
    await withdrawn.own('OfferWithdrawal');
    expect(await ytd(deps)).toEqual([11_000, 0]);
    await refused.answered('REFUSED');
    expect(await ytd(deps)).toEqual([10_000, 0]);
    expect(await shown(deps)).toMatchObject({ ordinary: 10_000, held: { ordinary: 10_000 } });
    // The next act writes what is so, and the minute's work finds nothing left.
    await (await new Flow(deps).asked()).offered(5);
    expect(await settleLedger(deps)).toBe(0);
    expect(await deps.reader.findLedgerYear({ provider: PROVIDER, year: 2026 })).toMatchObject({ ordinary: 10_005 });
    expect((await entries(deps)).filter(([, state]) => state === 'RELEASED')).toHaveLength(4);
  });

  it('counts to the last instant at which the countersignature may arrive, and is released after it', async () => {
    const { deps, clock } = await world(engine);
    const flow = await (await new Flow(deps).asked()).offered(700);
    await flow.answered();
    clock.set(DEADLINE + GRACE_MS);
    expect(await settleLedger(deps)).toBe(0);
    expect(await ytd(deps)).toEqual([700, 0]);
    clock.set(DEADLINE + GRACE_MS + 1);
    expect(await ytd(deps)).toEqual([0, 0]);
    expect(await settleLedger(deps)).toBe(1);
    expect(await entries(deps)).toEqual([['RESERVATION', 'RELEASED']]);
    // A signature that was accepted in time, and committed later, counts all the same.
    await flow.countersigned();
    expect(await ytd(deps)).toEqual([700, 0]);
    expect(await entries(deps)).toEqual([['RESERVATION', 'CONSUMED']]);
  });

  it('ATT-13: has the scale of its instruments looked at, where it counts again after it was released', async () => {
    const { deps, clock } = await world(engine);
    await deps.committer.commit(async () => ({ rows: [attestation(7, PROVIDER, { lapsed_ms: NOON })] }));
    const flow = await (await new Flow(deps).asked()).offered(700);
    await flow.answered();
    clock.set(DEADLINE + GRACE_MS + 1);
    await settleLedger(deps);
    expect(await deps.reader.findAttestation(digestOf(7))).toMatchObject({ counted_ms: null });
    await flow.countersigned([digestOf(7)]);
    const due = { now: clock(), day: TODAY, limit: 5 };
    const [looked] = await deps.reader.listLapsing(due);
    expect(looked).toMatchObject({ digest: digestOf(7), counted_ms: clock(), lapsed_ms: null });
  });
});

describe.each(STORES)('LGR-3: a year begins at midnight of the jurisdiction and starts at zero ($name)', (engine) => {
  it('in Shanghai, whatever the clock of the server calls the day', async () => {
    const { deps, clock } = await world(engine);
    await requested(deps, 3);
    clock.set(NEW_YEAR - 1);
    await offer(deps, 1, { ordinary: 90_000, asOf: '2026-12-31' });
    expect(await countsOf(deps, '2026-12-31')).toMatchObject({ cnNonSensitiveYtd: 90_000 });
    await expect(countsOf(deps, '2027-01-01')).rejects.toMatchObject(refusal('LEDGER_YEAR_OVER'));
    clock.set(NEW_YEAR);
    await expect(offer(deps, 2, { asOf: '2026-12-31' })).rejects.toMatchObject(refusal('LEDGER_YEAR_OVER'));
    expect(await countsOf(deps, '2027-01-01')).toEqual({
      cnNonSensitiveYtd: 0,
      cnSensitiveYtd: 0,
      cnNonSensitiveSincePrevYear: 90_000,
      cnSensitiveSincePrevYear: 0,
    });
    await offer(deps, 2, { ordinary: 5, asOf: '2027-01-01' });
    expect((await shown(deps)).ordinary).toBe(90_000);
    expect(await shown(deps, 2027)).toMatchObject({ ordinary: 5, isRunning: true });
    // Elsewhere the old year runs on.
    await offer(deps, 3, { ordinary: 7, asOf: '2026-12-31', utcOffsetMinutes: 0 });
    expect((await shown(deps)).ordinary).toBe(90_007);
    const years = await deps.reader.listLedgerYears({ limit: 1 });
    const rest = await deps.reader.listLedgerYears({ limit: 1, after: years.next ?? '' });
    expect([years, rest].map(({ items: [row] }) => row?.year)).toEqual([2027, 2026]);
  });
});

describe.each(STORES)('LGR-7, LGR-8: what officers enter ($name)', (engine) => {
  it('opens a year once, on evidence or an attestation about the provider that stands', async () => {
    const { deps } = await world(engine);
    const unfit = refusal('LEDGER_EVIDENCE_UNFIT');
    await expect(enter(deps, 'OPENING', { ordinary: 5, evidence: undefined })).rejects.toMatchObject(unfit);
    await deps.committer.commit(async () => ({ rows: [attestation(1, PROVIDER), attestation(2, `${SELF}/p/x`)] }));
    await deps.committer.commit(async () => ({ rows: [attestation(3, PROVIDER, { expires_on: '2026-09-20' })] }));
    await deps.committer.commit(async () => ({ rows: [attestation(4, PROVIDER, { withdrawn_ms: NOON })] }));
    const by = (n: number) => ({ ordinary: 42_000, sensitive: 120, attestation: digestOf(n), evidence: undefined });
    for (const n of [2, 3, 4]) await expect(enter(deps, 'EXPORT', by(n))).rejects.toMatchObject(unfit);
    await expect(enter(deps, 'OPENING', by(9))).rejects.toMatchObject(refusal('ATTESTATION_UNKNOWN'));
    await enter(deps, 'OPENING', by(1));
    await expect(enter(deps, 'OPENING', by(1))).rejects.toMatchObject(refusal('LEDGER_ALREADY_OPEN'));
    await enter(deps, 'EXPORT', { ordinary: 3_000 });
    expect(await ytd(deps)).toEqual([45_000, 120]);
    const year = await shown(deps);
    expect(year).toMatchObject({ isOpened: true, opening: { ordinary: 42_000 }, exports: { ordinary: 3_000 } });
    expect(year.entries.items.find(({ kind }) => kind === 'OPENING')).toMatchObject({
      attestation: `sha256:${digestOf(1)}`,
      officer: WANG.id,
    });
    // LGR-9: an act of an officer leaves a leaf about the provider.
    const { items } = await deps.reader.listActs({ limit: 1 });
    expect(items[0]).toMatchObject({ act: 'local/ledger-export', about: PROVIDER, officer: WANG.id });
  });

  it('corrects by no more than counts beside what is held', async () => {
    const { deps } = await world(engine);
    await enter(deps, 'OPENING', { ordinary: 1_000, sensitive: 10 });
    await requested(deps, 1);
    await offer(deps, 1, { ordinary: 500 });
    const below = refusal('LEDGER_BELOW_ZERO');
    await expect(enter(deps, 'CORRECTION', { ordinary: -1_001 })).rejects.toMatchObject(below);
    await expect(enter(deps, 'CORRECTION', { sensitive: -11 })).rejects.toMatchObject(below);
    await enter(deps, 'CORRECTION', { ordinary: -1_000, sensitive: 5, evidence: undefined });
    expect(await ytd(deps)).toEqual([500, 15]);
    await expect(enter(deps, 'CORRECTION', {})).rejects.toMatchObject(refusal('REQUEST_INVALID'));
  });

  it('LGR-1, LGR-2: counts whole persons of own providers up to what a fact can state', async () => {
    const { deps } = await world(engine);
    const most = 2_147_483_647;
    const many = refusal('LEDGER_TOO_MANY');
    await expect(enter(deps, 'OPENING', { ordinary: most + 1 })).rejects.toMatchObject(many);
    await enter(deps, 'OPENING', { ordinary: most });
    await expect(enter(deps, 'EXPORT', { ordinary: 1 })).rejects.toMatchObject(many);
    await requested(deps, 1);
    await expect(offer(deps, 1)).rejects.toMatchObject(many);
    for (const provider of [`${PEER}/p/padi`, `${SELF}/p/nobody`]) {
      await expect(enter(deps, 'EXPORT', { ordinary: 1, provider })).rejects.toMatchObject(
        refusal('PARTICIPANT_UNKNOWN'),
      );
    }
    await expect(enter(deps, 'OPENING', { year: 2027 })).rejects.toMatchObject(refusal('REQUEST_INVALID'));
  });

  it('LGR-1: counts those who are new this year where an attestation about provider or flow says so', async () => {
    const { deps } = await world(engine);
    await requested(deps, 3);
    const flow = { subject_kind: 'FLOW', subject_digest: digestOf(1) };
    const rows = [attestation(1, PROVIDER), attestation(2, `${SELF}/p/x`), attestation(3, '', flow)];
    await deps.committer.commit(async () => ({ rows }));
    const isNew = (n: number) => ({ ordinary: 0, attestation: digestOf(n) });
    const unfit = refusal('LEDGER_EVIDENCE_UNFIT');
    await expect(offer(deps, 2, isNew(2))).rejects.toMatchObject(unfit);
    await expect(offer(deps, 2, isNew(3))).rejects.toMatchObject(unfit);
    await offer(deps, 1, isNew(3));
    await offer(deps, 2, { ordinary: 7, attestation: digestOf(1) });
    expect(await ytd(deps)).toEqual([7, 0]);
    // Nobody is new, yet the sums decided: they are held on to.
    const moved = await deps.reader.findLedgerYear({ provider: PROVIDER, year: 2026 });
    await offer(deps, 3, isNew(1));
    const year = await deps.reader.findLedgerYear({ provider: PROVIDER, year: 2026 });
    expect(year).toMatchObject({ ordinary: 7, version: (moved?.version ?? 0) + 1 });
  });

  it('LGR-6: names a flow that an exemption let through, and counts nobody of it', async () => {
    const { deps } = await world(engine);
    await requested(deps, 2);
    await Promise.all([offer(deps, 1, { ordinary: 0 }), offer(deps, 2, { ordinary: 0 })]);
    expect(await entries(deps)).toEqual([
      ['RESERVATION', 'HELD'],
      ['RESERVATION', 'HELD'],
    ]);
    expect(await deps.reader.findLedgerYear({ provider: PROVIDER, year: 2026 })).toBeUndefined();
  });
});

function attestation(n: number, subject: string, over: object = {}) {
  const row = {
    ...{ digest: digestOf(n), issuer: SELF, role: 'issuer', source: SELF, reach: 'HOME' as const },
    ...{ instrument: 'LEGAL_MEMO', regime: 'CN', subject_kind: 'PARTICIPANT', subject_id: subject, subject_digest: '' },
    ...{ reference: `n${n}`, status: 'LIVE', expires_on: null, issued_ms: NOON, received_ms: NOON },
    ...{ withdrawn_ms: null, withdrawal_digest: null, superseded_by: null, lapsed_ms: null, counted_ms: null },
    ...over,
  };
  return { table: 'attestation', expectedVersion: 0, row } as const;
}
