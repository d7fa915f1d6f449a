import type { Command, Syntax } from '../command.js';
import { FACTS, FROM, GRANT, GRANT_ID, KEY, NOTE, PRICE, UNTIL, VOLUME, WITHHOLD } from './grant-syntax.js';

/** What a new request changes; what is not given stays as it is. */
const CHANGES: readonly Syntax[] = [
  { flags: '--terms <id>', help: 'another licence of the listing' },
  { flags: '--action <code>', help: 'code of registry action; all of them', repeats: true },
  { flags: '--purpose <code>', help: 'code of registry purpose; all of them', repeats: true },
  { flags: '--place <cc>', help: 'country of processing; all of them', repeats: true },
  VOLUME,
  PRICE,
  FROM,
  UNTIL,
  FACTS,
  WITHHOLD,
  KEY,
];

export const GRANT_LIFE_COMMANDS: readonly Command[] = [
  {
    name: 'grant withdraw',
    summary: 'Take back an own request, or an own offer that is not countersigned',
    isOnline: true,
    args: [GRANT],
    options: [NOTE],
    example: `selat grant withdraw ${GRANT_ID}`,
    load: async () => (await import('../actions/grant-life.js')).withdraw,
  },
  {
    name: 'grant counter',
    summary: 'Answer an offer with a new request in its place, or correct an own request',
    isOnline: true,
    args: [GRANT],
    options: CHANGES,
    example: `selat grant counter ${GRANT_ID} --price "CNY 400000"`,
    load: async () => (await import('../actions/grant-life.js')).counter,
  },
  {
    name: 'grant amend',
    summary: 'Ask for another scope, quota, licence or price of a grant in force',
    isOnline: true,
    args: [GRANT],
    options: CHANGES,
    example: `selat grant amend ${GRANT_ID} --volume CALLS=5000/DAY`,
    load: async () => (await import('../actions/grant-life.js')).amend,
  },
  {
    name: 'grant renew',
    summary: 'Ask for another term of a grant in force, from its end on',
    isOnline: true,
    args: [GRANT],
    options: [
      { flags: '--days <n>', help: 'length of the new term; absent = that of the licence' },
      PRICE,
      FACTS,
      WITHHOLD,
      KEY,
    ],
    example: `selat grant renew ${GRANT_ID}`,
    load: async () => (await import('../actions/grant-life.js')).renew,
  },
  {
    name: 'grant end',
    summary: 'End a grant whose purpose is achieved or whose quota is used up',
    isOnline: true,
    args: [GRANT],
    options: [
      {
        flags: '--reason <code>',
        help: 'COMPLETED, by the consumer side; EXHAUSTED, where a quota is for the whole term',
        choices: ['COMPLETED', 'EXHAUSTED'],
        required: true,
      },
      { flags: '--at <time>', help: 'first instant without access; absent = now' },
    ],
    example: `selat grant end ${GRANT_ID} --reason COMPLETED`,
    load: async () => (await import('../actions/grant-life.js')).end,
  },
];
