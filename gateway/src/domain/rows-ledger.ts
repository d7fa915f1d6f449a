import type { Versioned } from './rows.js';

export const ENTRY_KINDS = ['OPENING', 'EXPORT', 'CORRECTION', 'RESERVATION'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One entry of the ledger of persons; never deleted. Keyed by `id`. [LGR-2] */
export interface LedgerEntryRow extends Versioned {
  /** Of a reservation the request digest, of another entry 32 hexadecimal digits. */
  readonly id: string;
  /** Participant whose exports are counted. */
  readonly provider: string;
  /** Civil year in the time of the exchange's jurisdiction. */
  readonly year: number;
  readonly kind: EntryKind;
  /** Distinct persons without sensitive data; below zero only in a correction. */
  readonly ordinary: number;
  /** Distinct persons with sensitive data. */
  readonly sensitive: number;
  /** `BOOKED` is not a reservation. `RELEASED` counts no more, all others do. */
  readonly state: 'BOOKED' | 'HELD' | 'CONSUMED' | 'RELEASED';
  /** Of a reservation: version of the grant's row that the offer made; a later one may say more. Else null. */
  readonly grant_version: number | null;
  /** Of a reservation: last instant at which the countersignature may arrive. Else null. */
  readonly lapses_ms: number | null;
  /** Document digest of the attestation that the numbers rest on, or null. */
  readonly attestation_digest: string | null;
  /** Of what an officer entered: attestation of the instrument under whose scale the persons are, or null. [LGR-11] */
  readonly under_digest: string | null;
  /** Salted digest of evidence that stays here, hex, which names its row; or null. */
  readonly evidence_digest: string | null;
  /** Why, for whoever reads the ledger; empty for a reservation. */
  readonly reason: string;
  readonly officer: string;
  readonly created_ms: number;
  /** When a reservation was consumed or released; null before. */
  readonly settled_ms: number | null;
}

/**
 * What counts of one provider in one year. Its version is what makes two reservations at once a conflict. Keyed by
 * `provider` and `year`. [LGR-4]
 */
export interface LedgerYearRow extends Versioned {
  readonly provider: string;
  readonly year: number;
  /** Sums over the entries that are not released. */
  readonly ordinary: number;
  readonly sensitive: number;
  /** Entry that opened the year, or null. */
  readonly opening: string | null;
}

export interface LedgerTables {
  ledger_entry: LedgerEntryRow;
  ledger_year: LedgerYearRow;
}

export const LEDGER_KEYS = { ledger_entry: ['id'], ledger_year: ['provider', 'year'] } as const;

export const LEDGER_COLUMNS = {
  ledger_entry: {
    id: true,
    provider: true,
    year: true,
    kind: true,
    ordinary: true,
    sensitive: true,
    state: true,
    grant_version: true,
    lapses_ms: true,
    attestation_digest: true,
    under_digest: true,
    evidence_digest: true,
    reason: true,
    officer: true,
    created_ms: true,
    settled_ms: true,
  },
  ledger_year: { provider: true, year: true, ordinary: true, sensitive: true, opening: true },
} as const;
