import { z } from 'zod';
import { code, form, note, page } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

const id = form('listing-id');

/** Most drafts or listings of one request; a longer catalogue is sent in batches. */
export const MAX_BATCH = 200;

const act = z.strictObject({ id, reason: code('listing-reason'), note });

export const LISTING_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/drafts',
    summary: 'List drafts',
    roles: ANY_OFFICER,
    schema: page,
    run: (useCases, input) => useCases.listDrafts(input),
  }),
  operation({
    method: 'POST',
    path: '/drafts',
    summary: 'Store drafts of listings, each with its own outcome',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({
      drafts: z
        .array(z.strictObject({ id, payload: z.base64().min(1), source: z.string().min(1).max(512) }))
        .min(1)
        .max(MAX_BATCH),
    }),
    run: async (useCases, input, actor) => ({ items: await useCases.saveDrafts(actor, input.drafts) }),
  }),
  operation({
    method: 'POST',
    path: '/listings/publish',
    summary: 'Sign and publish drafts as first or next revisions, each with its own outcome',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({ ids: z.array(id).min(1).max(MAX_BATCH) }),
    run: async (useCases, input, actor) => ({ items: await useCases.publishListings(actor, input.ids) }),
  }),
  operation({
    method: 'GET',
    path: '/listings',
    summary: 'List listings of this exchange and of its peers',
    roles: ANY_OFFICER,
    schema: page.extend({ exchange: form('exchange-id').optional() }),
    run: (useCases, input) => useCases.listListings(input),
  }),
  operation({
    method: 'GET',
    path: '/listings/:id',
    summary: 'Show one listing with its newest signed revision',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id }),
    run: (useCases, input) => useCases.showListing(input.id),
  }),
  operation({
    method: 'POST',
    path: '/listings/:id/suspend',
    summary: 'Suspend a listing',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: act,
    run: (useCases, input, actor) => useCases.suspendListing(actor, input.id, input.reason, input.note),
  }),
  operation({
    method: 'POST',
    path: '/listings/:id/withdraw',
    summary: 'Withdraw a listing for good',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: act,
    run: (useCases, input, actor) => useCases.withdrawListing(actor, input.id, input.reason, input.note),
  }),
];
