import type { Command } from '../command.js';

export const SEARCH_COMMANDS: readonly Command[] = [
  {
    name: 'listing search',
    summary: 'Search listings in Chinese, Malay and English',
    isOnline: true,
    args: [
      { flags: '[words...]', help: "words that must all be found; 'stat*' finds what begins so; none: every listing" },
    ],
    options: [
      { flags: '--form <code>', help: 'form of access', repeats: true },
      { flags: '--subject <code>', help: 'subject of the data', repeats: true },
      { flags: '--purpose <code>', help: 'purpose that a licence allows; of several, all', repeats: true },
      { flags: '--free', help: 'a licence without a price' },
      { flags: '--max-price <amount>', help: 'highest price, such as 1500.00, in the currency of --currency' },
      { flags: '--currency <code>', help: 'ISO 4217' },
      { flags: '--jurisdiction <cc>', help: 'where the data come from', repeats: true },
      { flags: '--language <tag>', help: 'language of a title', repeats: true },
      { flags: '--exchange <id>', help: 'exchange of the listing', repeats: true },
      { flags: '--state <name>', help: 'state of the listing; absent: current', repeats: true },
      { flags: '--limit <n>', help: 'most hits to show, 1 to 100', default: '20' },
      { flags: '--after <cursor>', help: 'go on after the page that gave this cursor' },
    ],
    example: 'selat listing search 港口 --purpose research --max-price 1500.00 --currency CNY',
    load: async () => (await import('../actions/search.js')).search,
  },
];
