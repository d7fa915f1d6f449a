import { parsePublicKey, verifySignature } from '@selat/sdk/keys';
import { describe, expect, it } from 'vitest';
import { isLowS } from '../../src/keys/es256.js';
import { readVectors } from './key-fixtures.js';

interface WycheproofGroup {
  readonly publicKey: { readonly pk?: string; readonly uncompressed?: string };
  readonly tests: readonly {
    readonly tcId: number;
    readonly msg: string;
    readonly sig: string;
    readonly result: string;
  }[];
}

const FILES = [
  { alg: 'Ed25519', path: 'wycheproof/ed25519_test.json' },
  { alg: 'ES256', path: 'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json' },
] as const;

describe.each(FILES)('DOC-4: $alg agrees with Wycheproof', ({ alg, path }) => {
  it('accepts the valid signatures, but for ES256 with high S, and refuses the others', async (context) => {
    const file = readVectors<{ testGroups: WycheproofGroup[] }>(path);
    if (file === undefined) return context.skip(`../shared/vectors/${path} is absent`);
    let count = 0;
    for (const group of file.testGroups) {
      const key = parsePublicKey(alg, Buffer.from(group.publicKey.pk ?? group.publicKey.uncompressed ?? '', 'hex'));
      for (const { tcId, msg, sig, result } of group.tests) {
        const signature = Buffer.from(sig, 'hex');
        const expected = result === 'valid' && (alg === 'Ed25519' || isLowS(signature));
        expect(await verifySignature(key, Buffer.from(msg, 'hex'), signature), `case ${tcId}`).toBe(expected);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(100);
  });
});
