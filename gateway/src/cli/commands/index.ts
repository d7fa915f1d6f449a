import type { Command } from '../command.js';
import { ADMISSION_COMMANDS } from './admission.js';
import { ATTESTATION_COMMANDS } from './attestations.js';
import { AUTHORITY_COMMANDS } from './authorities.js';
import { CATALOGUE_COMMANDS } from './catalogue.js';
import { COMPLIANCE_COMMANDS } from './compliance.js';
import { GRANT_LIFE_COMMANDS } from './grant-life.js';
import { GRANT_COMMANDS } from './grants.js';
import { KEY_COMMANDS } from './keys.js';
import { LEDGER_COMMANDS } from './ledger.js';
import { LISTING_GATE_COMMANDS } from './listing-gate.js';
import { MEMBER_COMMANDS } from './members.js';
import { NODE_COMMANDS } from './node.js';
import { OFFICE_COMMANDS } from './office.js';
import { OFFICER_COMMANDS } from './officers.js';
import { ORDER_COMMANDS } from './orders.js';
import { PACK_COMMANDS } from './packs.js';
import { PEOPLE_COMMANDS } from './people.js';
import { SEARCH_COMMANDS } from './search.js';
import { UPKEEP_COMMANDS } from './upkeep.js';

/** Groups of commands, in the order of the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  node: 'This exchange',
  peer: 'Agreements with other exchanges',
  key: 'Keys and certificates of this exchange',
  authority: 'Authorities that sign their orders themselves',
  officer: 'People of the back office and their roles',
  queue: 'Everything that waits for an officer',
  participant: 'Members of this exchange',
  draft: 'Listings that are not published yet',
  review: 'Reviews of drafts',
  listing: 'Signed listings',
  grant: 'Grants, from request to end',
  order: 'Orders of regulators: halt, rectify, recall, resume',
  outbox: 'Deliveries to peers',
  log: 'The log of this exchange',
  attest: 'Instruments, and whose word says that they exist',
  ledger: 'How many persons each provider has supplied abroad this year',
  admission: 'Which products this exchange lets through',
  pack: 'Rule packs: cross-border law as data',
};

/** Every command. */
export const COMMANDS: readonly Command[] = [
  ...NODE_COMMANDS,
  ...KEY_COMMANDS,
  ...AUTHORITY_COMMANDS,
  ...OFFICER_COMMANDS,
  ...OFFICE_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...MEMBER_COMMANDS,
  ...CATALOGUE_COMMANDS,
  ...SEARCH_COMMANDS,
  ...GRANT_COMMANDS,
  ...UPKEEP_COMMANDS,
  ...GRANT_LIFE_COMMANDS,
  ...ADMISSION_COMMANDS,
  ...ATTESTATION_COMMANDS,
  ...ORDER_COMMANDS,
  ...LEDGER_COMMANDS,
  ...COMPLIANCE_COMMANDS,
  ...PACK_COMMANDS,
  ...LISTING_GATE_COMMANDS,
];
