import type { Schema } from './schema.js';

/**
 * What a backup does with a table. `kept`: its rows are in every backup, in a form that any engine takes.
 * `engine`: it says how one engine stands now, and a restored store has its own.
 */
export type TableRole = 'kept' | 'engine';

/**
 * The role of every table, in the order in which a restore fills them: a row comes after what it refers to. The state of
 * the log comes last, because a store without it has no log yet. The compiler refuses a table without a role.
 */
const TABLE_ROLES: { readonly [T in keyof Schema]: TableRole } = {
  migration: 'engine',
  lease: 'engine',
  document: 'kept',
  submission: 'kept',
  evidence: 'kept',
  leaf: 'kept',
  opening: 'kept',
  chain_head: 'kept',
  receipt: 'kept',
  receipt_item: 'kept',
  outbox: 'kept',
  attempt: 'kept',
  peer: 'kept',
  agreement: 'kept',
  key: 'kept',
  participant: 'kept',
  listing: 'kept',
  draft: 'kept',
  grant: 'kept',
  officer: 'kept',
  status_index: 'kept',
  request_key: 'kept',
  held_act: 'kept',
  review: 'kept',
  enrolment: 'kept',
  preparation: 'kept',
  identity_evidence: 'kept',
  attestation: 'kept',
  attestation_evidence: 'kept',
  admission: 'kept',
  admitted_product: 'kept',
  own_descriptor: 'kept',
  regulatory_order: 'kept',
  rule_pack: 'kept',
  pack_line: 'kept',
  listing_facts: 'kept',
  law_review: 'kept',
  ledger_entry: 'kept',
  ledger_year: 'kept',
  log_state: 'kept',
};

/** Tables that a backup holds, in the order in which a restore fills them. */
export const KEPT_TABLES: readonly string[] = Object.entries(TABLE_ROLES)
  .filter(([, role]) => role === 'kept')
  .map(([name]) => name);
