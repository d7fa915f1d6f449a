import type { Command, Syntax } from '../command.js';
import { IDENTITY_CHECK } from './members.js';

const PARTICIPANT: Syntax = { flags: '<id>', help: 'participant id, <exchange>/p/<slug>' };

export const PEOPLE_COMMANDS: readonly Command[] = [
  {
    name: 'participant register',
    summary: 'Register a member of this exchange',
    isOnline: true,
    args: [{ flags: '<slug>', help: 'last part of the participant id' }],
    options: [
      { flags: '--name <language=text>', help: 'registered name, such as en=Acme Ltd', repeats: true, required: true },
      { flags: '--country <cc>', help: 'country of registration', required: true },
      {
        flags: '--role <role>',
        help: 'what it may act as',
        repeats: true,
        required: true,
        choices: ['provider', 'consumer'],
      },
      { flags: '--external-id <scheme=value>', help: 'identifier in another scheme, such as lei=...', repeats: true },
    ],
    example: 'selat participant register acme --name "en=Acme Ltd" --country MY --role provider',
    load: async () => (await import('../actions/participant.js')).register,
  },
  {
    name: 'participant approve',
    summary: 'State how a participant was identified and sign its record',
    isOnline: true,
    args: [PARTICIPANT],
    options: IDENTITY_CHECK,
    example: 'selat participant approve my.example/p/acme --method REGISTRY_EXTRACT --checked-on 2026-01-05',
    load: async () => (await import('../actions/participant.js')).approve,
  },
  {
    name: 'participant suspend',
    summary: 'Suspend a participant',
    isOnline: true,
    args: [PARTICIPANT],
    example: 'selat participant suspend my.example/p/acme',
    load: async () => (await import('../actions/participant.js')).suspend,
  },
  {
    name: 'participant list',
    summary: 'List participants of this exchange and of its peers',
    isOnline: true,
    options: [{ flags: '--exchange <id>', help: 'only members of this exchange' }],
    example: 'selat participant list --exchange my.example',
    load: async () => (await import('../actions/participant.js')).list,
  },
  {
    name: 'participant show',
    summary: 'Show one participant',
    isOnline: true,
    args: [PARTICIPANT],
    example: 'selat participant show my.example/p/acme',
    load: async () => (await import('../actions/participant.js')).show,
  },
];
