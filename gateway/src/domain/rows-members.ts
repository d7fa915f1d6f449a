import type { Versioned } from './rows.js';

/** A one-time enrolment code that an officer issued. Keyed by `number`, the first part of the code. [IDN-25] */
export interface EnrolmentRow extends Versioned {
  readonly number: string;
  readonly participant: string;
  /** Hex of what a proof of the code is checked with; the code cannot be found from it. */
  readonly verifier: string;
  /** Algorithm of the key that the member makes. */
  readonly alg: string;
  /** Officer who issued it, on whose word the key enters the record. */
  readonly officer: string;
  readonly created_ms: number;
  readonly expires_ms: number;
  /** Without time: an open code expires at `expires_ms`. */
  readonly state: 'open' | 'redeemed' | 'revoked' | 'locked';
  /** Wrong proofs so far. */
  readonly failures: number;
  /** Key that the member signs with since; null before redemption. */
  readonly kid: string | null;
  /** SHA-256 of the member's API token, hex; null before redemption. */
  readonly token_hash: string | null;
}

/** A document whose bytes are fixed and which waits for the signature of a participant. Keyed by `digest`. [IDN-26] */
export interface PreparationRow extends Versioned {
  /** Document digest of the payload. */
  readonly digest: string;
  readonly participant: string;
  readonly type: string;
  readonly payload: Uint8Array;
  /** JSON array: entries of the signers list. */
  readonly signers: string;
  /** What it was made of: the listing id and the version of the draft, or the listing id of a request. */
  readonly subject: string;
  /** Version of the draft; null for a request. */
  readonly draft_version: number | null;
  /** Officer who prepared it. */
  readonly officer: string;
  readonly created_ms: number;
  readonly expires_ms: number;
  /** Without time and draft: one that waits may be expired or outdated. */
  readonly state: 'waiting' | 'signed' | 'withdrawn';
}

/** What the exchange keeps of the evidence of an identity check (DSL Art 33). Keyed by `digest`. [IDN-9] */
export interface IdentityEvidenceRow extends Versioned {
  /** The salted digest that the record states, hex. */
  readonly digest: string;
  readonly participant: string;
  /** Hex of 32 random bytes. */
  readonly salt: string;
  /** SHA-256 of the evidence, hex. */
  readonly content: string;
  /** Where the exchange keeps the evidence itself. */
  readonly place: string;
  readonly officer: string;
  readonly created_ms: number;
}

/** The versioned tables of members. */
export interface MemberTables {
  enrolment: EnrolmentRow;
  preparation: PreparationRow;
  identity_evidence: IdentityEvidenceRow;
}

export const MEMBER_KEYS = {
  enrolment: ['number'],
  preparation: ['digest'],
  identity_evidence: ['digest'],
} as const satisfies { [T in keyof MemberTables]: readonly (keyof MemberTables[T])[] };
