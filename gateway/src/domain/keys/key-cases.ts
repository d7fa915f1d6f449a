import type { JwsJson } from '@selat/sdk/document';
import type { Held } from '../office/views.js';
import type { Actor } from '../view-types.js';
import type { AuthorityCases } from './authorities.js';
import type { InstalledView, KeyDraft, KeyView, RevokeInput, RotateInput } from './key-views.js';
import type { OwnKeys } from './ports.js';

/** A descriptor that the identity keys signed. */
export interface SignedDescriptorInput {
  readonly descriptor: JwsJson;
  /** PEM of the certificate that was issued with it. */
  readonly certificate?: string | undefined;
}

/** What the back office can ask about own keys. */
export interface KeyCases extends AuthorityCases {
  /** Every own key and certificate. */
  listKeys(): Promise<readonly KeyView[]>;
  /** Makes the new key, and the descriptor that the identity keys have to sign; nothing changes until it is installed. */
  prepareRotation(actor: Actor, input: RotateInput): Promise<KeyDraft>;
  /** Installs a signed descriptor: its keys sign from then on, and every peer gets it. */
  installDescriptor(actor: Actor, input: SignedDescriptorInput): Promise<InstalledView>;
  /** Makes the revocation of a key, or the descriptor without a pin, for the identity keys to sign. */
  prepareRevocation(actor: Actor, input: RevokeInput): Promise<KeyDraft>;
  /** Publishes a signed revocation: the key never signs again. */
  revokeKey(actor: Actor, revocation: JwsJson): Promise<KeyView | Held>;
}

/** What the verbs need beside the office. */
export interface KeyOffice {
  readonly keys: OwnKeys;
  readonly warnDays: number;
  /** Looks whether a new certificate can take its turn. */
  readonly considerSwitch: () => Promise<void>;
  /** Peers that the next certificate waits for. */
  readonly lagging: () => readonly string[];
}
