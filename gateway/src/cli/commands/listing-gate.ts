import type { Command, Syntax } from '../command.js';

const LISTING: Syntax = { flags: '<id>', help: 'listing id, <exchange>/l/<slug>, of a draft or a listing' };

/** What the own law asks of a listing. */
export const LISTING_GATE_COMMANDS: readonly Command[] = [
  {
    name: 'listing check',
    summary: 'Tell what the own law asks of a draft before it is published: articles, gaps, what to do next',
    isOnline: true,
    args: [LISTING],
    options: [
      { flags: '--language <code>', help: 'language of the texts', default: 'en', choices: ['en', 'zh-CN', 'ms-MY'] },
    ],
    example: 'selat listing check szdex.example/l/port-calls',
    load: async () => (await import('../actions/listing-gate.js')).check,
  },
  {
    name: 'listing facts',
    summary: 'State facts that listings do not say of themselves, such as whether a dispute on title is open',
    isOnline: true,
    args: [
      {
        flags: '<file>',
        help: 'YAML or JSON with facts, such as {"data": {"secret": "no"}}; it replaces what was stated',
      },
      { flags: '<ids...>', help: 'listings that the facts hold for' },
    ],
    example: 'selat listing facts facts.yaml szdex.example/l/port-calls',
    load: async () => (await import('../actions/listing-gate.js')).state,
  },
];
