import type { Sample } from './samples.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const JWS = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };
const KEY = 'cd'.repeat(32);
const PAPER = { legalBasis: ['Order 11 Art 17'], reference: '2026-118', original: { digest: KEY, salt: KEY } };
const ORDER = { kind: 'HALT', scopes: [{ kind: 'ALL' }], authority: 'cac', ...PAPER };

/** The operations on orders of regulators. */
export const ORDER_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /orders': { query: { limit: '5' }, verb: 'listOrders', args: [{ limit: 5 }] },
  'GET /orders/:digest': { params: { digest: DIGEST }, verb: 'showOrder', args: [DIGEST] },
  'POST /orders/register': { body: { document: JWS }, verb: 'registerOrder', args: [JWS] },
  'POST /orders': { body: ORDER, verb: 'issueOrder', args: [ORDER] },
  'POST /orders/:digest/resume': {
    params: { digest: DIGEST },
    body: PAPER,
    verb: 'resumeOrder',
    args: [DIGEST, PAPER],
  },
};
