/** Commands about members: what officers do for them, and what members do on their own machines. */
import type { Command, Syntax } from '../command.js';

const PARTICIPANT: Syntax = { flags: '<id>', help: 'participant id, <exchange>/p/<slug>' };
const MEMBER: Syntax = { flags: '--member <dir>', help: 'folder that enrol wrote; absent: SELAT_MEMBER_DIR' };
const PASSPHRASE: Syntax = {
  flags: '--passphrase-file <file>',
  help: 'passphrase of the key; absent: SELAT_KEY_PASSPHRASE(_FILE)',
};
const DOCUMENT: Syntax = { flags: '<digest>', help: 'document digest, or its first digits' };

/** Options of an identity check. */
export const IDENTITY_CHECK: readonly Syntax[] = [
  { flags: '--method <code>', help: 'code of registry identity-check-method', required: true },
  { flags: '--checked-on <day>', help: 'day of the check, YYYY-MM-DD', required: true },
  { flags: '--valid-until <day>', help: 'last day on which it counts; absent: until the next record' },
  { flags: '--evidence <file>', help: 'what was looked at; the record states a salted digest of it' },
  { flags: '--evidence-at <place>', help: 'where it is kept; absent: the path of the file' },
];

const OFFICER_COMMANDS: readonly Command[] = [
  {
    name: 'participant renew',
    summary: 'State a new identity check of an active participant and sign its next record',
    isOnline: true,
    args: [PARTICIPANT],
    options: IDENTITY_CHECK,
    example: 'selat participant renew my.example/p/acme --method REGISTRY_EXTRACT --checked-on 2026-11-05',
    load: async () => (await import('../actions/participant.js')).renew,
  },
  {
    name: 'participant reinstate',
    summary: 'End the suspension of a participant under the identity check that stands',
    isOnline: true,
    args: [PARTICIPANT],
    example: 'selat participant reinstate my.example/p/acme',
    load: async () => (await import('../actions/participant.js')).reinstate,
  },
  {
    name: 'participant enrol',
    summary: 'Officer, with an id: make a one-time code. Member, with a code: make a key, write its configuration',
    isOnline: true,
    args: [{ flags: '[id]', help: 'officer: participant id to make a code for' }],
    options: [
      { flags: '--hours <n>', help: 'officer: how long the code works, 1 to 720; absent: 72' },
      { flags: '--code <code>', help: 'member: the code that the officer gave' },
      { flags: '--code-file <file>', help: 'member: file with the code, which other users do not see' },
      { flags: '--gateway <url>', help: 'member: base URL of the API of the exchange' },
      { flags: '--fingerprint <sha256>', help: 'member: fingerprint of the exchange, as the officer said it' },
      { flags: '--dir <dir>', help: 'member: folder to write' },
      {
        flags: '--algorithm <alg>',
        help: 'both: of the key; absent: Ed25519',
        choices: ['Ed25519', 'ES256', 'SGD_SM3_SM2'],
      },
      { flags: '--passphrase-file <file>', help: 'member: passphrase of the key; absent: SELAT_KEY_PASSPHRASE(_FILE)' },
    ],
    example: 'selat participant enrol my.example/p/acme',
    load: async () => (await import('../actions/enrolment.js')).enrol,
  },
  {
    name: 'participant enrolments',
    summary: 'List the enrolments of a participant',
    isOnline: true,
    args: [PARTICIPANT],
    example: 'selat participant enrolments my.example/p/acme',
    load: async () => (await import('../actions/enrolment.js')).enrolments,
  },
  {
    name: 'participant revoke-enrolment',
    summary: 'Make a code useless, or the token that a redeemed one gave',
    isOnline: true,
    args: [{ flags: '<number>', help: 'first eight characters of the code' }],
    example: 'selat participant revoke-enrolment 7K3QX9PM',
    load: async () => (await import('../actions/enrolment.js')).revokeEnrolment,
  },
  {
    name: 'participant revoke-key',
    summary: 'Revoke a key of a participant for good',
    isOnline: true,
    args: [PARTICIPANT, { flags: '<kid>', help: 'thumbprint of the key' }],
    options: [
      { flags: '--reason <code>', help: 'code of registry revocation-reason', required: true },
      { flags: '--compromised-since <time>', help: 'acts logged since then are contested, such as 2026-01-05T12:00Z' },
    ],
    example: 'selat participant revoke-key my.example/p/acme PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw --reason LOST',
    load: async () => (await import('../actions/enrolment.js')).revokeKey,
  },
  {
    name: 'participant signs',
    summary: 'Say which documents a participant signs itself',
    isOnline: true,
    args: [PARTICIPANT],
    options: [
      {
        flags: '--documents <kind>',
        help: 'what it signs beside its exchange',
        required: true,
        repeats: true,
        choices: ['listings', 'requests', 'none'],
      },
    ],
    example: 'selat participant signs my.example/p/acme --documents listings',
    load: async () => (await import('../actions/enrolment.js')).signs,
  },
  {
    name: 'participant awaited',
    summary: 'List documents that wait for the signature of a participant',
    isOnline: true,
    options: [
      { flags: '--participant <id>', help: 'only of this one' },
      { flags: '--limit <n>', help: 'most documents to list', default: '100' },
      { flags: '--after <digest>', help: 'list documents after this one' },
    ],
    example: 'selat participant awaited',
    load: async () => (await import('../actions/enrolment.js')).awaited,
  },
  {
    name: 'participant withdraw',
    summary: 'Take back a document that waits for the signature of a participant',
    isOnline: true,
    args: [{ flags: '<digest>', help: 'document digest, sha256:...' }],
    example: 'selat participant withdraw sha256:9f2c61d0b7e44a8f0c35e2d9a1b86f7735d4c0ee18a29b64f3517c8d02ab96e1',
    load: async () => (await import('../actions/enrolment.js')).withdraw,
  },
];

