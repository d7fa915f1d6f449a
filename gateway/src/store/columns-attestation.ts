import type { AttestationTables } from '../domain/rows-attestation.js';

type ColumnsOf<T extends keyof AttestationTables> = {
  readonly [C in Exclude<keyof AttestationTables[T], 'version'>]: true;
};

/** The columns of the tables of attestations beside `version`. */
export const ATTESTATION_COLUMNS: { readonly [T in keyof AttestationTables]: ColumnsOf<T> } = {
  attestation: {
    digest: true,
    issuer: true,
    role: true,
    source: true,
    reach: true,
    instrument: true,
    regime: true,
    subject_kind: true,
    subject_id: true,
    subject_digest: true,
    reference: true,
    status: true,
    expires_on: true,
    issued_ms: true,
    received_ms: true,
    withdrawn_ms: true,
    withdrawal_digest: true,
    superseded_by: true,
    lapsed_ms: true,
    counted_ms: true,
  },
  attestation_evidence: { digest: true, salt: true, content: true, place: true, officer: true, created_ms: true },
};
