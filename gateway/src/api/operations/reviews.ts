import { z } from 'zod';
import { REVIEW_KINDS } from '../../domain/rows-office.js';
import { digest, form, note, page } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';
import { MAX_BATCH } from './listings.js';

const kind = z.enum(REVIEW_KINDS);

export const REVIEW_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/drafts/:id',
    summary: 'Show one draft with its content and its reviews',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id: form('listing-id') }),
    run: (useCases, input) => useCases.showDraft(input.id),
  }),
  operation({
    method: 'GET',
    path: '/reviews',
    summary: 'List the reviews of drafts that are not published; `limit` counts drafts',
    roles: ANY_OFFICER,
    schema: page.extend({ kind: kind.optional(), verdict: z.enum(['OPEN', 'APPROVED', 'REJECTED']).optional() }),
    run: (useCases, input) => useCases.listReviews(input),
  }),
  operation({
    method: 'POST',
    path: '/reviews',
    summary: 'Give one review to drafts, each with its own outcome; the role decides which review',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z
      .strictObject({
        drafts: z
          .array(z.strictObject({ id: form('listing-id'), digest: digest.optional() }))
          .min(1)
          .max(MAX_BATCH),
        kind,
        verdict: z.enum(['APPROVED', 'REJECTED']),
        note,
      })
      .refine(({ verdict, note: said }) => verdict === 'APPROVED' || said !== undefined, {
        path: ['note'],
        message: 'is missing: a rejection says why',
      }),
    run: async (useCases, input, actor) => ({ items: await useCases.giveReviews(actor, input) }),
  }),
];
