import { createHash } from 'node:crypto';
import { checkLeaf, type LeafOpening, leafHash, openLeaf, sealLeaf } from '@selat/sdk/log';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, flipBit, refusal } from './fixtures.js';

const MALFORMED = refusal('LEAF_MALFORMED');
const opening = (changes: Partial<LeafOpening> = {}): LeafOpening => ({
  salt: bytesOf('salt'),
  act: 'selat.v1.Listing',
  direction: 'in',
  env: 'SANDBOX',
  timeMs: 1_790_000_000_000n,
  documentDigest: bytesOf('document'),
  submissionDigest: bytesOf('submission'),
  chain: 'my.example',
  chainSequence: 1n,
  previousLeafHash: Buffer.alloc(32),
  ...changes,
});
const local = { direction: 'local', chain: '-' };
const none = { documentDigest: Buffer.alloc(0), submissionDigest: Buffer.alloc(0) };

/** The entry as LOG-1 words it. */
const entryOf = (openingBytes: Uint8Array) =>
  Buffer.concat([Buffer.from([1]), createHash('sha256').update('selat-leaf/v1\n').update(openingBytes).digest()]);

describe('LOG-1: an entry is the version byte and the commitment to the opening', () => {
  it('is 33 bytes, and its leaf hash is that of the entry', () => {
    const sealed = sealLeaf(opening());
    expect(sealed.entry).toEqual(entryOf(sealed.openingBytes));
    expect(sealed.entry).toHaveLength(33);
    expect(sealed.leafHash).toEqual(leafHash(sealed.entry));
  });

  it('opens with the bytes that it commits to', () => {
    const { entry, openingBytes } = sealLeaf(opening());
    expect(openLeaf(entry, openingBytes)).toEqual(opening());
  });

  it('is checked against the leaf hash where a peer sends the opening as a message', () => {
    const sealed = sealLeaf(opening());
    expect(checkLeaf(sealed.leafHash, opening())).toEqual(sealed);
    expect(() => checkLeaf(sealed.leafHash, opening({ timeMs: 1n }))).toThrow(MALFORMED);
    expect(() => checkLeaf(sealed.leafHash, opening({ salt: Buffer.alloc(0) }))).toThrow(MALFORMED);
  });

  it('does not open with any bit turned, in the entry or in the opening', () => {
    const { entry, openingBytes } = sealLeaf(opening());
    for (let bit = 0; bit < 8 * entry.length; bit += 1)
      expect(() => openLeaf(flipBit(entry, bit), openingBytes)).toThrow(MALFORMED);
    for (let bit = 0; bit < 8 * openingBytes.length; bit += 1)
      expect(() => openLeaf(entry, flipBit(openingBytes, bit))).toThrow(MALFORMED);
  });

  it('differs where only the salt differs', () => {
    expect(sealLeaf(opening({ salt: bytesOf('other') })).entry).not.toEqual(sealLeaf(opening()).entry);
  });

  it('does not open with bytes that are no canonical LeafOpening, even where the entry commits to them', () => {
    const { openingBytes } = sealLeaf(opening());
    const wrong = [
      Buffer.alloc(0),
      Buffer.concat([openingBytes, Buffer.from('5801', 'hex')]),
      Buffer.concat([openingBytes, openingBytes]),
      Buffer.concat([openingBytes.subarray(34), openingBytes.subarray(0, 34)]),
      openingBytes.subarray(0, -1),
      openingBytes.subarray(34),
    ];
    for (const bytes of wrong) expect(() => openLeaf(entryOf(bytes), bytes)).toThrow(MALFORMED);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => openLeaf(entryOf(bytes), bytes)).toThrow(MALFORMED);
      }),
    );
  });

  it.each<[string, Partial<LeafOpening>]>([
    ['a local verb without a document', { ...local, ...none, act: 'local/approve-listing' }],
    ['a local act with a document', { ...local, act: 'selat.v1.CheckpointNote' }],
    ['an act for every peer', { direction: 'out', chain: '*' }],
    ['the largest time and sequence', { timeMs: 2n ** 53n - 1n, chainSequence: 2n ** 53n - 1n }],
  ])('seals %s', (_, changes) => {
    const { entry, openingBytes } = sealLeaf(opening(changes));
    expect(openLeaf(entry, openingBytes)).toEqual(opening(changes));
  });

  it.each<[string, Partial<LeafOpening>]>([
    ['a short salt', { salt: Buffer.alloc(31) }],
    ['a short digest', { documentDigest: Buffer.alloc(31) }],
    ['no digest on an act between exchanges', none],
    ['an unknown direction', { direction: 'IN' }],
    ['an unknown environment', { env: 'sandbox' }],
    ['time 0', { timeMs: 0n }],
    ['a time of 2^53', { timeMs: 2n ** 53n }],
    ['sequence 0', { chainSequence: 0n }],
    ['no chain', { chain: '' }],
    ['a local act on the chain of a peer', { direction: 'local' }],
    ['an act of a peer on the local chain', { chain: '-' }],
    ['a local verb that is not local', { act: 'local/approve-listing' }],
    ['an act without a package', { act: 'Listing' }],
    ['an act of 97 characters', { act: `selat.v1.${'A'.repeat(88)}` }],
    ['a short previous hash', { previousLeafHash: Buffer.alloc(0) }],
  ])('refuses to seal %s', (_, changes) => {
    expect(() => sealLeaf(opening(changes))).toThrow(MALFORMED);
  });
});
