/** What verbs on the own keys need beside the common dependencies. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { Algorithm, KeyPurpose, PublicKey } from '@selat/sdk/keys';
import type { DigestHex, ExchangeDescriptor, ExchangeId, Instant } from '@selat/sdk/model';
import type { KeyRow } from '../rows.js';
import type { OwnDescriptorRow } from '../rows-keys.js';

/** Reads of own identity and of keys whose owner is not known beforehand. */
export interface KeyReader {
  findOwnDescriptor(exchange: ExchangeId): Promise<OwnDescriptorRow | undefined>;
  /** Every registration of one key. */
  listKeysOf(kid: string): Promise<readonly KeyRow[]>;
  /** Keys of anybody that a revocation says were lost. */
  listCompromisedKeys(): Promise<readonly KeyRow[]>;
}

/** The newest own descriptor. */
export interface OwnDescriptor {
  readonly document: SignedDocument;
  readonly descriptor: ExchangeDescriptor;
  readonly digest: DigestHex;
}

/** A key that this node holds, by its open facts. */
export interface HeldKey {
  /** RFC 7638 thumbprint; for `tls` the certificate pin, 64 hexadecimal digits. */
  readonly kid: string;
  readonly purpose: string;
  readonly alg: string;
  readonly createdAt: Instant;
}

/** A certificate in a file of this node. */
export interface CertificateFacts {
  /** `current` is presented, `next` will be, `previous` was; `ca` issued them. */
  readonly role: 'current' | 'next' | 'previous' | 'ca';
  /** SHA-256 of its SubjectPublicKeyInfo, 64 hexadecimal digits. */
  readonly pin: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

/** Purposes whose keys a gateway makes for itself. */
export type GatewayPurpose = Exclude<KeyPurpose, 'identity' | 'tls'>;

/** The own keys: private halves stay behind this line. */
export interface OwnKeys {
  own(): OwnDescriptor;
  held(): readonly HeldKey[];
  certificates(): readonly CertificateFacts[];
  /** Makes a key that no descriptor states yet, or returns the one of an earlier rotation that was not finished. */
  prepareKey(purpose: GatewayPurpose, alg: Algorithm): Promise<PublicKey>;
  /** The same for TLS. @returns pin, and a certificate request in PEM */
  prepareTlsKey(): Promise<{ readonly pin: string; readonly requestPem: string; readonly isLoopback: boolean }>;
  /**
   * Keeps a certificate to be presented later.
   * @throws SelatError CERTIFICATE_INVALID where it is not one that `descriptor` allows; KEY_ABSENT
   */
  stageCertificate(pem: string, descriptor: ExchangeDescriptor): Promise<void>;
  /** Takes over what the store says: signs with the keys of the newest descriptor from now on. */
  refresh(): Promise<void>;
  /** Destroys the private half of a key. */
  erase(kid: string): Promise<void>;
}
