import type { Tables } from '../domain/rows.js';
import { DECISION_COLUMNS } from '../domain/rows-decision.js';
import { GATE_COLUMNS } from '../domain/rows-gate.js';
import { LEDGER_COLUMNS } from '../domain/rows-ledger.js';
import { ORDER_COLUMNS } from '../domain/rows-orders.js';
import { PACK_COLUMNS } from '../domain/rows-packs.js';
import { ATTESTATION_COLUMNS } from './columns-attestation.js';
import { MEMBER_COLUMNS } from './columns-members.js';

type ColumnsOf<T extends keyof Tables> = { readonly [C in Exclude<keyof Tables[T], 'version'>]: true };

/** The columns of each versioned table beside `version`; the compiler refuses one that is missing or unknown. */
const COLUMN_SETS: { readonly [T in keyof Tables]: ColumnsOf<T> } = {
  peer: {
    exchange: true,
    jurisdiction: true,
    fingerprint: true,
    descriptor_digest: true,
    federation: true,
    ca_pem: true,
    pins: true,
    status: true,
    agreement_digest: true,
  },
  agreement: { digest: true, peer: true, proposer: true, created_ms: true },
  key: {
    kid: true,
    owner: true,
    purpose: true,
    alg: true,
    raw: true,
    env: true,
    status: true,
    not_before_ms: true,
    not_after_ms: true,
    revoked_at_ms: true,
    compromised_since_ms: true,
  },
  participant: {
    id: true,
    exchange: true,
    state: true,
    record_digest: true,
    revision: true,
    registration: true,
    valid_until_ms: true,
  },
  listing: {
    id: true,
    exchange: true,
    digest: true,
    revision: true,
    state: true,
    provider: true,
    product: true,
    titles: true,
    form: true,
    visibility: true,
    valid_from_ms: true,
    valid_until_ms: true,
  },
  draft: { id: true, payload: true, source: true, officer: true, created_ms: true, state: true },
  grant: {
    request_digest: true,
    grant_digest: true,
    peer: true,
    side: true,
    listing_id: true,
    consumer: true,
    created_ms: true,
  },
  officer: { id: true, role: true, token_hash: true, state: true, created_ms: true },
  status_index: { list: true, position: true, request_digest: true },
  request_key: { key: true, asked: true, request_digest: true, created_ms: true },
  held_act: {
    id: true,
    act: true,
    input: true,
    about: true,
    officer: true,
    created_ms: true,
    expires_ms: true,
    state: true,
    second_officer: true,
    decided_ms: true,
    note: true,
  },
  review: {
    draft: true,
    content_digest: true,
    kind: true,
    verdict: true,
    officer: true,
    reviewed_ms: true,
    note: true,
    attestation_digest: true,
  },
  ...MEMBER_COLUMNS,
  ...ATTESTATION_COLUMNS,
  ...ORDER_COLUMNS,
  ...PACK_COLUMNS,
  ...DECISION_COLUMNS,
  ...GATE_COLUMNS,
  ...LEDGER_COLUMNS,
  admission: {
    revision: true,
    policy: true,
    grades: true,
    personal_data: true,
    any_product: true,
    officer: true,
    reason: true,
    changed_ms: true,
  },
  admitted_product: { product: true, state: true, officer: true, reason: true, changed_ms: true },
  own_descriptor: { exchange: true, digest: true, sequence: true },
};

/** Names of the columns of a versioned table beside `version`. */
export const columnsOf = (table: keyof Tables): readonly string[] => Object.keys(COLUMN_SETS[table]);
