/** What the keys of a node are for. One key, one purpose, one environment, one algorithm. [IDN-4] */
import type { Algorithm, Instant, KeyPurpose } from '@selat/sdk/keys';

export { KEY_PURPOSES, type KeyPurpose } from '@selat/sdk/keys';

/** Purposes whose keys sign through a `Signer`. */
export type SigningPurpose = Exclude<KeyPurpose, 'tls'>;

/** Where a keystore lies: `online` is opened by the serving process, `offline` holds identity keys and the key of the CA. */
export type Custody = 'online' | 'offline';

/** The public facts of a stored key. */
export interface KeyEntry {
  /** RFC 7638 thumbprint; for `tls` the certificate pin without its `sha256:` prefix. */
  readonly kid: string;
  readonly purpose: KeyPurpose;
  readonly alg: Algorithm | 'RSA';
  readonly createdAt: Instant;
}

/** Whether a key of that purpose belongs into a keystore of that custody. Of RSA keys the gateway's is online, the CA's offline. */
export function isCustodyOf(custody: Custody, purpose: KeyPurpose): boolean {
  return purpose === 'tls' || (purpose === 'identity') === (custody === 'offline');
}
