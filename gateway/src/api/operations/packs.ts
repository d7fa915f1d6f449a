import { z } from 'zod';
import { jws } from '../fields.js';
import { ANY_OFFICER, NOTHING, operation } from '../operation.js';

export const PACK_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/packs',
    summary: 'List rule packs, each with whether it decides now',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: async (useCases) => ({ items: await useCases.listPacks() }),
  }),
  operation({
    method: 'POST',
    path: '/packs',
    summary:
      'Install signed rule packs and their texts, and send them to the peers whose agreement names their publisher',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ documents: z.array(jws).min(1).max(16) }),
    run: async (useCases, { documents }, actor) => ({ items: await useCases.installPacks(actor, documents) }),
  }),
];
