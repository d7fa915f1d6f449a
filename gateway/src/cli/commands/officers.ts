import type { Command, Syntax } from '../command.js';

const OFFICER: Syntax = { flags: '<id>', help: 'officer id, <exchange>/o/<slug>' };
const ROLE: Syntax = {
  flags: '--role <role>',
  help: 'what the officer may do',
  required: true,
  choices: ['operator', 'reviewer', 'compliance', 'finance', 'auditor'],
};
const TOKEN_FILE: Syntax = {
  flags: '--token-file <file>',
  help: 'write the token there (mode 0600) and do not print it',
};

export const OFFICER_COMMANDS: readonly Command[] = [
  {
    name: 'officer add',
    summary: 'Add an officer and print the API token, once',
    isOnline: true,
    args: [{ flags: '<slug>', help: 'last part of the officer id' }],
    options: [ROLE, TOKEN_FILE],
    example: 'selat officer add mei --role reviewer --token-file mei.token',
    load: async () => (await import('../actions/officer.js')).add,
  },
  {
    name: 'officer list',
    summary: 'List officers',
    isOnline: true,
    example: 'selat officer list',
    load: async () => (await import('../actions/officer.js')).list,
  },
  {
    name: 'officer show',
    summary: 'Show one officer',
    isOnline: true,
    args: [OFFICER],
    example: 'selat officer show szdex.example/o/mei',
    load: async () => (await import('../actions/officer.js')).show,
  },
  {
    name: 'officer role',
    summary: 'Give an officer another role',
    isOnline: true,
    args: [OFFICER],
    options: [ROLE],
    example: 'selat officer role szdex.example/o/mei --role compliance',
    load: async () => (await import('../actions/officer.js')).changeRole,
  },
  {
    name: 'officer token',
    summary: 'Give an officer a new API token; the lost one stops working',
    isOnline: true,
    args: [OFFICER],
    options: [TOKEN_FILE],
    example: 'selat officer token szdex.example/o/mei --token-file mei.token',
    load: async () => (await import('../actions/officer.js')).replaceToken,
  },
  {
    name: 'officer disable',
    summary: 'Disable an officer; the API token stops working at once',
    isOnline: true,
    args: [OFFICER],
    example: 'selat officer disable szdex.example/o/mei',
    load: async () => (await import('../actions/officer.js')).disable,
  },
];
