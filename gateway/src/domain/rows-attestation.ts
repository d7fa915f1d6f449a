import type { Versioned } from './rows.js';

/** One accepted attestation, for finding it; what it says is in its document. Keyed by `digest`. [ATT-4] */
export interface AttestationRow extends Versioned {
  /** Document digest. */
  readonly digest: string;
  readonly issuer: string;
  /** Role of the first signature. */
  readonly role: string;
  /** Exchange that brought it here: a peer, or this one. */
  readonly source: string;
  /** To whom this exchange sends it on: every peer, the one peer of its audience, or nobody. */
  readonly reach: 'EVERYONE' | 'PEER' | 'HOME';
  readonly instrument: string;
  readonly regime: string;
  readonly subject_kind: string;
  /** Empty for a flow. */
  readonly subject_id: string;
  /** Empty where the id is enough. */
  readonly subject_digest: string;
  readonly reference: string;
  readonly status: string;
  /** Last day of validity; null = open. */
  readonly expires_on: string | null;
  readonly issued_ms: number;
  readonly received_ms: number;
  /** When its effect ends or ended; null = nobody withdrew it. */
  readonly withdrawn_ms: number | null;
  readonly withdrawal_digest: string | null;
  /** The newest attestation about the same thing, or null where this is it. */
  readonly superseded_by: string | null;
  /** When this exchange found that nothing stands on it any more; null before. */
  readonly lapsed_ms: number | null;
  /** When persons last came to count under it beside an offer: from then on its scale is looked at. Null = never. [ATT-13] */
  readonly counted_ms: number | null;
}

/** What the exchange keeps of the evidence of an attestation that it signed. Keyed by `digest`. [ATT-9] */
export interface AttestationEvidenceRow extends Versioned {
  /** The salted digest that the attestation states, hex. */
  readonly digest: string;
  /** Hex of 32 random bytes. */
  readonly salt: string;
  /** SHA-256 of the evidence, hex. */
  readonly content: string;
  /** Where the exchange keeps the evidence itself. */
  readonly place: string;
  readonly officer: string;
  readonly created_ms: number;
}

/** Tables of attestations. */
export interface AttestationTables {
  attestation: AttestationRow;
  attestation_evidence: AttestationEvidenceRow;
}

export const ATTESTATION_KEYS = { attestation: ['digest'], attestation_evidence: ['digest'] } as const;
