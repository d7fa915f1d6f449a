/** What officers do about members beyond register, approve and suspend. */
import { ALGORITHM_NAMES } from '@selat/sdk/keys';
import { SIGNING_KINDS } from '@selat/sdk/model';
import { z } from 'zod';
import { code, digest, form, page } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';
import { identityCheck } from './participants.js';

const id = form('participant-id');
const number = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{8}$/, 'is not the number of an enrolment');

export const MEMBERSHIP_OPERATIONS = [
  operation({
    method: 'POST',
    path: '/participants/:id/renew',
    summary: 'State a new identity check of an active participant and sign its next record',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({ id, ...identityCheck }),
    run: (useCases, { id: participant, ...check }, actor) => useCases.renewParticipant(actor, participant, check),
  }),
  operation({
    method: 'POST',
    path: '/participants/:id/reinstate',
    summary: 'End the suspension of a participant under the identity check that stands',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ id }),
    run: (useCases, input, actor) => useCases.reinstateParticipant(actor, input.id),
  }),
  operation({
    method: 'POST',
    path: '/participants/:id/enrolments',
    summary: 'Make a one-time enrolment code for a participant; the answer shows it once',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({
      id,
      hours: z.int().min(1).max(720).default(72),
      algorithm: z.enum(ALGORITHM_NAMES).default('Ed25519'),
    }),
    run: (useCases, { id: participant, hours, algorithm: alg }, actor) =>
      useCases.issueEnrolment(actor, participant, { hours, alg }),
  }),
  operation({
    method: 'GET',
    path: '/participants/:id/enrolments',
    summary: 'List the enrolments of a participant, newest first',
    roles: ANY_OFFICER,
    schema: z.strictObject({ id }),
    run: async (useCases, input) => ({ items: await useCases.listEnrolments(input.id) }),
  }),
  operation({
    method: 'POST',
    path: '/enrolments/:number/revoke',
    summary: 'Make a code useless, or the token that a redeemed one gave',
    roles: ['operator', 'reviewer', 'compliance'],
    schema: z.strictObject({ number }),
    run: (useCases, input, actor) => useCases.revokeEnrolment(actor, input.number),
  }),
  operation({
    method: 'POST',
    path: '/participants/:id/keys/revoke',
    summary: 'Revoke a key of a participant for good',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({
      id,
      kid: form('kid'),
      reason: code('revocation-reason'),
      compromisedSince: z.int().min(1).optional(),
    }),
    run: (useCases, { id: participant, ...end }, actor) => useCases.revokeMemberKey(actor, participant, end),
  }),
  operation({
    method: 'POST',
    path: '/participants/:id/signing',
    summary: 'Say which documents a participant signs itself; none = its exchange signs for it',
    roles: ['operator'],
    schema: z.strictObject({ id, documents: z.array(z.enum(SIGNING_KINDS)).max(2) }),
    run: (useCases, input, actor) => useCases.setSigning(actor, input.id, [...new Set(input.documents)]),
  }),
  operation({
    method: 'GET',
    path: '/preparations',
    summary: 'List documents that wait for the signature of a participant',
    roles: ANY_OFFICER,
    schema: page.extend({ participant: id.optional() }),
    run: (useCases, input) => useCases.listPreparations(input),
  }),
  operation({
    method: 'POST',
    path: '/preparations/:digest/withdraw',
    summary: 'Take back a document that waits for the signature of a participant',
    roles: ['operator', 'reviewer'],
    schema: z.strictObject({ digest }),
    run: (useCases, input, actor) => useCases.withdrawPreparation(actor, input.digest),
  }),
];
