import { z } from 'zod';
import { OFFICER_ROLES } from '../../domain/rows.js';
import { code, form, note, page, waitMs } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';
import { price } from '../price.js';

const KINDS = [
  'second-approval',
  'order',
  'grant-request',
  'grant-offer',
  'agreement',
  'participant',
  'review',
] as const;
const id = z.string().min(1).max(512);

/** Whoever may do the act behind an item may decide it; the use case asks for the role of that act. */
export const QUEUE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/queue',
    summary: 'List everything that waits for an officer here',
    roles: ANY_OFFICER,
    schema: page.extend({ kind: z.enum(KINDS).optional(), role: z.enum(OFFICER_ROLES).optional() }),
    run: (useCases, input) => useCases.listQueue(input),
  }),
  operation({
    method: 'GET',
    path: '/queue/:id',
    summary: 'Show one item that waits, or an act of two officers and what became of it',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id }),
    run: (useCases, input) => useCases.showQueueItem(input.id),
  }),
  operation({
    method: 'POST',
    path: '/queue/:id/approve',
    summary: 'Do what the item waits for; as second officer run the act that another asked for',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({
      id,
      note,
      waitMs,
      method: code('identity-check-method').optional(),
      checkedOn: form('day').optional(),
      price: price.optional(),
    }),
    run: (useCases, { id: item, ...input }, actor) => useCases.approveQueueItem(actor, item, input),
  }),
  operation({
    method: 'POST',
    path: '/queue/:id/refuse',
    summary: 'Say no to what waits; an own act that waits for a second officer is withdrawn',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({
      id,
      reason: code('refusal-reason').optional(),
      needs: z
        .array(z.array(code('instrument-code')).min(1).max(32))
        .max(32)
        .default([]),
      note,
    }),
    run: (useCases, { id: item, ...input }, actor) => useCases.refuseQueueItem(actor, item, input),
  }),
];
