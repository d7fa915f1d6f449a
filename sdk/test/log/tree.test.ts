import {
  appendLeaf,
  appendLeaves,
  EMPTY_FRONTIER,
  EMPTY_ROOT,
  encodeFrontier,
  leafHash,
  nodeHash,
  parseFrontier,
  rootOf,
} from '@selat/sdk/log';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHashes, refusal } from './fixtures.js';
import { naiveLeaf, naiveRoot } from './naive-tree.js';

describe('LOG-2: the tree is hashed as in RFC 6962 section 2.1', () => {
  it('has the root SHA-256 of no bytes before the first leaf', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(EMPTY_FRONTIER)).toEqual(EMPTY_ROOT);
  });

  it('hashes the example tree of Certificate Transparency to its published roots', () => {
    // Entries and roots of the reference test data of RFC 6962 (certificate-transparency, merkle_tree_test.cc).
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    let frontier = EMPTY_FRONTIER;
    for (const [i, entry] of entries.entries()) {
      frontier = appendLeaf(frontier, leafHash(Buffer.from(entry, 'hex')));
      expect(rootOf(frontier).toString('hex')).toBe(roots[i]);
    }
  });

  it('gives a leaf and a node of the same bytes different hashes', () => {
    const [left, right] = [leafHash(Buffer.from('l')), leafHash(Buffer.from('r'))];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
    expect(leafHash(Buffer.from('l'))).toEqual(naiveLeaf(Buffer.from('l')));
  });

  it('reaches the recursive root at every size to 130', () => {
    const leaves = leafHashes(130);
    let frontier = EMPTY_FRONTIER;
    for (const [i, leaf] of leaves.entries()) {
      frontier = appendLeaf(frontier, leaf);
      expect(rootOf(frontier)).toEqual(naiveRoot(leaves.slice(0, i + 1)));
    }
  });

  it('reaches one root however a log is cut into batches, and leaves each earlier frontier as it was', () => {
    const leaves = leafHashes(200);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }), (batches) => {
        let [frontier, from] = [EMPTY_FRONTIER, 0];
        for (const count of batches) {
          const before = encodeFrontier(frontier);
          const next = appendLeaves(frontier, leaves.slice(from, from + count));
          expect(encodeFrontier(frontier)).toEqual(before);
          [frontier, from] = [next, from + count];
        }
        expect(frontier.size).toBe(from);
        expect(rootOf(frontier)).toEqual(naiveRoot(leaves.slice(0, from)));
      }),
    );
  });
});

describe('LOG-2: a stored frontier is read back as it was, or not at all', () => {
  it('reads back every frontier to size 70', () => {
    let frontier = EMPTY_FRONTIER;
    for (const leaf of leafHashes(70)) {
      expect(parseFrontier(encodeFrontier(frontier))).toEqual(frontier);
      frontier = appendLeaf(frontier, leaf);
    }
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['half a size', Buffer.alloc(4)],
    ['a size without hashes', Buffer.from('0000000000000001', 'hex')],
    ['a hash too many', Buffer.concat([Buffer.from('0000000000000001', 'hex'), Buffer.alloc(64)])],
    ['a hash of 31 bytes', Buffer.concat([Buffer.from('0000000000000001', 'hex'), Buffer.alloc(31)])],
    ['size 2^53', Buffer.concat([Buffer.from('0020000000000000', 'hex'), Buffer.alloc(32)])],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseFrontier(bytes)).toThrow(refusal('STORE_CORRUPT'));
  });

  it('refuses to append to a frontier that lacks a hash', () => {
    expect(() => appendLeaf({ size: 1, hashes: [] }, EMPTY_ROOT)).toThrow(refusal('STORE_CORRUPT'));
  });
});
