import type { Versioned } from './rows.js';

/** A key under which a caller asked for a grant, so that it asks once. Keyed by `key`. */
export interface RequestKeyRow extends Versioned {
  readonly key: string;
  /** What was asked, as text: the same key never stands for something else. */
  readonly asked: string;
  readonly request_digest: string;
  readonly created_ms: number;
}

/** Tables about grants beside the grants. */
export interface GrantTables {
  request_key: RequestKeyRow;
}

export const GRANT_KEYS = { request_key: ['key'] } as const;
