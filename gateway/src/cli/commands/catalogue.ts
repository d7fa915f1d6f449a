import type { Command, Syntax } from '../command.js';

const LISTING: Syntax = { flags: '<id>', help: 'listing id, <exchange>/l/<slug>' };
const NOTE: Syntax = { flags: '--note <text>', help: 'why, for people' };
const REASON: Syntax = { flags: '--reason <code>', help: 'code of registry listing-reason', required: true };
const PATHS: Syntax = { flags: '<paths...>', help: 'files, or folders with files of the format' };

/** Options of everything that reads a catalogue. */
const CATALOGUE: readonly Syntax[] = [
  {
    flags: '--format <name>',
    help: 'form of the files',
    required: true,
    choices: ['datagovmy', 'szdex', 'dcat', 'selat'],
  },
  { flags: '--terms <file>', help: 'licence template of the operator; without it every record is rejected' },
  { flags: '--overlay <file>', help: 'provider, rights, source statement and titles, per record or for all' },
  { flags: '--exchange <id>', help: 'exchange of the listings; absent: that of the configuration or gateway' },
  { flags: '--validity-days <n>', help: 'days in which listings are open where no file says so', default: '365' },
];

export const CATALOGUE_COMMANDS: readonly Command[] = [
  {
    name: 'import',
    summary: 'Draft listings from a catalogue; with --publish sign and publish them',
    isOnline: true,
    args: [PATHS],
    options: [
      ...CATALOGUE,
      { flags: '--draft', help: 'send the drafts to the running gateway, to be reviewed and published' },
      { flags: '--publish', help: 'send the drafts to the running gateway and publish them' },
    ],
    example: 'selat import --format datagovmy catalogue/ --terms terms.yaml --overlay overlay.yaml --publish',
    load: async () => (await import('../actions/import.js')).importListings,
  },
  {
    name: 'listing list',
    summary: 'List listings of this exchange and of its peers',
    isOnline: true,
    options: [
      { flags: '--exchange <id>', help: 'only listings of this exchange' },
      { flags: '--drafts', help: 'drafts instead of published listings' },
      { flags: '--limit <n>', help: 'most listings to list', default: '100' },
      { flags: '--after <id>', help: 'list what follows this id' },
      { flags: '--all', help: 'every page' },
    ],
    example: 'selat listing list --exchange my.example --all --json',
    load: async () => (await import('../actions/listing.js')).list,
  },
  {
    name: 'listing show',
    summary: 'Show one listing with terms and receipts',
    isOnline: true,
    args: [LISTING],
    example: 'selat listing show my.example/l/births-annual',
    load: async () => (await import('../actions/listing.js')).show,
  },
  {
    name: 'listing publish',
    summary: 'Sign and publish drafts',
    isOnline: true,
    args: [{ flags: '[ids...]', help: 'listing ids of drafts' }],
    options: [{ flags: '--all', help: 'every draft that is not published' }],
    example: 'selat listing publish my.example/l/births-annual',
    load: async () => (await import('../actions/listing.js')).publish,
  },
  {
    name: 'listing revise',
    summary: 'Publish next revisions of listings from changed files',
    isOnline: true,
    args: [PATHS],
    options: CATALOGUE,
    example: 'selat listing revise --format selat changed.yaml --terms terms.yaml',
    load: async () => (await import('../actions/import.js')).reviseListings,
  },
  {
    name: 'listing suspend',
    summary: 'Suspend a listing',
    isOnline: true,
    args: [LISTING],
    options: [REASON, NOTE],
    example: 'selat listing suspend my.example/l/births-annual --reason QUALITY',
    load: async () => (await import('../actions/listing.js')).suspend,
  },
  {
    name: 'listing withdraw',
    summary: 'Withdraw a listing for good',
    isOnline: true,
    args: [LISTING],
    options: [REASON, NOTE],
    example: 'selat listing withdraw my.example/l/births-annual --reason SOURCE_ENDED',
    load: async () => (await import('../actions/listing.js')).withdraw,
  },
];
