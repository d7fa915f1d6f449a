import type { Sample } from './samples.js';

const JWS = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };

/** The operations on rule packs. */
export const PACK_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /packs': { verb: 'listPacks', args: [] },
  'POST /packs': { body: { documents: [JWS] }, verb: 'installPacks', args: [[JWS]] },
};
