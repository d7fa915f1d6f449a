import type { Command, Syntax } from '../command.js';

const REASON: Syntax = { flags: '--reason <text>', help: 'why, for whoever reads the history', required: true };
const PRODUCT: Syntax = { flags: '<product>', help: 'id of the product, <exchange>/d/<slug>' };

/** The admission policy: what this exchange lets through. */
export const ADMISSION_COMMANDS: readonly Command[] = [
  {
    name: 'admission show',
    summary: 'Show the policy, the allow-list and who changed them',
    isOnline: true,
    example: 'selat admission show',
    load: async () => (await import('../actions/admission.js')).show,
  },
  {
    name: 'admission allow',
    summary: 'Put a product on the allow-list',
    isOnline: true,
    args: [PRODUCT],
    options: [REASON],
    example: 'selat admission allow szdex.example/d/port-calls --reason "reviewed for the pilot"',
    load: async () => (await import('../actions/admission.js')).allow,
  },
  {
    name: 'admission remove',
    summary: 'Take a product off the allow-list',
    isOnline: true,
    args: [PRODUCT],
    options: [REASON],
    example: 'selat admission remove szdex.example/d/port-calls --reason "provider left"',
    load: async () => (await import('../actions/admission.js')).remove,
  },
  {
    name: 'admission widen',
    summary: 'Let more through than the pilot does',
    isOnline: true,
    options: [
      { flags: '--grade <code>', help: 'also this grade', choices: ['GENERAL', 'IMPORTANT'] },
      { flags: '--personal-data', help: 'also products with personal data' },
      { flags: '--any-product', help: 'also products that are not on the allow-list' },
      { flags: '--open', help: 'everything' },
      REASON,
    ],
    example: 'selat admission widen --any-product --reason "second phase, decision 12/2026"',
    load: async () => (await import('../actions/admission.js')).widen,
  },
  {
    name: 'admission narrow',
    summary: 'Go back to the pilot; the allow-list stays',
    isOnline: true,
    options: [REASON],
    example: 'selat admission narrow --reason "incident 7"',
    load: async () => (await import('../actions/admission.js')).narrow,
  },
];
