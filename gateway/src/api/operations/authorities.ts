import { z } from 'zod';
import { HELD_ACTS } from '../../domain/office/held-acts.js';
import { form, jws } from '../fields.js';
import { ANY_OFFICER, NOTHING, operation } from '../operation.js';

/** Public key as JWK, RFC 7517; its members are read behind the use case. */
const jwk = z.record(z.string().max(64), z.unknown());
const id = form('party-id');
const names = z
  .array(z.strictObject({ language: form('language'), text: z.string().min(1).max(256) }))
  .min(1)
  .max(8);

export const AUTHORITY_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/authorities',
    summary: 'List the authorities that sign their orders themselves, with their keys',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: async (useCases) => ({ items: await useCases.listAuthorities() }),
  }),
  operation({
    method: 'POST',
    path: '/authorities',
    summary: 'Make the descriptor that lists an authority, or more keys of it, for the identity keys to sign',
    roles: ['operator'],
    schema: z.strictObject({
      authority: z.union([form('slug'), id]),
      names: names.optional(),
      keys: z.array(jwk).max(16),
    }),
    run: (useCases, input, actor) => useCases.prepareAuthority(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/authorities/remove',
    summary: 'Make the descriptor without an authority, or without one of its keys, for the identity keys to sign',
    roles: ['operator'],
    schema: z.strictObject({
      authority: z.union([form('slug'), id]),
      kid: z
        .string()
        .regex(/^[A-Za-z0-9_-]{43}$/, 'is not the thumbprint of a key')
        .optional(),
    }),
    run: (useCases, input, actor) => useCases.prepareRemoval(actor, input.authority, input.kid),
  }),
  operation({
    method: 'POST',
    path: '/authorities/install',
    summary: 'Install a descriptor that changes authorities, signed by the identity keys',
    roles: HELD_ACTS['authority.change'].roles,
    schema: z.strictObject({ descriptor: jws }),
    run: (useCases, input, actor) => useCases.installAuthorities(actor, input),
  }),
];
