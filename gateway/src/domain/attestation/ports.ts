import type { DigestHex, Instant } from '@selat/sdk/model';
import type { Page, PageRequest } from '../ports.js';
import type { AttestationEvidenceRow, AttestationRow } from '../rows-attestation.js';

/** Which attestations a page holds; what is absent does not limit. */
export interface AttestationFilter {
  /** Id or digest of the subject. */
  readonly subject?: string | undefined;
  readonly instrument?: string | undefined;
  readonly issuer?: string | undefined;
}

/** Reads of attestations. */
export interface AttestationReader {
  findAttestation(digest: DigestHex): Promise<AttestationRow | undefined>;
  /** Attestations by digest. */
  listAttestations(page: PageRequest & AttestationFilter): Promise<Page<AttestationRow>>;
  /** Attestations whose subject has one of these ids or digests, in the order of their digests, at most 1,000. */
  listAttestationsAbout(subjects: readonly string[]): Promise<readonly AttestationRow[]>;
  /**
   * Attestations that may have lapsed and were not found lapsed before: withdrawn at `now`, superseded, with a last day before
   * `day`, or with persons counted beside an offer; at most `limit`, after the digest `after`.
   */
  listLapsing(due: {
    readonly now: Instant;
    readonly day: string;
    readonly limit: number;
    readonly after?: DigestHex;
  }): Promise<readonly AttestationRow[]>;
  findAttestationEvidence(digest: DigestHex): Promise<AttestationEvidenceRow | undefined>;
}
