import type { Sample } from './samples.js';

const LISTING = 'szdex.example/l/port-calls';
const GRANT = `sha256:${'ab'.repeat(32)}`;
const JWS = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };

/** The operations on rule packs, the listing gate and decisions. */
export const PACK_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /packs': { verb: 'listPacks', args: [] },
  'GET /listings/:id/gate': { params: { id: LISTING }, verb: 'checkListing', args: [LISTING] },
  'POST /listings/:id/facts': {
    params: { id: LISTING },
    body: { facts: { data: { secret: 'no' } } },
    verb: 'stateListingFacts',
    args: [LISTING, { data: { secret: 'no' } }],
  },
  'POST /grants/:id/check': {
    params: { id: GRANT },
    body: { facts: { notice: { myGiven: 'yes' } } },
    verb: 'checkGrant',
    args: [GRANT, { facts: { notice: { myGiven: 'yes' } } }],
  },
  'POST /packs': { body: { documents: [JWS] }, verb: 'installPacks', args: [[JWS]] },
};
