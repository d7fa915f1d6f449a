import { z } from 'zod';
import { OFFICER_ROLES } from '../../domain/rows.js';
import { form } from '../fields.js';
import { NOTHING, operation } from '../operation.js';

export const OFFICER_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/officers',
    summary: 'List officers',
    roles: ['operator', 'auditor'],
    schema: NOTHING,
    run: async (useCases) => ({ items: await useCases.listOfficers() }),
  }),
  operation({
    method: 'POST',
    path: '/officers',
    summary: 'Add an officer; the answer is the only place where the API token is ever shown',
    roles: ['operator'],
    schema: z.strictObject({ slug: form('slug'), role: z.enum(OFFICER_ROLES) }),
    run: (useCases, input, actor) => useCases.addOfficer(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/officers/:id/disable',
    summary: 'Disable an officer; the API token stops working at once',
    roles: ['operator'],
    schema: z.strictObject({ id: form('officer-id') }),
    run: (useCases, input, actor) => useCases.disableOfficer(actor, input.id),
  }),
];
