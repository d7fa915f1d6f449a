/** What officers give and get about attestations. Digests are `sha256:<hex>`, instants integer milliseconds, days `YYYY-MM-DD`. */
import type { JwsJson } from '@selat/sdk/document';
import type { SubjectKind } from '@selat/sdk/model';

/** What an instrument covers; what is absent or empty does not limit. */
export interface ScopeInput {
  readonly purposes?: readonly string[] | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly maxIndividuals?: number | undefined;
  readonly recipients?: readonly string[] | undefined;
  readonly countries?: readonly string[] | undefined;
  readonly onwardAllowed?: string | undefined;
  readonly retentionMonths?: number | undefined;
}

/** The facts of an instrument whose evidence an officer has seen. */
export interface AttestInput {
  /** Code of registry `instrument-code`. */
  readonly instrument: string;
  /** ISO 3166-1 alpha-2, or ZZ; absent = the law that the instrument belongs to, or none. */
  readonly regime?: string | undefined;
  readonly subject: {
    readonly kind: SubjectKind;
    readonly id?: string | undefined;
    readonly digest?: string | undefined;
  };
  readonly reference: string;
  /** SHA-256 of the evidence, and where this exchange keeps it. */
  readonly evidence: { readonly digest: string; readonly place: string };
  /** Code of registry `instrument-status`; absent = LIVE. */
  readonly status?: string | undefined;
  readonly issuedOn?: string | undefined;
  readonly effectiveOn?: string | undefined;
  readonly filedOn?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly extensionAppliedOn?: string | undefined;
  readonly conclusion?: string | undefined;
  readonly comparableStandard?: string | undefined;
  readonly changes?: readonly string[] | undefined;
  readonly scope?: ScopeInput | undefined;
  /** The one peer that gets it; absent = every peer, or the other party of a flow. */
  readonly to?: string | undefined;
  /** Nobody gets it. */
  readonly home?: boolean | undefined;
}

export interface WithdrawInput {
  /** Code of registry `withdrawal-reason`. */
  readonly reason: string;
  /** When its effect ends; absent = at once. */
  readonly effectiveAt?: number | undefined;
}

/**
 * Whether an attestation counts today: `counts`; or it is not LIVE, has not begun, is over, taken back, or another has taken
 * its place.
 */
export type Standing = 'counts' | 'not-live' | 'not-begun' | 'expired' | 'withdrawn' | 'superseded';

export interface AttestationView {
  readonly digest: string;
  readonly instrument: string;
  readonly regime: string;
  readonly subject: { readonly kind: string; readonly id?: string; readonly digest?: string };
  readonly reference: string;
  readonly issuer: string;
  readonly role: string;
  readonly status: string;
  readonly standing: Standing;
  readonly issuedOn?: string;
  readonly effectiveOn?: string;
  readonly filedOn?: string;
  readonly expiresOn?: string;
  readonly withdrawnAt?: number;
  readonly supersededBy?: string;
  /** Exchange that brought it here. */
  readonly source: string;
  readonly receivedAt: number;
}

export interface AttestationDetail extends AttestationView {
  readonly scope: ScopeInput;
  readonly conclusion?: string;
  readonly comparableStandard?: string;
  readonly changes: readonly string[];
  /** Salted; only who keeps the evidence can show what it is of. */
  readonly evidenceDigest: string;
  readonly evidencePlace: string;
  /** Where this exchange keeps the evidence, where it does. */
  readonly evidenceFile?: string;
  /** Persons that count under an instrument with a scale, where its law has them counted here. */
  readonly persons?: {
    readonly formed: number;
    readonly entered: number;
    readonly held: number;
    readonly most: number;
  };
  /** Grants in force that stand on it. */
  readonly grants: readonly string[];
  readonly document: JwsJson;
}
