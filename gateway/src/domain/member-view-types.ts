/** What officers and members give and get about members: plain values that print as JSON. */
import type { JwsJson } from '@selat/sdk/document';
import type { Algorithm } from '@selat/sdk/keys';

/** The participant that calls with the token of its enrolment. */
export interface Member {
  /** `<exchange>/p/<slug>`. */
  readonly id: string;
  /** Number of the enrolment that the token came with. */
  readonly enrolment: string;
}

export interface EnrolmentView {
  readonly number: string;
  readonly participant: string;
  /** `open`, `expired`, `redeemed`, `revoked` or `locked` (too many wrong proofs). */
  readonly state: string;
  readonly algorithm: string;
  readonly officer: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly failures: number;
  readonly kid?: string;
}

/** A new code, which is shown this once, and what the member compares. */
export interface IssuedEnrolment extends EnrolmentView {
  readonly code: string;
  readonly fingerprint: string;
}

/** What a member learns when its key is in its record. */
export interface EnrolledView {
  readonly participant: string;
  readonly exchange: string;
  readonly environment: string;
  readonly fingerprint: string;
  readonly kid: string;
  /** Descriptors of the exchange, oldest first: each vouches for the next. */
  readonly descriptors: readonly JwsJson[];
  /** The ParticipantRecord that lists the key. */
  readonly record: JwsJson;
}

/** Bytes as they came from JSON. */
export interface KeyInput {
  readonly alg: Algorithm;
  readonly raw: Buffer;
}

export interface PreparationView {
  readonly digest: string;
  readonly participant: string;
  readonly type: string;
  /** `waiting`, `signed`, `withdrawn`, `expired`, or `outdated` where its draft changed since. */
  readonly state: string;
  /** Listing that it offers or requests. */
  readonly listing: string;
  readonly officer: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What a member needs to see and sign a prepared document. */
export interface PreparedView extends PreparationView {
  /** base64url of the exact bytes. */
  readonly payload: string;
  readonly signers: readonly string[];
  /** The listing that a request names. */
  readonly context?: JwsJson;
}

export interface MemberKeyView {
  readonly kid: string;
  /** Absent for a revoked key. */
  readonly alg?: string;
  /** First instant at which it no longer signs; absent = open. */
  readonly notAfter?: number;
  /** Code of registry `revocation-reason`. */
  readonly revoked?: string;
}

export interface ParticipantInput {
  /** Slug; the id is `<exchange>/p/<slug>`. */
  readonly slug: string;
  readonly names: readonly { readonly language: string; readonly text: string }[];
  readonly country: string;
  readonly roles: readonly ('provider' | 'consumer')[];
  readonly externalIds: readonly { readonly scheme: string; readonly value: string }[];
}

export interface ParticipantView {
  readonly id: string;
  readonly exchange: string;
  readonly state: string;
  readonly revision: number;
  readonly names: Readonly<Record<string, string>>;
  readonly roles: readonly string[];
  readonly externalIds: readonly { readonly scheme: string; readonly value: string }[];
  /** The newest check; absent before approval. */
  readonly identityCheck?: { readonly method: string; readonly checkedOn: string; readonly officer: string };
  /** First instant at which the check no longer counts; absent = open. */
  readonly validUntil?: number;
  readonly keys: readonly MemberKeyView[];
  /** Kinds of documents that it signs itself. */
  readonly signs: readonly string[];
  readonly record?: string;
}
