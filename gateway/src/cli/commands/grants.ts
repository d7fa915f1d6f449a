import type { Command, Syntax } from '../command.js';

const GRANT: Syntax = { flags: '<id>', help: 'grant id, or its first digits; before an offer that of the request' };
const NOTE: Syntax = { flags: '--note <text>', help: 'why, for people of both exchanges' };
const ID = 'sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b';

const reason = (registry: string): Syntax => ({
  flags: '--reason <code>',
  help: `code of registry ${registry}`,
  required: true,
});

export const GRANT_COMMANDS: readonly Command[] = [
  {
    name: 'grant request',
    summary: 'Request a grant for a participant of this exchange',
    isOnline: true,
    options: [
      { flags: '--listing <id>', help: 'listing of a peer', required: true },
      { flags: '--terms <id>', help: 'id of the licence terms in the listing', required: true },
      { flags: '--consumer <id>', help: 'participant that will use the data', required: true },
      { flags: '--action <code>', help: 'code of registry action', repeats: true, required: true },
      { flags: '--purpose <code>', help: 'code of registry purpose', repeats: true, required: true },
      { flags: '--place <cc>', help: 'country of processing', repeats: true, required: true },
      { flags: '--supersedes <id>', help: 'request, offer or grant that this one replaces' },
    ],
    example:
      'selat grant request --listing my.example/l/births --terms open --consumer szdex.example/p/acme --action QUERY --purpose research --place CN',
    load: async () => (await import('../actions/grant.js')).request,
  },
  {
    name: 'grant list',
    summary: 'List grants, newest first',
    isOnline: true,
    options: [
      { flags: '--limit <n>', help: 'most grants to list', default: '50' },
      { flags: '--after <id>', help: 'list what follows this id' },
    ],
    example: 'selat grant list',
    load: async () => (await import('../actions/grant.js')).list,
  },
  {
    name: 'grant show',
    summary: 'Show one grant with its documents and receipts',
    isOnline: true,
    args: [GRANT],
    example: `selat grant show ${ID}`,
    load: async () => (await import('../actions/grant.js')).show,
  },
  {
    name: 'grant refuse',
    summary: 'Say no to a request, with the needs that would cure it',
    isOnline: true,
    args: [GRANT],
    options: [
      reason('refusal-reason'),
      { flags: '--need <codes>', help: 'instrument codes, any of which cures: A or A,B', repeats: true },
      NOTE,
    ],
    example: `selat grant refuse ${ID} --reason CAPACITY`,
    load: async () => (await import('../actions/grant.js')).refuse,
  },
  {
    name: 'grant offer',
    summary: 'Sign the grant that a request asks for and offer it',
    isOnline: true,
    args: [GRANT],
    example: `selat grant offer ${ID}`,
    load: async () => (await import('../actions/grant.js')).offer,
  },
  {
    name: 'grant countersign',
    summary: 'Sign the offered grant and wait for the receipt that activates it',
    isOnline: true,
    args: [GRANT],
    options: [{ flags: '--wait <seconds>', help: 'how long to wait for the receipt', default: '10' }],
    example: `selat grant countersign ${ID}`,
    load: async () => (await import('../actions/grant.js')).countersign,
  },
  {
    name: 'grant decline',
    summary: 'Decline an offered grant',
    isOnline: true,
    args: [GRANT],
    options: [NOTE],
    example: `selat grant decline ${ID}`,
    load: async () => (await import('../actions/grant.js')).decline,
  },
  {
    name: 'grant suspend',
    summary: 'Hold a grant; access stops',
    isOnline: true,
    args: [GRANT],
    options: [reason('suspension-reason'), NOTE],
    example: `selat grant suspend ${ID} --reason SUSPECTED_BREACH`,
    load: async () => (await import('../actions/grant.js')).suspend,
  },
  {
    name: 'grant resume',
    summary: 'Close the own holds of a grant',
    isOnline: true,
    args: [GRANT],
    options: [NOTE],
    example: `selat grant resume ${ID}`,
    load: async () => (await import('../actions/grant.js')).resume,
  },
  {
    name: 'grant revoke',
    summary: 'End a grant for good',
    isOnline: true,
    args: [GRANT],
    options: [reason('revocation-cause'), NOTE],
    example: `selat grant revoke ${ID} --reason MUTUAL`,
    load: async () => (await import('../actions/grant.js')).revoke,
  },
];
