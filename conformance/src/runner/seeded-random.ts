/** Bytes that look random and follow from a nonce, so that a run can be told again. */
import { createHash } from 'node:crypto';

/** @param scope what the bytes are for, such as the id of a case: cases do not disturb each other's */
export function seededRandom(nonce: string, scope: string): (bytes: number) => Buffer {
  let counter = 0;
  return (bytes) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < bytes; have += 32) {
      blocks.push(createHash('sha256').update(`selat-conformance/v1\n${nonce}\n${scope}\n${counter}`).digest());
      counter += 1;
    }
    return Buffer.concat(blocks).subarray(0, bytes);
  };
}
