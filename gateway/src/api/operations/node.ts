import { z } from 'zod';
import { digest, form, page } from '../fields.js';
import { ANY_OFFICER, NOTHING, operation } from '../operation.js';

export const NODE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/node',
    summary: 'Show this exchange, its log and how much waits',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: (useCases) => useCases.node(),
  }),
  operation({
    method: 'GET',
    path: '/descriptor',
    summary: 'Show the own newest descriptor as signed',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: (useCases) => useCases.descriptor(),
  }),
  operation({
    method: 'GET',
    path: '/outbox',
    summary: 'List deliveries that wait or failed',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: async (useCases) => ({ items: await useCases.listOutbox() }),
  }),
  operation({
    method: 'GET',
    path: '/history',
    summary: 'List acts of the log, newest first',
    roles: ['operator', 'compliance', 'auditor'],
    schema: page.extend({
      officer: form('officer-id').optional(),
      act: z.string().min(1).max(128).optional(),
      day: form('day').optional(),
    }),
    run: (useCases, input) => useCases.listHistory(input),
  }),
  operation({
    method: 'GET',
    path: '/documents/:digest',
    summary: 'Show a document that this exchange made or received, with the receipts over it',
    roles: ANY_OFFICER,
    schema: z.strictObject({ digest }),
    run: (useCases, input) => useCases.showDocument(input.digest),
  }),
];
