import { readFileSync } from 'node:fs';
import {
  AGREEMENT_TRANSITIONS,
  type AgreementAct,
  type AgreementState,
  type AgreementStateName,
  type AgreementVerb,
  foldAgreement,
  isCovered,
  mayActOnAgreement,
  type ReceiptFact,
} from '@selat/sdk/lifecycle';
import { parseAgreementNotice, parsePeerAgreement } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { bytes, DAY, head, hex, MY, NOON, SZ, wireAgreement, wireNotice } from '../model/wire-fixtures.js';
import { act, form, formation, HOUR, receipt } from './evidence-fixtures.js';

const [ID, NEXT, A, B] = [hex(0xaa), hex(0xbb), hex(0xa1), hex(0xb1)];
const END = NOON + 365 * DAY;

function signed(both: boolean, over: Parameters<typeof wireAgreement>[0] = {}, digest = ID): AgreementAct {
  const document = parsePeerAgreement(wireAgreement(over));
  return {
    ...act(digest, document),
    submissionDigest: form(digest, both ? 'both' : 'issuer'),
    form: both ? 'complete' : 'offered',
  };
}
function notice(by: string, digest: string, over: object = {}): AgreementAct {
  const own = head(by, [by === SZ ? MY : SZ], { agreementDigest: Buffer.alloc(0) });
  return act(digest, parseAgreementNotice(wireNotice({ head: own, ...over })));
}
const formedReceipt = formation({}, ID);
function fold(acts: readonly AgreementAct[], receipts: readonly ReceiptFact[] = [], now = NOON + 3000): AgreementState {
  return foldAgreement({ id: ID, acts: [signed(true), ...acts], receipts: [formedReceipt, ...receipts], now });
}
const reason = (name: string) => expect.objectContaining({ reason: name });

describe("AGR-9: an agreement is formed by two signatures and the proposer's accepting receipt", () => {
  it('is proposed until then', () => {
    const proposed = { id: ID, acts: [signed(false)], receipts: [receipt(MY, ID)], now: NOON };
    expect(foldAgreement(proposed)).toMatchObject({ state: 'proposed', signers: [SZ], pending: [] });
    const waiting = foldAgreement({ ...proposed, acts: [signed(false), signed(true)] });
    expect(waiting).toMatchObject({ state: 'proposed', signers: [SZ, MY], pending: [{ digest: ID, by: MY }] });
    expect(fold([])).toMatchObject({ state: 'in-force', formedAt: NOON + 2000, endsAt: END });
  });
  it('is in force from start to the millisecond before end', () => {
    const at = (now: number) => fold([], [], now).state;
    expect([at(NOON - 1), at(NOON), at(END - 1), at(END)]).toEqual(['not-started', 'in-force', 'in-force', 'expired']);
  });
  it('is declined by a notice that the other side received', () => {
    const evidence = { id: ID, acts: [signed(false), notice(MY, A, { kind: 'DECLINE' })], now: NOON };
    expect(foldAgreement({ ...evidence, receipts: [] })).toMatchObject({
      state: 'proposed',
      pending: [{ digest: A }, { digest: ID }],
    });
    expect(foldAgreement({ ...evidence, receipts: [receipt(SZ, A)] }).state).toBe('declined');
    expect(fold([notice(MY, A, { kind: 'DECLINE' })], [receipt(SZ, A)]).state).toBe('in-force');
  });
  it('is not here where only notices arrived', () => {
    const evidence = { id: ID, acts: [notice(MY, A)], receipts: [], now: NOON };
    expect(() => foldAgreement(evidence)).toThrow(reason('PREDECESSOR_MISSING'));
  });
});

describe('AGR-6: a suspension is closed by the side that made it', () => {
  const resume = (by: string, digest: string, resumes: number) =>
    notice(by, digest, { kind: 'RESUME', resumes: bytes(resumes) });
  it("binds on its author's word and closes with the logged resumption of the same side", () => {
    expect(fold([notice(MY, A)])).toMatchObject({ state: 'suspended', holds: [{ digest: A, by: MY }] });
    expect(fold([notice(MY, A), resume(MY, B, 0xa1)]).state).toBe('suspended');
    expect(fold([notice(MY, A), resume(MY, B, 0xa1)], [receipt(SZ, B)]).state).toBe('in-force');
    expect(fold([notice(MY, A), resume(SZ, B, 0xa1)], [receipt(MY, B)]).state).toBe('suspended');
  });
  it('both must resume where both suspended', () => {
    const [C, D] = [hex(0xc1), hex(0xd1)];
    const acts = [notice(MY, A), notice(SZ, B), resume(MY, C, 0xa1), resume(SZ, D, 0xb1)];
    expect(fold(acts, [receipt(SZ, C)]).state).toBe('suspended');
    expect(fold(acts, [receipt(SZ, C), receipt(MY, D)]).state).toBe('in-force');
  });
  it('takes effect when it says, not before', () => {
    const later = notice(MY, A, { effectiveAtMs: BigInt(NOON + HOUR) });
    expect([fold([later], [], NOON + HOUR - 1).state, fold([later], [], NOON + HOUR).state]).toEqual([
      'in-force',
      'suspended',
    ]);
  });
});

