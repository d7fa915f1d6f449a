import { describe, expect, it } from 'vitest';
import { ALGORITHM_NAMES, deviceSigner, type KeyDevice, verifySignature } from '../../src/keys/index.js';
import { seededKey } from './key-fixtures.js';
import { deviceOf } from './raw-device.js';

const MESSAGE = Buffer.from('what is signed');

describe('IDN-4: a key in a device signs like one in memory, whether the device takes messages or digests', () => {
  it.each(ALGORITHM_NAMES)('%s', async (alg) => {
    const key = seededKey(alg, 'device');
    for (const takes of ['message', 'digest'] as const) {
      if (alg === 'Ed25519' && takes === 'digest') continue;
      const { device, asked } = deviceOf(key, takes);
      const signer = deviceSigner(device);
      expect({ alg: signer.alg, kid: signer.kid }).toEqual({ alg, kid: key.kid });
      const signature = await signer.sign(MESSAGE);
      expect(await verifySignature(key.publicKey, MESSAGE, signature)).toBe(true);
      expect(asked.map(({ length }) => length)).toEqual([takes === 'digest' ? 32 : MESSAGE.length]);
    }
  });

  it('refuses Ed25519 over digests, and whatever is no signature of the key', async () => {
    const key = seededKey('Ed25519', 'device');
    const device = (over: Partial<KeyDevice>): KeyDevice => ({ ...deviceOf(key, 'message').device, ...over });
    expect(() => deviceSigner(device({ takes: 'digest' }))).toThrow(
      expect.objectContaining({ reason: 'KEY_MALFORMED' }),
    );
    const silent = deviceSigner(device({ sign: async () => Buffer.alloc(64) }));
    await expect(silent.sign(MESSAGE)).rejects.toMatchObject({ reason: 'SIGNATURE_INVALID' });
  });
});
