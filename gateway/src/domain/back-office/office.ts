import { parseDigestText } from '@selat/sdk/document';
import type { KeyOffice } from '../keys/key-cases.js';
import type { OfficePolicy } from '../office/policy.js';
import type { Deps, Peering, Waiter } from '../ports.js';
import type { SearchIndex } from '../search/ports.js';
import type { TakeBackup } from './backup.js';

/** State of the own log, as of the newest signed head. */
export interface LogStatus {
  readonly origin: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
}

/** What the back office needs beside the verbs. */
export interface Office {
  readonly deps: Deps;
  readonly waiter: Waiter;
  readonly peering: Peering;
  readonly search: SearchIndex;
  /** Own keys, and with them the newest own descriptor. */
  readonly keys: KeyOffice;
  readonly protocolVersion: string;
  /** Every version that this build speaks. */
  readonly protocolVersions: readonly string[];
  readonly policy: OfficePolicy;
  readonly logStatus: () => Promise<LogStatus>;
  /** SHA-256 of a token, hex. */
  readonly hashToken: (token: string) => string;
  readonly newToken: () => string;
  readonly takeBackup: TakeBackup;
}

/** Reads a digest as officers type it. @throws SelatError REQUEST_INVALID */
export function digestHex(text: string): string {
  return parseDigestText(text).toString('hex');
}
