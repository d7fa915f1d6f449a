import type { KeyPurpose } from '@selat/sdk/keys';
import type { AdmissionTables } from './rows-admission.js';
import { ATTESTATION_KEYS, type AttestationTables } from './rows-attestation.js';
import { DECISION_KEYS, type DecisionTables } from './rows-decision.js';
import { GATE_KEYS, type GateTables } from './rows-gate.js';
import { GRANT_KEYS, type GrantTables } from './rows-grants.js';
import type { KeyTables } from './rows-keys.js';
import { LEDGER_KEYS, type LedgerTables } from './rows-ledger.js';
import { MEMBER_KEYS, type MemberTables } from './rows-members.js';
import type { OfficeTables } from './rows-office.js';
import { ORDER_KEYS, type OrderTables } from './rows-orders.js';
import { PACK_KEYS, type PackTables } from './rows-packs.js';

/**
 * What the store keeps besides documents and the log, one interface a table. Columns are what SQLite and PostgreSQL store
 * alike: text, 53-bit integers, bytes. Instants are integer milliseconds, digests lower-case hex.
 * Every versioned row is replaced whole; `version` counts replacements from 1 and decides races.
 */

/** A row that verbs change; the committer replaces it only while `version` is what the verb read. */
export interface Versioned {
  readonly version: number;
}

/** Another exchange: who it is, how it is pinned. Keyed by `exchange`. */
export interface PeerRow extends Versioned {
  readonly exchange: string;
  readonly jurisdiction: string;
  /** Document digest of the descriptor that the operators compared; never changes. */
  readonly fingerprint: string;
  /** Document digest of the newest descriptor. */
  readonly descriptor_digest: string;
  /** host:port of its FederationService. */
  readonly federation: string;
  readonly ca_pem: string;
  /** JSON array of lower-case hex SHA-256 digests of SubjectPublicKeyInfo. */
  readonly pins: string;
  readonly status: 'pinned' | 'unpinned';
  /** Document digest of the newest formed agreement, or null before one is formed. */
  readonly agreement_digest: string | null;
}

/** One PeerAgreement, formed or not. Keyed by `digest`; its state is the fold of its evidence. */
export interface AgreementRow extends Versioned {
  readonly digest: string;
  readonly peer: string;
  readonly proposer: string;
  readonly created_ms: number;
}

/** A public key of some party. Keyed by `owner` and `kid`: stating a public key proves nothing about who holds it. */
export interface KeyRow extends Versioned {
  readonly kid: string;
  readonly owner: string;
  readonly purpose: KeyPurpose;
  readonly alg: string;
  readonly raw: Uint8Array;
  readonly env: string;
  readonly status: 'active' | 'retired' | 'revoked';
  readonly not_before_ms: number | null;
  readonly not_after_ms: number | null;
  readonly revoked_at_ms: number | null;
  readonly compromised_since_ms: number | null;
}

/** A member of this exchange (with or without a record yet) or of a peer (with its record). Keyed by `id`. */
export interface ParticipantRow extends Versioned {
  readonly id: string;
  readonly exchange: string;
  readonly state: 'registered' | 'active' | 'suspended';
  /** Document digest of the newest ParticipantRecord, or null before approval. */
  readonly record_digest: string | null;
  readonly revision: number;
  /** JSON of the registration as the officer gave it; `{}` for members of peers. */
  readonly registration: string;
  readonly valid_until_ms: number | null;
}

/** The newest known state of one listing: a projection of the fold of its evidence. Keyed by `id`. */
export interface ListingRow extends Versioned {
  readonly id: string;
  readonly exchange: string;
  /** Document digest of the newest revision in the chain. */
  readonly digest: string;
  readonly revision: number;
  /** Without time: pending and expired follow from the two instants below. */
  readonly state: 'open' | 'suspended' | 'withdrawn';
  readonly provider: string;
  readonly product: string;
  /** JSON object language -> title. */
  readonly titles: string;
  readonly form: string;
  readonly visibility: string;
  readonly valid_from_ms: number;
  readonly valid_until_ms: number;
}

/** A listing that an officer has not published yet. Keyed by `id` (the listing id). */
export interface DraftRow extends Versioned {
  readonly id: string;
  /** Encoded selat.v1.Listing without head, revision and supersedes. */
  readonly payload: Uint8Array;
  readonly source: string;
  readonly officer: string;
  readonly created_ms: number;
  readonly state: 'draft' | 'published';
}

/** One grant from its request on. Keyed by `request_digest`; its state is the fold of its evidence. */
export interface GrantRow extends Versioned {
  readonly request_digest: string;
  /** Document digest of the offer or grant; null before an offer. */
  readonly grant_digest: string | null;
  readonly peer: string;
  readonly side: 'provider' | 'consumer';
  readonly listing_id: string;
  readonly consumer: string;
  readonly created_ms: number;
}

/** A person of the back office. Keyed by `id`. Only the SHA-256 of the API token is kept. */
export interface OfficerRow extends Versioned {
  readonly id: string;
  readonly role: OfficerRole;
  readonly token_hash: string;
  readonly state: 'active' | 'disabled';
  readonly created_ms: number;
}

export const OFFICER_ROLES = ['operator', 'reviewer', 'compliance', 'finance', 'auditor'] as const;
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** A status index in use. Keyed by `list` and `position`: two grants never share one. */
export interface StatusIndexRow extends Versioned {
  readonly list: string;
  readonly position: number;
  readonly request_digest: string;
}

/** The versioned tables and the columns of their primary keys. */
export interface Tables
  extends AdmissionTables,
    AttestationTables,
    DecisionTables,
    GateTables,
    GrantTables,
    KeyTables,
    LedgerTables,
    MemberTables,
    OfficeTables,
    OrderTables,
    PackTables {
  peer: PeerRow;
  agreement: AgreementRow;
  key: KeyRow;
  participant: ParticipantRow;
  listing: ListingRow;
  draft: DraftRow;
  grant: GrantRow;
  officer: OfficerRow;
  status_index: StatusIndexRow;
}

export const PRIMARY_KEYS = {
  peer: ['exchange'],
  agreement: ['digest'],
  key: ['owner', 'kid'],
  participant: ['id'],
  listing: ['id'],
  draft: ['id'],
  grant: ['request_digest'],
  officer: ['id'],
  status_index: ['list', 'position'],
  ...ATTESTATION_KEYS,
  ...DECISION_KEYS,
  ...GATE_KEYS,
  ...GRANT_KEYS,
  ...LEDGER_KEYS,
  ...MEMBER_KEYS,
  ...ORDER_KEYS,
  ...PACK_KEYS,
  held_act: ['id'],
  review: ['draft', 'content_digest', 'kind'],
  admission: ['revision'],
  admitted_product: ['product'],
  own_descriptor: ['exchange'],
} as const satisfies { [T in keyof Tables]: readonly (keyof Tables[T])[] };
