import {
  findOrderHolds,
  foldGrant,
  type GrantAct,
  type OrderAct,
  type OrderHold,
  type ReceiptFact,
} from '@selat/sdk/lifecycle';
import { parseRegulatoryOrder } from '@selat/sdk/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  arrivals,
  countersigned,
  formation,
  GRANT,
  HOUR,
  receipt,
  request,
  resumption,
  suspension,
} from './evidence-fixtures.js';
import { FLOW, halt, resume, selector, wireOrder } from './order-fixtures.js';

const [HALT, RESUME] = [hex(0xd1), hex(0xd2)];
const SG = 'sg.example';

function holds(
  acts: readonly OrderAct[],
  receipts: readonly ReceiptFact[] = [receipt(MY, RESUME)],
  now = NOON + HOUR,
): readonly OrderHold[] {
  return findOrderHolds({ provider: SZ, consumer: MY, orders: { acts, receipts, flow: FLOW }, now });
}
const names = (found: readonly OrderHold[]) => found.map(({ digest }) => digest);

describe('ORD-1: an order holds every flow in its scope from its effective time on, without any receipt', () => {
  it('at once, and says whose it is, on what it rests and whether the other side has acknowledged it', () => {
    const [hold] = holds([halt(SZ, HALT)], []);
    expect(hold).toEqual({
      ...{ kind: 'order', digest: HALT, by: SZ, reason: 'HALT', authority: `${SZ}/a/cac` },
      ...{
        legalBasis: ['Order 11 Art 17'],
        reference: '2026-118',
        orderedAt: expect.any(Number),
        isAcknowledged: false,
      },
    });
    expect(holds([halt(SZ, HALT)], [receipt(MY, HALT)])).toMatchObject([{ isAcknowledged: true }]);
  });

  it('not before it, except that what is ordered for at once counts whatever the own clock says', () => {
    const later = halt(SZ, HALT, { effectiveAtMs: BigInt(NOON + 2 * HOUR) });
    expect(names(holds([later]))).toEqual([]);
    expect(names(holds([later], [], NOON + 2 * HOUR))).toEqual([HALT]);
    expect(names(holds([halt(SZ, HALT)], [], NOON - 5_000))).toEqual([HALT]);
  });
});

describe('ORD-2: a selector binds what its salted digest names', () => {
  it.each([
    ['ALL', '', true],
    ['FLOW', GRANT, true],
    ['FLOW', hex(0x77), false],
    ['PRODUCT', `${SZ}/d/port-calls`, true],
    ['PRODUCT', `${SZ}/d/port-call`, false],
    ['PARTICIPANT', `${MY}/p/padi`, true],
    ['PARTICIPANT', `${MY}/p/open-data`, false],
    ['CATEGORY', 'transport', true],
    ['CATEGORY', 'health', false],
  ])('%s %s: %s', (kind, value, isHeld) => {
    expect(holds([halt(SZ, HALT, { scopes: [selector(kind, value)] })]).length > 0).toBe(isHeld);
  });
});

describe('ORD-3: no flow is bound that the law behind the selector does not reach', () => {
  it('however it is selected', () => {
    for (const [kind, value] of [
      ['ALL', ''],
      ['FLOW', GRANT],
      ['PRODUCT', FLOW.product],
    ] as const) {
      expect(holds([halt(SG, HALT, { scopes: [selector(kind, value, 'SG')] })])).toEqual([]);
    }
  });
});

describe('ORD-6: an order ends by a RESUME of the same authority that names it, once the other side has it', () => {
  it('not before its receipt, not by another side or authority, not by the name of another order', () => {
    expect(names(holds([halt(SZ, HALT), resume(SZ, RESUME, HALT)]))).toEqual([]);
    expect(names(holds([halt(SZ, HALT), resume(SZ, RESUME, HALT)], []))).toEqual([HALT]);
    expect(names(holds([halt(SZ, HALT), resume(MY, RESUME, HALT)], [receipt(SZ, RESUME)]))).toEqual([HALT]);
    const other = resume(SZ, RESUME, HALT, { authority: `${SZ}/a/miit` });
    expect(names(holds([halt(SZ, HALT), other]))).toEqual([HALT]);
    expect(names(holds([halt(SZ, HALT), resume(SZ, RESUME, hex(0xd9))]))).toEqual([HALT]);
  });

  it('what an authority signed, only its own signature ends; what was transcribed, also that', () => {
    const authority = `${SZ}/a/cac`;
    expect(names(holds([halt(authority, HALT), resume(SZ, RESUME, HALT)]))).toEqual([HALT]);
    expect(names(holds([halt(authority, HALT), resume(authority, RESUME, HALT)]))).toEqual([]);
    expect(names(holds([halt(SZ, HALT), resume(authority, RESUME, HALT)]))).toEqual([]);
  });

  it('for the flows that it selects only, and not before its effective time', () => {
    const elsewhere = resume(SZ, RESUME, HALT, { scopes: [selector('PRODUCT', `${SZ}/d/other`)] });
    expect(names(holds([halt(SZ, HALT), elsewhere]))).toEqual([HALT]);
    const here = resume(SZ, RESUME, HALT, { scopes: [selector('PRODUCT', FLOW.product)] });
    expect(names(holds([halt(SZ, HALT), here]))).toEqual([]);
    const later = resume(SZ, RESUME, HALT, { effectiveAtMs: BigInt(NOON + 2 * HOUR) });
    expect(names(holds([halt(SZ, HALT), later]))).toEqual([HALT]);
    expect(names(holds([halt(SZ, HALT), later], [receipt(MY, RESUME)], NOON + 2 * HOUR))).toEqual([]);
  });

  it('that of an exchange which is no side of the flow counts once it is here', () => {
    const third = halt(SG, HALT, { scopes: [selector('ALL', '', 'CN')] });
    expect(holds([third], [])).toMatchObject([{ by: SG, isAcknowledged: true }]);
    expect(holds([third, resume(SG, RESUME, HALT)], [])).toEqual([]);
  });

  it('and not by a RESUME whose key was lost before it was logged', () => {
    const acts = [halt(SZ, HALT), resume(SZ, RESUME, HALT)];
    const doubts = [{ document: RESUME, signer: SZ, since: NOON }];
    const orders = { acts, receipts: [receipt(MY, RESUME)], doubts, flow: FLOW };
    expect(names(findOrderHolds({ provider: SZ, consumer: MY, orders, now: NOON + HOUR }))).toEqual([HALT]);
  });
});

