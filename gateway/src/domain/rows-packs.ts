import type { Versioned } from './rows.js';

/** One accepted rule pack; what it says is in its document. Keyed by `digest`. [CMP-20] */
export interface RulePackRow extends Versioned {
  /** Document digest. */
  readonly digest: string;
  readonly pack_id: string;
  readonly jurisdiction: string;
  readonly publisher: string;
  /** Version of the pack, not of the row. */
  readonly pack_version: string;
  /** First instant at which it decides. */
  readonly takes_effect_ms: number;
  /** The version that follows it, and when that one takes effect; null where none is known. */
  readonly successor_digest: string | null;
  readonly successor_ms: number | null;
  /** Document digest of its newest texts, or null. */
  readonly catalogue_digest: string | null;
  /** Exchange that brought it here: a peer, or this one. */
  readonly source: string;
  readonly installed_ms: number;
}

/**
 * The versions of one publisher for one jurisdiction, as a line. Keyed by `publisher` and `jurisdiction`: of two successors
 * that are decided on at once only one is taken. [CMP-21]
 */
export interface PackLineRow extends Versioned {
  readonly publisher: string;
  readonly jurisdiction: string;
  /** Newest version known. */
  readonly digest: string;
}

export interface PackTables {
  rule_pack: RulePackRow;
  pack_line: PackLineRow;
}

export const PACK_KEYS = { rule_pack: ['digest'], pack_line: ['publisher', 'jurisdiction'] } as const;

export const PACK_COLUMNS = {
  rule_pack: {
    digest: true,
    pack_id: true,
    jurisdiction: true,
    publisher: true,
    pack_version: true,
    takes_effect_ms: true,
    successor_digest: true,
    successor_ms: true,
    catalogue_digest: true,
    source: true,
    installed_ms: true,
  },
  pack_line: { publisher: true, jurisdiction: true, digest: true },
} as const;
