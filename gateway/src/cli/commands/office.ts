import type { Command, Syntax } from '../command.js';
import { PRICE } from './grant-syntax.js';

const ITEM: Syntax = { flags: '<id>', help: 'id as selat queue list shows it' };
const NOTE: Syntax = { flags: '--note <text>', help: 'why, for people' };
const KIND: Syntax = {
  flags: '--kind <kind>',
  help: 'which review',
  required: true,
  choices: ['legal', 'technical', 'compliance'],
};
const DRAFTS: Syntax = { flags: '[drafts...]', help: 'listing ids of drafts' };

const PAGE: readonly Syntax[] = [
  { flags: '--limit <n>', help: 'most items to list', default: '50' },
  { flags: '--after <place>', help: 'list what follows this place' },
];

export const OFFICE_COMMANDS: readonly Command[] = [
  {
    name: 'queue list',
    summary: 'List everything that waits for an officer here',
    isOnline: true,
    options: [
      {
        flags: '--kind <kind>',
        help: 'only this kind',
        choices: ['second-approval', 'grant-request', 'grant-offer', 'agreement', 'participant', 'review'],
      },
      {
        flags: '--role <role>',
        help: 'only what this role may approve',
        choices: ['operator', 'reviewer', 'compliance', 'finance', 'auditor'],
      },
      ...PAGE,
    ],
    example: 'selat queue list --role reviewer',
    load: async () => (await import('../actions/queue.js')).list,
  },
  {
    name: 'queue show',
    summary: 'Show one item that waits and what to type next',
    isOnline: true,
    args: [ITEM],
    example: 'selat queue show w-3f9a61d0c2',
    load: async () => (await import('../actions/queue.js')).show,
  },
  {
    name: 'queue approve',
    summary: 'Do what an item waits for; as second officer run the act of another',
    isOnline: true,
    args: [ITEM],
    options: [
      NOTE,
      { flags: '--wait <seconds>', help: 'how long to wait for the receipt of a grant', default: '10' },
      { flags: '--method <code>', help: 'participant: code of registry identity-check-method' },
      { flags: '--checked-on <day>', help: 'participant: day of the check, YYYY-MM-DD' },
      PRICE,
    ],
    example: 'selat queue approve w-3f9a61d0c2',
    load: async () => (await import('../actions/queue.js')).approve,
  },
  {
    name: 'queue refuse',
    summary: 'Say no to an item; an own act that waits is withdrawn',
    isOnline: true,
    args: [ITEM],
    options: [
      NOTE,
      { flags: '--reason <code>', help: 'grant request: code of registry refusal-reason' },
      { flags: '--need <codes>', help: 'grant request: instrument codes, any of which cures: A or A,B', repeats: true },
    ],
    example: 'selat queue refuse w-3f9a61d0c2 --note "ask again after the audit"',
    load: async () => (await import('../actions/queue.js')).refuse,
  },
  {
    name: 'review list',
    summary: 'List reviews of drafts, given and open',
    isOnline: true,
    options: [
      { ...KIND, required: false, help: 'only this review' },
      { flags: '--verdict <verdict>', help: 'only these', choices: ['OPEN', 'APPROVED', 'REJECTED'] },
      { flags: '--limit <n>', help: 'most drafts to look at', default: '100' },
      { flags: '--after <id>', help: 'list what follows this draft' },
      { flags: '--all', help: 'every page' },
    ],
    example: 'selat review list --kind legal --verdict OPEN',
    load: async () => (await import('../actions/review.js')).list,
  },
  {
    name: 'review approve',
    summary: 'Approve drafts after a review of their content',
    isOnline: true,
    args: [DRAFTS],
    options: [KIND, NOTE, { flags: '--all', help: 'every draft whose review of this kind is open' }],
    example: 'selat review approve --all --kind legal',
    load: async () => (await import('../actions/review.js')).approve,
  },
  {
    name: 'review reject',
    summary: 'Reject drafts; they are not published until they change',
    isOnline: true,
    args: [DRAFTS],
    options: [KIND, { ...NOTE, required: true }],
    example: 'selat review reject szdex.example/l/port-calls --kind technical --note "no quality figures"',
    load: async () => (await import('../actions/review.js')).reject,
  },
  {
    name: 'draft list',
    summary: 'List drafts, published and not',
    isOnline: true,
    options: [
      { flags: '--limit <n>', help: 'most drafts to list', default: '100' },
      { flags: '--after <id>', help: 'list what follows this id' },
      { flags: '--all', help: 'every page' },
    ],
    example: 'selat draft list --all',
    load: async () => (await import('../actions/listing.js')).listDrafts,
  },
  {
    name: 'draft show',
    summary: 'Show one draft with its reviews; --json shows its whole content',
    isOnline: true,
    args: [{ flags: '<id>', help: 'listing id of the draft' }],
    example: 'selat draft show szdex.example/l/port-calls --json',
    load: async () => (await import('../actions/review.js')).showDraft,
  },
];
