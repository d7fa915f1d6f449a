import type { Command, Syntax } from '../command.js';

const PACKS: Syntax = { flags: '--packs <dir>', help: 'folder of rule packs; absent: those that come with selat' };

/** Cross-border rules, offline. */
export const COMPLIANCE_COMMANDS: readonly Command[] = [
  {
    name: 'pack check',
    summary: 'Check a rule pack and run the cases that travel with it',
    args: [{ flags: '<dir>', help: 'folder of the pack' }],
    options: [
      { flags: '--coverage', help: 'list for each rule the cases where it fires and where it nearly fires' },
      {
        flags: '--packs <dir>',
        help: 'packs of the other places that cases cross; absent: those that come with selat',
      },
    ],
    example: 'selat pack check sdk/packs/cn --coverage',
    load: async () => (await import('../actions/pack.js')).checkPackFolder,
  },
  {
    name: 'pack list',
    summary: 'List the rule packs that come with selat, or those of a folder',
    options: [PACKS],
    example: 'selat pack list',
    load: async () => (await import('../actions/pack.js')).listPacks,
  },
];
