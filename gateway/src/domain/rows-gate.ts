import type { Versioned } from './rows.js';

/** What an officer stated about a listing that the listing itself does not say. Keyed by `id`, the listing id. [CMP-25] */
export interface ListingFactsRow extends Versioned {
  readonly id: string;
  /** JSON of the facts, as FlowFacts without day and legs. */
  readonly facts: string;
  readonly officer: string;
  readonly stated_ms: number;
}

export interface GateTables {
  listing_facts: ListingFactsRow;
}

export const GATE_KEYS = { listing_facts: ['id'] } as const;

export const GATE_COLUMNS = { listing_facts: { id: true, facts: true, officer: true, stated_ms: true } } as const;
