import type { Command, Syntax } from '../command.js';

export const IDENTITY: Syntax = {
  flags: '--identity <dir>',
  help: 'offline folder with the identity keys; absent: write what they have to sign to --out',
};
export const PASSPHRASE: Syntax = {
  flags: '--passphrase-file <file>',
  help: 'passphrase of the offline folder; absent: SELAT_KEY_PASSPHRASE(_FILE)',
};
export const OUT: Syntax = { flags: '--out <file>', help: 'file to write for the next step' };
const NEW_CA: Syntax = { flags: '--new-ca', help: 'with purpose tls: make a new certificate authority too' };
const DAYS: Syntax = { flags: '--days <n>', help: 'with purpose tls: days of the new certificate', default: '730' };

export const KEY_COMMANDS: readonly Command[] = [
  {
    name: 'key list',
    summary: 'List own keys and certificates: state, days left, what to do',
    isOnline: true,
    example: 'selat key list',
    load: async () => (await import('../actions/key.js')).list,
  },
  {
    name: 'key rotate',
    summary: 'Put a new key in the place of one, without a restart',
    isOnline: true,
    options: [
      {
        flags: '--purpose <purpose>',
        help: 'what the key is for',
        required: true,
        choices: ['identity', 'document', 'receipt', 'log', 'witness', 'mirror', 'token', 'status', 'tls'],
      },
      { flags: '--algorithm <alg>', help: 'only the key of this algorithm; absent: all of the purpose' },
      IDENTITY,
      PASSPHRASE,
      OUT,
      DAYS,
      NEW_CA,
    ],
    example: 'selat key rotate --purpose document --identity /media/offline',
    load: async () => (await import('../actions/key.js')).rotate,
  },
  {
    name: 'key revoke',
    summary: 'End a key for good; acts since its loss are contested',
    isOnline: true,
    args: [{ flags: '<kid>', help: 'thumbprint of the key, or pin of a certificate; its first characters do' }],
    options: [
      {
        flags: '--reason <code>',
        help: 'why',
        required: true,
        choices: ['COMPROMISED', 'SUPERSEDED', 'CEASED', 'LOST', 'HOLDER_LEFT'],
      },
      { flags: '--compromised-since <time>', help: 'when it was lost, such as 2026-01-05T08:00:00Z' },
      IDENTITY,
      PASSPHRASE,
      OUT,
    ],
    example: 'selat key revoke jXfkXhEDRN0kZ... --reason COMPROMISED --identity /media/offline',
    load: async () => (await import('../actions/key.js')).revoke,
  },
  {
    name: 'key sign',
    summary: 'Sign what key rotate or key revoke wrote, with the identity keys, offline',
    failsAsInput: true,
    args: [{ flags: '<file>', help: 'file that --out wrote' }],
    options: [
      { ...IDENTITY, help: 'offline folder with the identity keys', required: true },
      PASSPHRASE,
      { ...OUT, required: true },
      DAYS,
      NEW_CA,
    ],
    example: 'selat key sign draft.json --identity /media/offline --out signed.json',
    load: async () => (await import('../actions/key-sign.js')).sign,
  },
  {
    name: 'key install',
    summary: 'Install what key sign wrote',
    isOnline: true,
    args: [{ flags: '<file>', help: 'file that key sign wrote' }],
    example: 'selat key install signed.json',
    load: async () => (await import('../actions/key.js')).install,
  },
];
