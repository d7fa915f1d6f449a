import type { Sample } from './samples.js';

const ADMISSION = { product: 'szdex.example/d/port-calls', reason: 'reviewed' };

/** The operations on the admission policy. */
export const ADMISSION_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /admission': { verb: 'showAdmission', args: [] },
  'POST /admission/allow': { body: ADMISSION, verb: 'allowProduct', args: [ADMISSION.product, ADMISSION.reason] },
  'POST /admission/remove': { body: ADMISSION, verb: 'removeProduct', args: [ADMISSION.product, ADMISSION.reason] },
  'POST /admission/widen': {
    body: { grade: 'IMPORTANT', reason: 'phase two' },
    verb: 'widenAdmission',
    args: [{ grade: 'IMPORTANT', reason: 'phase two' }],
  },
  'POST /admission/narrow': { body: { reason: 'incident' }, verb: 'narrowAdmission', args: ['incident'] },
};
