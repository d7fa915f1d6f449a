import { z } from 'zod';
import { operation } from '../operation.js';

export const BACKUP_OPERATIONS = [
  operation({
    method: 'POST',
    path: '/backup',
    summary: 'Take a backup of the whole node; the answer is a tar file, sent while it is made',
    roles: ['operator'],
    schema: z.strictObject({ withKeys: z.boolean().default(true) }),
    run: (useCases, input, actor) => useCases.backup(actor, input),
  }),
];
