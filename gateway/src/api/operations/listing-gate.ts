import { z } from 'zod';
import { form } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

const id = form('listing-id');

export const LISTING_GATE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/listings/:id/gate',
    summary: 'Say what the own law asks of a draft or listing before it is published, and what is missing',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id }),
    run: (useCases, input) => useCases.checkListing(input.id),
  }),
  operation({
    method: 'POST',
    path: '/listings/:id/facts',
    summary: 'State facts that a listing does not say of itself, for the listing gate',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({ id, facts: z.record(z.string(), z.unknown()) }),
    run: (useCases, input, actor) => useCases.stateListingFacts(actor, input.id, input.facts),
  }),
];
