import type { Sample } from './samples.js';

const PROVIDER = 'szdex.example/p/port';
const EVIDENCE = { digest: `sha256:${'ab'.repeat(32)}`, place: 'safe 4' };
const ENTRY = { provider: PROVIDER, year: 2026, ordinary: 42_000, sensitive: 120, evidence: EVIDENCE };
const CORRECTION = { provider: PROVIDER, ordinary: -1_500, sensitive: 0, reason: 'counted twice' };

/** The operations on the ledger of persons. */
export const LEDGER_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /ledger': { query: { limit: '5', year: '2026' }, verb: 'listLedger', args: [{ limit: 5, year: 2026 }] },
  'GET /ledger/:provider': {
    params: { provider: PROVIDER },
    query: { limit: '5' },
    verb: 'showLedger',
    args: [PROVIDER, undefined, { limit: 5 }],
  },
  'POST /ledger/open': { body: ENTRY, verb: 'openLedger', args: [ENTRY] },
  'POST /ledger/export': { body: ENTRY, verb: 'exportLedger', args: [ENTRY] },
  'POST /ledger/correct': { body: CORRECTION, verb: 'correctLedger', args: [CORRECTION] },
};
