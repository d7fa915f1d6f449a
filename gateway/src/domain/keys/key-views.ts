/** What officers are shown of the own keys, and what they carry to the identity keys and back. */
import type { JwsJson } from '@selat/sdk/document';

/**
 * `active` signs now; `prepared` is made and stands in no descriptor; `waiting` is a certificate that peers learn about;
 * `retired` signs nothing new; `expired` is past its end; `revoked` is over for good; `missing` is not in this keystore.
 */
export type KeyState = 'active' | 'prepared' | 'waiting' | 'retired' | 'expired' | 'revoked' | 'missing';

/** One own key or certificate. Instants are integer milliseconds. */
export interface KeyView {
  /** RFC 7638 thumbprint; of certificates the pin, 64 hexadecimal digits. */
  readonly kid: string;
  /** Key purpose, or `ca`. */
  readonly purpose: string;
  readonly algorithm: string;
  readonly state: KeyState;
  readonly notBefore?: number;
  /** End of a certificate, or of the time in which a replaced key is still good. */
  readonly notAfter?: number;
  /** Whole days until `notAfter`; negative when it has passed. */
  readonly daysLeft?: number;
  /** Instant since which the key is compromised. */
  readonly compromisedSince?: number;
  /** What the operator should do; absent = nothing. */
  readonly advice?: string;
}

/** Something that the identity keys have to sign. */
export interface KeyDraft {
  readonly type: string;
  /** Canonical payload, base64url. */
  readonly payload: string;
  /** Newest own descriptor: its identity keys sign, and the draft is compared with it. */
  readonly current: JwsJson;
  readonly purpose: string;
  /** Algorithms of identity keys to make while signing. */
  readonly identityAlgorithms?: readonly string[];
  /** Certificate request in PEM that the CA has to answer. */
  readonly certificateRequest?: string;
  /** Whether the certificate also names the local host. */
  readonly isLoopback?: boolean;
}

/** What came of installing a descriptor. */
export interface InstalledView {
  /** Digest of the newest own descriptor. */
  readonly descriptor: string;
  readonly sequence: number;
  /** Peers that have to confirm before a new certificate is presented. */
  readonly waitingFor: readonly string[];
  readonly keys: readonly KeyView[];
}

/** A key or certificate that ends soon. */
export interface ExpiringKey {
  readonly kid: string;
  readonly purpose: string;
  readonly notAfter: number;
  readonly daysLeft: number;
}

export interface RotateInput {
  readonly purpose: string;
  /** Absent = every algorithm of the purpose. */
  readonly algorithm?: string | undefined;
}

export interface RevokeInput {
  readonly kid: string;
  readonly reason: string;
  readonly compromisedSince?: number | undefined;
}
