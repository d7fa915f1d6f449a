import { z } from 'zod';
import { HELD_ACTS } from '../../domain/office/held-acts.js';
import { newPersons, stated } from '../facts.js';
import { code, digest, form, note, page, waitMs } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';
import { deadlineHours, instant, key, price, quota } from '../price.js';

const id = digest;
const codes = (registry: string) => z.array(code(registry)).min(1).max(32);

export const GRANT_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/grants',
    summary: 'List grants, newest first',
    roles: ANY_OFFICER,
    schema: page,
    run: (useCases, input) => useCases.listGrants(input),
  }),
  operation({
    method: 'GET',
    path: '/grants/:id',
    summary: 'Show one grant with its documents and receipts',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id }),
    run: (useCases, input) => useCases.showGrant(input.id),
  }),
  operation({
    method: 'POST',
    path: '/grants',
    summary: 'Request a grant for a participant of this exchange',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({
      listing: form('listing-id'),
      termsId: form('slug'),
      consumer: form('participant-id'),
      actions: codes('action'),
      purposes: codes('purpose'),
      places: z.array(form('country')).min(1).max(32),
      volume: z.array(quota).max(16).optional(),
      price: price.optional(),
      validFrom: instant.optional(),
      validUntil: instant.optional(),
      supersedes: digest.optional(),
      ...stated,
      key,
    }),
    run: (useCases, input, actor) => useCases.requestGrant(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/check',
    summary: 'Say what the own rules say of a request, an offer or a grant, and why; nothing is signed',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id, ...stated, newPersons }),
    run: (useCases, { id: grant, ...input }) => useCases.checkGrant(grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/refuse',
    summary: 'Say no to a request, with the needs that would cure it',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({
      id,
      reason: code('refusal-reason'),
      needs: z.array(codes('instrument-code')).max(32).default([]),
      note,
      ...stated,
    }),
    run: (useCases, { id: grant, ...input }, actor) => useCases.refuseGrant(actor, grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/offer',
    summary: 'Sign the grant that a request asks for and offer it',
    roles: HELD_ACTS['grant.offer'].roles,
    schema: z.strictObject({
      id,
      price: price.optional(),
      deadlineHours,
      validFrom: instant.optional(),
      validUntil: instant.optional(),
      ...stated,
      newPersons,
    }),
    run: (useCases, { id: grant, ...input }, actor) => useCases.offerGrant(actor, grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/countersign',
    summary: 'Sign the offered grant; waits for the receipt that activates it',
    roles: HELD_ACTS['grant.countersign'].roles,
    schema: z.strictObject({ id, waitMs, price: price.optional() }),
    run: (useCases, input, actor) => useCases.countersignGrant(actor, input.id, input.waitMs, input.price),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/decline',
    summary: 'Decline an offered grant',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({ id, note }),
    run: (useCases, input, actor) => useCases.declineGrant(actor, input.id, input.note),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/suspend',
    summary: 'Hold a grant',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({ id, reason: code('suspension-reason'), note }),
    run: (useCases, input, actor) => useCases.suspendGrant(actor, input.id, input.reason, input.note),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/resume',
    summary: 'Close the own holds of a grant',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ id, note, ...stated, newPersons }),
    run: (useCases, { id: grant, ...input }, actor) => useCases.resumeGrant(actor, grant, input),
  }),
  operation({
    method: 'POST',
    path: '/grants/:id/revoke',
    summary: 'End a grant for good',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ id, reason: code('revocation-cause'), note }),
    run: (useCases, input, actor) => useCases.revokeGrant(actor, input.id, input.reason, input.note),
  }),
];
