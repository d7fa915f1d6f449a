import { describe, expect, it } from 'vitest';
import { countIdentityKeys, requireNextDescriptor, requireRevocable } from '../../src/lifecycle/index.js';
import type { ExchangeDescriptor, RegisteredKey } from '../../src/model/index.js';

const key = (kid: string, over: Partial<RegisteredKey> = {}): RegisteredKey => {
  return { kid, purpose: 'identity', alg: 'Ed25519', raw: Buffer.alloc(32), ...over };
};
const A = 'aa'.repeat(32);

/** What the chain reads of a descriptor. */
function descriptor(over: Partial<ExchangeDescriptor> = {}): ExchangeDescriptor {
  const keys = [key('one'), key('two'), key('old', { notAfter: 5 }), key('doc', { purpose: 'document' })];
  const read = { id: 'szdex.example', keys, identityThreshold: 2, sequence: 3 };
  return { ...(read as unknown as ExchangeDescriptor), ...over };
}
const next = (over: Partial<ExchangeDescriptor> = {}) => descriptor({ sequence: 4, previousDigest: A, ...over });
const follow = (kids: readonly string[], over: Partial<ExchangeDescriptor> = {}) => {
  requireNextDescriptor({ before: descriptor(), beforeDigest: A, next: next(over), kids });
};

describe('IDN-3: a descriptor follows the one before it, under its threshold', () => {
  it('counts distinct keys, and takes exactly the next number', () => {
    expect(() => follow(['one', 'two'])).not.toThrow();
    expect(() => follow(['one', 'one'])).toThrow(expect.objectContaining({ reason: 'DESCRIPTOR_UNTRUSTED' }));
    const two = ['one', 'two'];
    expect(() => follow(two, { sequence: 5 })).toThrow(expect.objectContaining({ reason: 'PREDECESSOR_MISSING' }));
    expect(() => follow(two, { sequence: 3 })).toThrow(expect.objectContaining({ reason: 'DESCRIPTOR_SEQUENCE' }));
    const other = { previousDigest: 'bb'.repeat(32) };
    expect(() => follow(two, other)).toThrow(expect.objectContaining({ reason: 'DESCRIPTOR_SEQUENCE' }));
  });
});

describe('IDN-11: an identity key that the newest descriptor gives an end signs nothing more', () => {
  it('counts neither it nor a key of another purpose', () => {
    expect(countIdentityKeys(descriptor(), ['one', 'old', 'doc'])).toBe(1);
    expect(() => follow(['one', 'old'])).toThrow(expect.objectContaining({ reason: 'DESCRIPTOR_UNTRUSTED' }));
  });
});

describe('IDN-12: a revocation needs the threshold too', () => {
  it('refuses one signature of two', () => {
    const refused = expect.objectContaining({ reason: 'DESCRIPTOR_UNTRUSTED' });
    expect(() => requireRevocable(descriptor(), 'doc', ['one'])).toThrow(refused);
    expect(() => requireRevocable(descriptor(), 'doc', ['one', 'old'])).toThrow(refused);
    expect(() => requireRevocable(descriptor(), 'doc', ['two', 'one'])).not.toThrow();
  });
});
