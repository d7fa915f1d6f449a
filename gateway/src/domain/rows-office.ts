import type { Versioned } from './rows.js';

/** An act that an officer asked for and another must approve. Keyed by `id`; closed rows stay as the record of it. */
export interface HeldActRow extends Versioned {
  /** `w-` and 10 hex digits. */
  readonly id: string;
  /** Name of the act, such as `grant.offer`. */
  readonly act: string;
  /** JSON array: the arguments of the verb after the officer, exactly as they were given. */
  readonly input: string;
  /** What the act is about, in one line. */
  readonly about: string;
  /** Who asked for it. */
  readonly officer: string;
  readonly created_ms: number;
  /** From then on nobody can approve it. */
  readonly expires_ms: number;
  /** Without time: an act that waits past `expires_ms` has expired. */
  readonly state: 'waiting' | 'done' | 'refused' | 'withdrawn';
  /** Who approved, refused or withdrew it. */
  readonly second_officer: string | null;
  readonly decided_ms: number | null;
  /** Why it was refused or withdrawn; empty where nobody said. */
  readonly note: string;
}

export const REVIEW_KINDS = ['legal', 'technical', 'compliance'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/**
 * One review of the exact content of one draft; the newest of its kind counts. Keyed by `draft`, `content_digest` and
 * `kind`. The columns are what an Attestation of the review states.
 */
export interface ReviewRow extends Versioned {
  /** Id of the listing. */
  readonly draft: string;
  /** SHA-256 of the encoded selat.v1.Listing without head, revision and supersedes, hex. */
  readonly content_digest: string;
  readonly kind: ReviewKind;
  readonly verdict: 'APPROVED' | 'REJECTED';
  readonly officer: string;
  readonly reviewed_ms: number;
  readonly note: string;
  /** Document digest of the Attestation that states it, or null. */
  readonly attestation_digest: string | null;
}

export interface OfficeTables {
  held_act: HeldActRow;
  review: ReviewRow;
}
