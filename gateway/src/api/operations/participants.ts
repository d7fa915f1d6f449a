import { z } from 'zod';
import { code, digest, form } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

const id = form('participant-id');

/** How an identity was checked, when, until when that counts, and what is kept of it. */
export const identityCheck = {
  method: code('identity-check-method'),
  checkedOn: form('day'),
  validUntil: form('day').optional(),
  evidence: z.strictObject({ digest, place: z.string().min(1).max(512) }).optional(),
};

export const PARTICIPANT_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/participants',
    summary: 'List participants of this exchange and of its peers',
    roles: ANY_OFFICER,
    schema: z.strictObject({ exchange: form('exchange-id').optional() }),
    run: async (useCases, input) => ({ items: await useCases.listParticipants(input.exchange) }),
  }),
  operation({
    method: 'GET',
    path: '/participants/:id',
    summary: 'Show one participant',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id }),
    run: (useCases, input) => useCases.showParticipant(input.id),
  }),
  operation({
    method: 'POST',
    path: '/participants',
    summary: 'Register a participant; it acts for nothing before it is approved',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({
      slug: form('slug'),
      names: z
        .array(z.strictObject({ language: form('language'), text: z.string().min(1).max(256) }))
        .min(1)
        .max(8),
      country: form('country'),
      roles: z
        .array(z.enum(['provider', 'consumer']))
        .min(1)
        .max(2),
      externalIds: z
        .array(z.strictObject({ scheme: code('external-id-scheme'), value: z.string().min(1).max(128) }))
        .max(16)
        .default([]),
    }),
    run: (useCases, input, actor) => useCases.registerParticipant(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/participants/:id/approve',
    summary: 'State the identity check of a participant and sign its record',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({ id, ...identityCheck }),
    run: (useCases, { id: participant, ...check }, actor) => useCases.approveParticipant(actor, participant, check),
  }),
  operation({
    method: 'POST',
    path: '/participants/:id/suspend',
    summary: 'Suspend a participant',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ id }),
    run: (useCases, input, actor) => useCases.suspendParticipant(actor, input.id),
  }),
];