describe('AGR-11: an agreement ends by notice, successor or time, the earliest first', () => {
  const end = notice(SZ, A, { kind: 'END', effectiveAtMs: BigInt(NOON + HOUR) });
  const successor = signed(true, { supersedes: bytes(0xaa), startMs: BigInt(NOON + HOUR) }, NEXT);
  it('ends at the time of a logged notice', () => {
    expect(fold([end], [], NOON + HOUR).state).toBe('in-force');
    expect(fold([end], [receipt(MY, A)], NOON + HOUR - 1)).toMatchObject({ state: 'in-force', endsAt: NOON + HOUR });
    expect(fold([end], [receipt(MY, A)], NOON + HOUR).state).toBe('ended');
  });
  it('is superseded when the successor starts, and a notice of the same instant stands before it', () => {
    expect(fold([successor], [formation({}, NEXT)], NOON + HOUR - 1).state).toBe('in-force');
    expect(fold([successor], [formation({}, NEXT)], NOON + HOUR).state).toBe('superseded');
    expect(fold([successor], [], NOON + HOUR).state).toBe('in-force');
    expect(fold([successor, end], [formation({}, NEXT), receipt(MY, A)], NOON + HOUR).state).toBe('ended');
  });
});

describe('AGR-10: what an agreement covered, its successor in force covers', () => {
  const successor = signed(true, { supersedes: bytes(0xaa), startMs: BigInt(NOON + HOUR) }, NEXT);
  const receipts = [formation({}, NEXT)];
  const states = (extra: readonly AgreementAct[] = []) => {
    const now = NOON + HOUR;
    const next = foldAgreement({ id: NEXT, acts: [successor, ...extra], receipts, now });
    return [fold([successor], receipts, now), next];
  };
  it('follows superseded agreements to the one in force', () => {
    expect(isCovered(ID, states())).toBe(true);
    expect(isCovered(ID, [fold([])])).toBe(true);
    expect(isCovered(ID, states().slice(0, 1))).toBe(false);
    expect(isCovered(ID, states([notice(MY, A, { agreement: bytes(0xbb) })]))).toBe(false);
    expect(isCovered(ID, [fold([notice(MY, A)])])).toBe(false);
  });
});

describe('AGR-12: a party may do only what the table says', () => {
  const base = fold([]);
  const verbs: readonly AgreementVerb[] = ['accept', 'decline', 'suspend', 'resume', 'end'];
  it.each(Object.keys(AGREEMENT_TRANSITIONS) as AgreementStateName[])('in state %s', (state) => {
    const holds = [SZ, MY].map((by) => ({ digest: A, by }));
    for (const verb of verbs) {
      for (const [side, exchange] of [
        ['proposer', SZ],
        ['acceptor', MY],
      ] as const) {
        const ask = () => mayActOnAgreement({ ...base, state, holds }, verb, exchange);
        if (AGREEMENT_TRANSITIONS[state][verb]?.sides.includes(side) === true) expect(ask).not.toThrow();
        else expect(ask).toThrow(reason('AGREEMENT_TRANSITION_REFUSED'));
      }
    }
  });
  it('refuses a stranger, and to resume what the other side suspended', () => {
    expect(() => mayActOnAgreement(base, 'end', 'sg.example')).toThrow('is no party');
    expect(() => mayActOnAgreement(fold([notice(MY, A)]), 'resume', SZ)).toThrow(
      'no open suspension is by szdex.example',
    );
  });
  it('docs/spec/agreement.md prints the same table', () => {
    const chapter = readFileSync(new URL('../../../docs/spec/agreement.md', import.meta.url), 'utf8');
    const printed = [...chapter.matchAll(/^\| `([a-z-]+)` \| `([a-z-]+)` \| ([a-z, ]+) \| ([A-Za-z ]+) \|$/gm)];
    const rows = Object.entries(AGREEMENT_TRANSITIONS).flatMap(([state, row]) =>
      Object.entries(row).map(([verb, move]) => [state, verb, move.sides.join(', '), move.document]),
    );
    expect(printed.map((match) => match.slice(1))).toEqual(rows);
  });
});
