import type { Versioned } from './rows.js';

/** One revision of the admission policy; the highest is in force. Keyed by `revision`; rows are never replaced. */
export interface AdmissionRow extends Versioned {
  /** From 1. */
  readonly revision: number;
  readonly policy: 'pilot' | 'open';
  /** JSON array of codes of registry `data-grade` that `pilot` lets through. */
  readonly grades: string;
  /** 1 where `pilot` lets products with personal data through. */
  readonly personal_data: 0 | 1;
  /** 1 where `pilot` asks for no allow-list. */
  readonly any_product: 0 | 1;
  readonly officer: string;
  readonly reason: string;
  readonly changed_ms: number;
}

/** A product that `pilot` lets through, or no longer. Keyed by `product`. */
export interface AdmittedProductRow extends Versioned {
  /** `<exchange>/d/<slug>`. */
  readonly product: string;
  readonly state: 'allowed' | 'removed';
  readonly officer: string;
  readonly reason: string;
  readonly changed_ms: number;
}

/** Tables of the admission policy. */
export interface AdmissionTables {
  admission: AdmissionRow;
  admitted_product: AdmittedProductRow;
}
