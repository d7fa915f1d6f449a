import { KEY_PURPOSES } from '@selat/sdk/keys';
import { z } from 'zod';
import { HELD_ACTS } from '../../domain/office/held-acts.js';
import { code, jws } from '../fields.js';
import { ANY_OFFICER, NOTHING, operation } from '../operation.js';

/** Thumbprint of a key, or pin of a certificate. */
const kid = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$|^[0-9a-f]{64}$/, 'is neither the thumbprint of a key nor the pin of a certificate');
const MAX_PEM_CHARS = 16_384;

export const KEY_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/keys',
    summary: 'List own keys and certificates with their state and what to do',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: async (useCases) => ({ items: await useCases.listKeys() }),
  }),
  operation({
    method: 'POST',
    path: '/keys/rotate',
    summary: 'Make the next key of a purpose, and the descriptor that the identity keys have to sign for it',
    roles: ['operator'],
    schema: z.strictObject({
      purpose: z.enum(KEY_PURPOSES, `is not one of ${KEY_PURPOSES.join(', ')}`),
      algorithm: code('algorithm').optional(),
    }),
    run: (useCases, input, actor) => useCases.prepareRotation(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/keys/install',
    summary: 'Install the next own descriptor, signed by the identity keys; its keys sign from then on',
    roles: ['operator'],
    schema: z.strictObject({ descriptor: jws, certificate: z.string().max(MAX_PEM_CHARS).optional() }),
    run: (useCases, input, actor) => useCases.installDescriptor(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/keys/:kid/revocation',
    summary: 'Make the revocation of an own key, for the identity keys to sign',
    roles: ['operator'],
    schema: z.strictObject({
      kid,
      reason: code('revocation-reason'),
      compromisedSince: z.int().min(1).optional(),
    }),
    run: (useCases, input, actor) => useCases.prepareRevocation(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/keys/revoke',
    summary: 'Publish the revocation of an own key, signed by the identity keys; the key never signs again',
    roles: HELD_ACTS['key.revoke'].roles,
    schema: z.strictObject({ revocation: jws }),
    run: (useCases, input, actor) => useCases.revokeKey(actor, input.revocation),
  }),
];
