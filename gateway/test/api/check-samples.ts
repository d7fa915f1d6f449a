import type { Sample } from './samples.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** Questions about what the own rules say: nothing is done. */
export const CHECK_SAMPLES: Readonly<Record<string, Sample>> = {
  'POST /grants/:id/check': {
    params: { id: DIGEST },
    body: { facts: { notice: { myGiven: 'yes' } } },
    verb: 'checkGrant',
    args: [DIGEST, { facts: { notice: { myGiven: 'yes' } } }],
  },
};
