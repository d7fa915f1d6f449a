import { z } from 'zod';
import { stated } from '../facts.js';
import { code, digest, form, note } from '../fields.js';
import { operation } from '../operation.js';
import { instant, key, price, quota } from '../price.js';

const id = digest;
const codes = (registry: string) => z.array(code(registry)).min(1).max(32);

/** What a new request changes of the one that it is made on the pattern of. */
const change = z.strictObject({
  id,
  termsId: form('slug').optional(),
  actions: codes('action').optional(),
  purposes: codes('purpose').optional(),
  places: z.array(form('country')).min(1).max(32).optional(),
  volume: z.array(quota).max(16).optional(),
  price: price.optional(),
  validFrom: instant.optional(),
  validUntil: instant.optional(),
  ...stated,
  key,
});

export const GRANT_LIFE_OPERATIONS = [
  operation({
    method: 'POST',
    path: '/grants/:id/withdraw',
    summary: 'Take back an own request, or an own offer that is not countersigned',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({ id, note }),
    run: (useCases, input, actor) => useCases.withdrawGrant(actor, input.id, input.note),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/counter',
    summary: 'Answer an offer with a new request that takes its place, or correct an own request',
    roles: ['operator', 'reviewer'],
    schema: change,
    run: (useCases, { id: grant, ...input }, actor) => useCases.counterGrant(actor, grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/amend',
    summary: 'Ask for another scope, quota, licence or price of a grant in force',
    roles: ['operator', 'reviewer'],
    schema: change,
    run: (useCases, { id: grant, ...input }, actor) => useCases.amendGrant(actor, grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/renew',
    summary: 'Ask for another term of a grant in force, from its end on',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({
      id,
      days: z.int().min(1).max(36_525).optional(),
      price: price.optional(),
      ...stated,
      key,
    }),
    run: (useCases, { id: grant, ...input }, actor) => useCases.renewGrant(actor, grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/end',
    summary: 'End a grant whose purpose is achieved or whose quota is used up',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ id, reason: z.enum(['COMPLETED', 'EXHAUSTED']), effectiveAt: instant.optional() }),
    run: (useCases, { id: grant, ...input }, actor) => useCases.endGrant(actor, grant, input),
  }),
];
