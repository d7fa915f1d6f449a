import { z } from 'zod';
import { code, digest, form, jws, note, waitMs } from '../fields.js';
import { ANY_OFFICER, NOTHING, operation } from '../operation.js';

const exchange = form('exchange-id');

export const PEER_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/peers',
    summary: 'List peers with their agreements',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: async (useCases) => ({ items: await useCases.listPeers() }),
  }),
  operation({
    method: 'GET',
    path: '/peers/:exchange',
    summary: 'Show one peer',
    roles: ANY_OFFICER,
    schema: z.strictObject({ exchange }),
    run: (useCases, input) => useCases.showPeer(input.exchange),
  }),
  operation({
    method: 'POST',
    path: '/peers/propose',
    summary: 'Pin a peer by the fingerprint read aloud and offer it an agreement',
    roles: ['operator'],
    schema: z.strictObject({
      descriptor: jws,
      fingerprint: digest,
      days: z.int().min(1).max(3653),
      governingLaw: form('country'),
      forum: code('dispute-institution'),
      seat: z.string().min(1).max(128),
      seatCountry: form('country'),
      packPublishers: z
        .array(z.strictObject({ jurisdiction: form('country'), publisher: form('party-id') }))
        .max(32)
        .optional(),
    }),
    run: (useCases, input, actor) => useCases.proposePeer(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/peers/accept',
    summary: 'Pin a peer by the fingerprint read aloud and sign the agreement that it offered',
    roles: ['operator'],
    schema: z.strictObject({ descriptor: jws, fingerprint: digest, waitMs }),
    run: (useCases, input, actor) => useCases.acceptPeer(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/peers/:exchange/notice',
    summary: 'Decline, suspend, resume or end the agreement with a peer',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ exchange, kind: z.enum(['DECLINE', 'SUSPEND', 'RESUME', 'END']), note }),
    run: (useCases, input, actor) => useCases.noticePeer(actor, input.exchange, input.kind, input.note),
  }),
];
