/** Bytes that a member signs or proves when it brings a key: text lines, so that no two statements share bytes. [IDN-25] */
import type { PublicKey } from '../keys/index.js';

/** What a member sends with its enrolment code. */
export interface Enrolment {
  /** Number of the enrolment. */
  readonly number: string;
  /** `sha256:<hex>` of the descriptor of the exchange, as the member was told it. */
  readonly fingerprint: string;
  readonly key: PublicKey;
  /** SHA-256 of the member's API token, hex. */
  readonly tokenHash: string;
}

/** A member's change from one key to another. */
export interface Rotation {
  readonly participant: string;
  /** `SANDBOX` or `LIVE`. */
  readonly environment: string;
  /** Thumbprint of the key that is given up. */
  readonly from: string;
  readonly key: PublicKey;
}

function lines(...parts: readonly string[]): Buffer {
  return Buffer.from(parts.map((part) => `${part}\n`).join(''), 'ascii');
}

/** Covered by the proof of the code and signed with the new key. */
export function enrolmentTranscript({ number, fingerprint, key, tokenHash }: Enrolment): Buffer {
  return lines('selat-enrolment/v1', number, fingerprint, key.alg, key.raw.toString('hex'), tokenHash);
}

/** Signed with the old key and with the new one. */
export function rotationTranscript({ participant, environment, from, key }: Rotation): Buffer {
  return lines('selat-rotation/v1', participant, environment, from, key.alg, key.raw.toString('hex'));
}
