import type { Command } from '../command.js';
import { IDENTITY, OUT, PASSPHRASE } from './keys.js';

const AUTHORITY = { flags: '<authority>', help: 'slug, or <exchange>/a/<slug>' };

export const AUTHORITY_COMMANDS: readonly Command[] = [
  {
    name: 'authority list',
    summary: 'List the authorities of the own descriptor, with their keys',
    isOnline: true,
    example: 'selat authority list',
    load: async () => (await import('../actions/authority.js')).list,
  },
  {
    name: 'authority add',
    summary: 'List an authority, or one more key of it: its signed orders bind',
    isOnline: true,
    args: [AUTHORITY],
    options: [
      { flags: '--name <language=text>', help: 'its name, such as en=Cyberspace Office; for a new one', repeats: true },
      { flags: '--key <file>', help: 'public key that it signs with: JWK, or PEM of Ed25519 or P-256', repeats: true },
      IDENTITY,
      PASSPHRASE,
      OUT,
    ],
    example: 'selat authority add cac --name "en=Cyberspace Office" --key cac.pem --identity /media/offline',
    load: async () => (await import('../actions/authority.js')).add,
  },
  {
    name: 'authority remove',
    summary: 'List an authority no more, or one of its keys',
    isOnline: true,
    args: [AUTHORITY],
    options: [
      { flags: '--key <kid>', help: 'only this key, by its thumbprint as authority list shows it' },
      IDENTITY,
      PASSPHRASE,
      OUT,
    ],
    example: 'selat authority remove cac --identity /media/offline',
    load: async () => (await import('../actions/authority.js')).remove,
  },
];
