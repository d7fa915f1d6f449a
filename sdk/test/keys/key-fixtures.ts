import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Algorithm, generatePrivateKey, type PrivateKey, type Random } from '@selat/sdk/keys';

/** Bytes that `seed` determines: SHA-512 in counter mode. For tests only. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 64) {
      blocks.push(createHash('sha512').update(`${seed}/${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}

export function seededKey(alg: Algorithm, seed: string): PrivateKey {
  return generatePrivateKey(alg, seededRandom(`${seed}/${alg}`));
}

/** Reads a vector file that may be absent; the path is relative to the vectors folder. */
export function readVectors<T>(path: string): T | undefined {
  const url = new URL(`../../../../shared/vectors/${path}`, import.meta.url);
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as T) : undefined;
}
