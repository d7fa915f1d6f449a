import type { Versioned } from './rows.js';

/** By which packs the grants with a peer were last looked at. Keyed by `peer`. [GRT-28] */
export interface LawReviewRow extends Versioned {
  readonly peer: string;
  /** Document digests of the packs, ascending, with a space between. */
  readonly packs: string;
  readonly reviewed_ms: number;
}

export interface DecisionTables {
  law_review: LawReviewRow;
}

export const DECISION_KEYS = { law_review: ['peer'] } as const;

export const DECISION_COLUMNS = { law_review: { peer: true, packs: true, reviewed_ms: true } } as const;
