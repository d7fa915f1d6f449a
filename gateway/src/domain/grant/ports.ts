import type { RequestKeyRow } from '../rows-grants.js';

/** Reads of the store about grants beside their rows. */
export interface GrantReader {
  /** What was asked under a key that a caller chose. */
  findRequestKey(key: string): Promise<RequestKeyRow | undefined>;
}
