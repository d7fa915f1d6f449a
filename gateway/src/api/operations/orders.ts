import { z } from 'zod';
import { HELD_ACTS } from '../../domain/office/held-acts.js';
import { code, digest, form, jws, page } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 lower-case hexadecimal digits');
const instant = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is neither a slug nor the id of an authority');
const scopes = z
  .array(
    z.union([
      z.strictObject({ kind: z.enum(['PRODUCT']), value: form('product-id') }),
      z.strictObject({ kind: z.enum(['PARTICIPANT']), value: form('participant-id') }),
      z.strictObject({ kind: z.enum(['CATEGORY']), value: z.string().min(1).max(64) }),
      z.strictObject({ kind: z.enum(['FLOW']), value: digest }),
      z.strictObject({ kind: z.enum(['ALL']) }),
    ]),
  )
  .max(256);
const paper = {
  legalBasis: z.array(z.string().min(1).max(256)).min(1).max(16),
  reference: z.string().min(1).max(128),
  original: z.strictObject({ digest: hex32, salt: hex32 }),
  effectiveAt: instant.optional(),
  receivedOn: form('day').optional(),
};

export const ORDER_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/orders',
    summary: 'List orders of regulators, newest first',
    roles: ANY_OFFICER,
    schema: page,
    run: (useCases, query) => useCases.listOrders(query),
  }),
  operation({
    method: 'POST',
    path: '/orders',
    summary: 'Transcribe a HALT, RECTIFY or RECALL of an authority, which binds at once on both sides',
    roles: HELD_ACTS['order.issue'].roles,
    schema: z.strictObject({
      kind: z.enum(['HALT', 'RECTIFY', 'RECALL']),
      scopes: scopes.min(1),
      authority: z.union([slug, form('authority-id')]),
      ...paper,
      jurisdiction: form('country').optional(),
      measure: code('regulator-measure').optional(),
      deleteBy: instant.optional(),
      rectifyBy: instant.optional(),
    }),
    run: (useCases, input, actor) => useCases.issueOrder(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/orders/register',
    summary: 'Take an order or a RESUME that an authority of this exchange signed itself',
    roles: HELD_ACTS['order.issue'].roles,
    schema: z.strictObject({ document: jws }),
    run: (useCases, input, actor) => useCases.registerOrder(actor, input.document),
  }),
  operation({
    method: 'GET',
    path: '/orders/:digest',
    summary: 'Show one order: what it binds, who has acknowledged it, its document',
    roles: ANY_OFFICER,
    schema: z.strictObject({ digest }),
    run: (useCases, { digest: id }) => useCases.showOrder(id),
  }),
  operation({
    method: 'POST',
    path: '/orders/:digest/resume',
    summary: 'Transcribe the RESUME of an order by its authority',
    roles: HELD_ACTS['order.resume'].roles,
    schema: z.strictObject({ digest, ...paper, scopes: scopes.optional() }),
    run: (useCases, { digest: id, ...draft }, actor) => useCases.resumeOrder(actor, id, draft),
  }),
];