const OWN_COMMANDS: readonly Command[] = [
  {
    name: 'participant self',
    summary: 'Member: show the own record',
    options: [MEMBER],
    example: 'selat participant self --member member',
    load: async () => (await import('../actions/member-documents.js')).self,
  },
  {
    name: 'participant inbox',
    summary: 'Member: list documents that wait for the own signature',
    options: [MEMBER],
    example: 'selat participant inbox --member member',
    load: async () => (await import('../actions/member-documents.js')).inbox,
  },
  {
    name: 'participant read',
    summary: 'Member: show in plain words what a document says, from the bytes to be signed',
    args: [DOCUMENT],
    options: [MEMBER, { flags: '--full', help: 'show every field too' }],
    example: 'selat participant read 9f2c61d0b7e4 --member member',
    load: async () => (await import('../actions/member-documents.js')).read,
  },
  {
    name: 'participant sign',
    summary: 'Member: sign documents; the exchange then publishes or sends them',
    args: [{ flags: '[digests...]', help: 'document digests, or their first digits' }],
    options: [{ flags: '--all', help: 'sign everything that waits' }, MEMBER, PASSPHRASE],
    example: 'selat participant sign 9f2c61d0b7e4 --member member',
    load: async () => (await import('../actions/member-documents.js')).sign,
  },
  {
    name: 'participant decline',
    summary: 'Member: refuse to sign a document',
    args: [DOCUMENT],
    options: [MEMBER],
    example: 'selat participant decline 9f2c61d0b7e4 --member member',
    load: async () => (await import('../actions/member-documents.js')).decline,
  },
  {
    name: 'participant rotate',
    summary: 'Member: change to a new key',
    options: [MEMBER, PASSPHRASE],
    example: 'selat participant rotate --member member',
    load: async () => (await import('../actions/member.js')).rotate,
  },
];

export const MEMBER_COMMANDS: readonly Command[] = [...OFFICER_COMMANDS, ...OWN_COMMANDS];