describe('ORD-1: orders hold a grant beside its other holds, in any order of arrival', () => {
  const universe: readonly OrderAct[] = [
    halt(SZ, hex(0xd1)),
    halt(MY, hex(0xd3), { kind: 'RECALL', deleteByMs: BigInt(NOON + HOUR) }),
    halt(SG, hex(0xd5)),
    halt(SZ, hex(0xd7), { kind: 'RECTIFY', scopes: [selector('PRODUCT', FLOW.product)] }),
    resume(SZ, hex(0xd2), hex(0xd1)),
    resume(MY, hex(0xd4), hex(0xd3)),
    resume(MY, hex(0xd6), hex(0xd1)),
    resume(SZ, hex(0xd8), hex(0xd7), { scopes: [selector('FLOW', GRANT)] }),
  ];
  const answers = universe.flatMap(({ digest }) => [receipt(SZ, digest), receipt(MY, digest)]);
  const acts = [suspension(SZ, hex(0xb1)), resumption(SZ, hex(0xb3), hex(0xb1))];
  const twice = <T>(all: readonly T[]) => fc.subarray([...all]).chain((set) => fc.tuple(arrivals(set), arrivals(set)));
  const fold = (orders: readonly OrderAct[], receipts: readonly ReceiptFact[], more: readonly GrantAct[]) =>
    foldGrant({
      id: GRANT,
      acts: [request(), countersigned(), ...more],
      receipts: [formation(), receipt(MY, hex(0xb3))],
      agreement: { isInForce: true },
      orders: { acts: orders, receipts, flow: FLOW },
      now: NOON + HOUR,
    });

  it('every order, repetition and split gives one state, and it is active exactly where nothing holds', () => {
    const property = fc.property(twice(universe), twice(answers), twice(acts), (o, r, a) => {
      const state = fold(o[0], r[0], a[0]);
      expect(fold(o[1], r[1], a[1])).toEqual(state);
      expect(state.state).toBe(state.holds.length === 0 ? 'active' : 'suspended');
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('more receipts and resumes never add a hold, more orders never take one away', () => {
    const property = fc.property(fc.subarray([...universe]), fc.subarray([...answers]), (some, receipts) => {
      const orders = (list: readonly OrderAct[]) => names(holds(list, receipts));
      const halts = universe.filter(({ document }) => document.kind !== 'RESUME');
      expect(orders([...some, ...halts])).toEqual(expect.arrayContaining([...orders(some)]));
      expect(orders(some)).toEqual(
        expect.arrayContaining([
          ...orders([...some, ...universe.slice(4)]).filter((digest) => some.some((act) => act.digest === digest)),
        ]),
      );
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('ORD-4, ORD-5: an order states what its kind and its source ask for', () => {
  it.each([
    ['scopes is missing in HALT', SZ, { scopes: [] }],
    ['authority is not under szdex.example/a/', SZ, { authority: `${MY}/a/pdp` }],
    ['original_digest is missing in a transcribed order', SZ, { originalDigest: Buffer.alloc(0) }],
    ['authority is not head.issuer', `${SZ}/a/cac`, { authority: `${SZ}/a/miit` }],
    ['received_on is present in an order that its authority signs', `${SZ}/a/cac`, { receivedOn: '2026-03-01' }],
    ['delete_by_ms is missing in RECALL', SZ, { kind: 'RECALL' }],
    ['delete_by_ms is before effective_at_ms', SZ, { kind: 'RECALL', deleteByMs: BigInt(NOON - 1) }],
    ['delete_by_ms is present in HALT', SZ, { deleteByMs: BigInt(NOON) }],
    ['rectify_by_ms is present in HALT', SZ, { rectifyByMs: BigInt(NOON) }],
    ['resumes is missing in RESUME', SZ, { kind: 'RESUME', scopes: [] }],
    ['resumes is present in HALT', SZ, { resumes: bytes(1) }],
    ['scopes[0].salt is missing in PRODUCT', SZ, { scopes: [{ ...selector('PRODUCT', 'x'), salt: Buffer.alloc(0) }] }],
    ['scopes[0].digest is present in ALL', SZ, { scopes: [{ ...selector('ALL', ''), digest: bytes(1) }] }],
    ['head.issuer is neither an exchange nor an authority', `${SZ}/p/port`, {}],
  ] as const)('%s', (why, issuer, over) => {
    expect(() => parseRegulatoryOrder(wireOrder(issuer, over as object))).toThrow(why);
  });
});
