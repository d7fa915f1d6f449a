import type { Algorithm, Instant } from '../keys/index.js';
import type { Digest, DocumentNames } from './digests.js';
import type { Head } from './head.js';

/** What a receiver expects of every document. */
export interface Expectation {
  /** Environment of the receiving gateway. */
  readonly env: string;
  /** Exchange that receives the document; absent = the audience is not compared (offline evidence). */
  readonly receiver?: string;
  readonly now: Instant;
  /** What `documentNames` says of this very document, where the caller knows it already. */
  readonly names?: DocumentNames;
}

/** One signature that fills one position of `signers`. */
export interface Position {
  /** Index in `signers`. */
  readonly index: number;
  /** Party that signs. */
  readonly id: string;
  readonly role: string;
  readonly alg: Algorithm;
  readonly kid: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Purpose that the key must be registered for. [IDN-4] */
  readonly keyPurpose: string;
  /** On the issuing side of the document. */
  readonly isIssuing: boolean;
  readonly signature: Buffer;
  /** Bytes that the signature covers, RFC 7515. */
  readonly signingInput: Buffer;
}

/** A document that passed the strict gate: well formed and consistent, its signatures not yet verified. */
export interface Gated<M = unknown> {
  readonly type: string;
  /** Decoded by the generated code of `type`. */
  readonly message: M;
  readonly head: Head;
  /** The bytes as received. */
  readonly payload: Buffer;
  /** Entries `<id>#<role>#<alg>` of the complete document. */
  readonly signers: readonly string[];
  /** One for each signature, ascending. */
  readonly positions: readonly Position[];
  /** `offered`: all signatures of the issuing side and none of the other. */
  readonly form: 'complete' | 'offered';
  readonly documentDigest: Digest;
  readonly submissionDigest: Digest;
}
