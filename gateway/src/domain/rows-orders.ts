import type { Versioned } from './rows.js';

/** One accepted order of a regulator. Keyed by `digest`; rows are never replaced: whether it binds is the fold's. [ORD-1] */
export interface OrderRow extends Versioned {
  /** Document digest. */
  readonly digest: string;
  /** Exchange of the jurisdiction that ordered. */
  readonly home: string;
  readonly authority: string;
  readonly kind: 'HALT' | 'RECTIFY' | 'RECALL' | 'RESUME';
  /** The order that this RESUME ends; null in every other kind. */
  readonly resumes: string | null;
  /** 1 where a RESUME ends all that the named order binds. */
  readonly is_whole: 0 | 1;
  readonly created_ms: number;
  /** Hex of the 32 random bytes in the digest of the original, where it was transcribed here; else null. */
  readonly original_salt: string | null;
  /**
   * JSON list of what each selector selects, in their order, null for ALL; null where the order was not transcribed here. Others
   * see salted digests only. [ORD-2]
   */
  readonly selected: string | null;
}

export interface OrderTables {
  regulatory_order: OrderRow;
}

export const ORDER_KEYS = { regulatory_order: ['digest'] } as const;

export const ORDER_COLUMNS = {
  regulatory_order: {
    digest: true,
    home: true,
    authority: true,
    kind: true,
    resumes: true,
    is_whole: true,
    created_ms: true,
    original_salt: true,
    selected: true,
  },
} as const;
