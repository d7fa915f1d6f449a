import { z } from 'zod';
import { HELD_ACTS } from '../../domain/office/held-acts.js';
import { OFFICER_ROLES } from '../../domain/rows.js';
import { form } from '../fields.js';
import { NOTHING, operation } from '../operation.js';

const id = form('officer-id');
const role = z.enum(OFFICER_ROLES);

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
    method: 'GET',
    path: '/officers/:id',
    summary: 'Show one officer',
    roles: ['operator', 'auditor'],
    schema: z.strictObject({ id }),
    run: (useCases, input) => useCases.showOfficer(input.id),
  }),
  operation({
    method: 'POST',
    path: '/officers',
    summary: 'Add an officer; the answer is the only place where the API token is ever shown',
    roles: HELD_ACTS['officer.add'].roles,
    schema: z.strictObject({ slug: form('slug'), role }),
    run: (useCases, input, actor) => useCases.addOfficer(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/officers/:id/role',
    summary: 'Give an officer another role, from the next request on',
    roles: HELD_ACTS['officer.role'].roles,
    schema: z.strictObject({ id, role }),
    run: (useCases, input, actor) => useCases.changeOfficerRole(actor, input.id, input.role),
  }),
  operation({
    method: 'POST',
    path: '/officers/:id/token',
    summary: 'Give an officer a new API token in place of a lost one, which stops working at once',
    roles: HELD_ACTS['officer.token'].roles,
    schema: z.strictObject({ id }),
    run: (useCases, input, actor) => useCases.replaceOfficerToken(actor, input.id),
  }),
  operation({
    method: 'POST',
    path: '/officers/:id/disable',
    summary: 'Disable an officer; the API token stops working at once',
    roles: ['operator'],
    schema: z.strictObject({ id }),
    run: (useCases, input, actor) => useCases.disableOfficer(actor, input.id),
  }),
];
