import { RegulatoryOrder } from '@selat/proto/selat/v1/order.js';
import { parseRegulatoryOrder } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { HELD_ACTS } from '../../src/domain/office/held-acts.js';
import { checkOrder } from '../../src/domain/order/check-order.js';
import type { Deps } from '../../src/domain/ports.js';

const HOME = 'szdex.example';

/** A store in which so many orders of the exchange stand. */
function standing(count: number): Deps {
  const reader = {
    listStandingOrders: async () => Array.from({ length: count }, (_, at) => ({ digest: String(at) })),
    findDocument: async () => undefined,
    listPeers: async () => [],
    listReceipts: async () => [],
  };
  return { reader, self: { exchange: HOME, jurisdiction: 'CN' } } as unknown as Deps;
}

const order = (over: Partial<RegulatoryOrder>) =>
  parseRegulatoryOrder(
    RegulatoryOrder.fromPartial({
      head: { env: 'SANDBOX', issuer: HOME, audience: [], issuedAtMs: 1n, nonce: Buffer.alloc(16, 1) },
      ...{ kind: 'HALT', scopes: [{ jurisdiction: 'CN', kind: 'ALL' }], effectiveAtMs: 1n, reference: 'r' },
      ...{ legalBasis: ['Order 11 Art 17'], authority: `${HOME}/a/cac`, originalDigest: Buffer.alloc(32, 2) },
      ...over,
    }),
  );

describe('ORD-10: an exchange of which 1,024 orders stand waits with the next one', () => {
  it('takes one less, defers one more, and always looks at a RESUME', async () => {
    await expect(checkOrder(standing(1_023), order({}))).resolves.toBeUndefined();
    await expect(checkOrder(standing(1_024), order({}))).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      isRetryable: true,
    });
    const resume = order({ kind: 'RESUME', scopes: [], resumes: Buffer.alloc(32, 3) });
    await expect(checkOrder(standing(1_024), resume)).rejects.toMatchObject({ reason: 'PREDECESSOR_MISSING' });
  });
});

describe('BOF-2: the second officer is told what an order binds', () => {
  it('with its selectors and its days', async () => {
    const scopes = [{ kind: 'PRODUCT', value: `${HOME}/d/port-calls` }, { kind: 'ALL' }];
    const recall = { kind: 'RECALL', reference: 'r', authority: 'cac', scopes, deleteBy: Date.UTC(2027, 0, 15) };
    expect(await HELD_ACTS['order.issue'].about([recall])).toBe(
      'RECALL by order r of cac, over PRODUCT szdex.example/d/port-calls, ALL, delete by 2027-01-15T00:00:00.000Z',
    );
    expect(await HELD_ACTS['order.resume'].about(['sha256:7c', { reference: 'r2' }])).toBe(
      'end order sha256:7c by r2 of its authority',
    );
  });
});
