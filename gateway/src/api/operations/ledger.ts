import { z } from 'zod';
import { digest, form, page } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

const MOST = 2_147_483_647;
const DESK = ['compliance'] as const;
const persons = z.int().min(0).max(MOST);
const difference = z.int().min(-MOST).max(MOST);
const year = z.int().min(2000).max(9999);
const reason = z.string().min(1).max(512);
const attested = {
  provider: form('participant-id'),
  year: year.optional(),
  attestation: digest.optional(),
  under: digest.optional(),
  evidence: z.strictObject({ digest, place: z.string().min(1).max(512) }).optional(),
};

export const LEDGER_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/ledger',
    summary: 'List the years of the ledger of persons, by provider, newest first',
    roles: ANY_OFFICER,
    schema: page.extend({ year: z.coerce.number().pipe(year).optional() }),
    run: (useCases, query) => useCases.listLedger(query),
  }),
  operation({
    method: 'GET',
    path: '/ledger/:provider',
    summary: 'Show one year of a provider: what counts, what is left below each threshold, the entries',
    roles: ANY_OFFICER,
    schema: page.extend({ provider: form('participant-id'), year: z.coerce.number().pipe(year).optional() }),
    run: (useCases, { provider, year: of, ...entries }) => useCases.showLedger(provider, of, entries),
  }),
  operation({
    method: 'POST',
    path: '/ledger/open',
    summary: 'Enter the opening balance of a year, once',
    roles: DESK,
    schema: z.strictObject({ ...attested, ordinary: persons, sensitive: persons, reason: reason.optional() }),
    run: (useCases, input, actor) => useCases.openLedger(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/ledger/export',
    summary: 'Enter persons whose data a provider supplied abroad outside of the exchange',
    roles: DESK,
    schema: z.strictObject({ ...attested, ordinary: persons, sensitive: persons, reason: reason.optional() }),
    run: (useCases, input, actor) => useCases.exportLedger(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/ledger/correct',
    summary: 'Correct what a year of a provider counts, up or down',
    roles: DESK,
    schema: z.strictObject({ ...attested, ordinary: difference, sensitive: difference, reason }),
    run: (useCases, input, actor) => useCases.correctLedger(actor, input),
  }),
];
