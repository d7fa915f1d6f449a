import { SelatError } from '../errors/index.js';
import type { ProtectedHeader } from './header.js';

/** Which positions of `signers` the signatures of a submission fill. */
export interface Filling {
  /** For each signature the index of its position; strictly ascending. */
  readonly filled: readonly number[];
  /** Indexes of the positions without a signature. */
  readonly missing: readonly number[];
}

function entryOf({ iss, role, alg }: ProtectedHeader): string {
  return `${iss}#${role}#${alg}`;
}

function checkKeysDiffer(type: string, headers: readonly ProtectedHeader[]): void {
  const seen = new Set<string>();
  for (const { kid } of headers) {
    if (seen.has(kid)) {
      const message = `cannot accept ${type}: key ${kid} signs it twice, and each position needs another key`;
      throw new SelatError('SIGNATURE_REPEATED', message, { type, kid });
    }
    seen.add(kid);
  }
}

/**
 * Gives each signature the next free position whose entry is its own. Equal entries (thresholds) are filled from the
 * first on, each by another key.
 *
 * @throws SelatError HEADER_MISMATCH where a signature is none of the listed ones [DOC-6], SIGNATURE_REPEATED,
 * SIGNATURE_ORDER [DOC-8]
 */
export function fillPositions(type: string, signers: readonly string[], headers: readonly ProtectedHeader[]): Filling {
  for (const header of headers) {
    const entry = entryOf(header);
    if (!signers.includes(entry)) {
      const message = `cannot accept ${type}: its signature by ${entry} is not listed in signers`;
      throw new SelatError('HEADER_MISMATCH', message, { type, entry });
    }
  }
  checkKeysDiffer(type, headers);
  const filled: number[] = [];
  let next = 0;
  for (const header of headers) {
    const entry = entryOf(header);
    const index = signers.indexOf(entry, next);
    if (index < 0) {
      const message = `cannot accept ${type}: its signature by ${entry} fills no position after ${next} of signers`;
      throw new SelatError('SIGNATURE_ORDER', message, { type, entry, after: String(next) });
    }
    filled.push(index);
    next = index + 1;
  }
  return { filled, missing: signers.map((_, index) => index).filter((index) => !filled.includes(index)) };
}
