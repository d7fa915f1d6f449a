import type { Command, Syntax } from '../command.js';

const PROVIDER: Syntax = { flags: '<provider>', help: 'participant id of the provider, <exchange>/p/<slug>' };
const YEAR: Syntax = { flags: '--year <year>', help: 'civil year; the one that is running if left out' };
const PERSONS: readonly Syntax[] = [
  { flags: '--ordinary <n>', help: 'distinct persons without sensitive data', default: '0' },
  { flags: '--sensitive <n>', help: 'distinct persons with sensitive data; each counts only here', default: '0' },
];
const REST_ON: readonly Syntax[] = [
  { flags: '--attestation <digest>', help: 'attestation about the provider that states the numbers' },
  { flags: '--evidence <file>', help: 'or the paper itself: only its salted digest is entered' },
  { flags: '--evidence-at <place>', help: 'where the exchange keeps it; the path of the file if left out' },
];
const UNDER: Syntax = {
  flags: '--under <digest>',
  help: 'attestation of the instrument under which they went: takes up its scale',
};
const REASON: Syntax = { flags: '--reason <text>', help: 'for whoever reads the ledger' };
const EXAMPLE = 'szdex.example/p/port-data';

/** The ledger of persons. */
export const LEDGER_COMMANDS: readonly Command[] = [
  {
    name: 'ledger open',
    summary: 'Enter the opening balance of a year: who was supplied abroad before the ledger began',
    isOnline: true,
    args: [PROVIDER],
    options: [YEAR, ...PERSONS, ...REST_ON, UNDER, REASON],
    example: `selat ledger open ${EXAMPLE} --ordinary 42000 --sensitive 120 --evidence balance-2026.pdf`,
    load: async () => (await import('../actions/ledger.js')).open,
  },
  {
    name: 'ledger export',
    summary: 'Enter persons whose data a provider supplied abroad outside of the exchange',
    isOnline: true,
    args: [PROVIDER],
    options: [YEAR, ...PERSONS, ...REST_ON, UNDER, REASON],
    example: `selat ledger export ${EXAMPLE} --ordinary 3000 --attestation sha256:${'7c'.repeat(32)}`,
    load: async () => (await import('../actions/ledger.js')).exported,
  },
  {
    name: 'ledger correct',
    summary: 'Correct what a year counts, up or down, such as persons who were counted twice',
    isOnline: true,
    args: [PROVIDER],
    options: [YEAR, ...PERSONS, ...REST_ON, UNDER, { ...REASON, required: true }],
    example: `selat ledger correct ${EXAMPLE} --ordinary -1500 --reason "same callers in two flows"`,
    load: async () => (await import('../actions/ledger.js')).correct,
  },
  {
    name: 'ledger show',
    summary: 'Show what counts this year, what is left below each threshold, and the entries',
    isOnline: true,
    args: [{ flags: '[provider]', help: 'participant id; all providers if left out' }],
    options: [
      YEAR,
      { flags: '--limit <n>', help: 'most entries or years to show', default: '20' },
      { flags: '--after <cursor>', help: 'show what follows' },
    ],
    example: `selat ledger show ${EXAMPLE}`,
    load: async () => (await import('../actions/ledger.js')).show,
  },
];
