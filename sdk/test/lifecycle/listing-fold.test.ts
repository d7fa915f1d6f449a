import {
  checkListingNotice,
  checkRevision,
  foldListing,
  type ListingAct,
  type ListingState,
} from '@selat/sdk/lifecycle';
import { parseListing, parseListingSuspension, parseListingWithdrawal } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { wireListing, wireListingNotice, wireProduct } from '../model/trade-fixtures.js';
import { bytes, DAY, hex, NOON, SZ } from '../model/wire-fixtures.js';

const ID = `${SZ}/l/port-calls`;
const NONE = Buffer.alloc(0);
const document = (n: number, supersedes: Buffer, over: object = {}) =>
  parseListing(wireListing({ revision: BigInt(n), supersedes, ...over }));
const first: ListingAct = { digest: hex(1), document: document(1, NONE) };
const second: ListingAct = { digest: hex(2), document: document(2, bytes(1)) };
const third: ListingAct = { digest: hex(3), document: document(3, bytes(2)) };
const suspended = (fill: number): ListingAct => ({
  digest: hex(0x10 + fill),
  document: parseListingSuspension(wireListingNotice({ listingDigest: bytes(fill) })),
});
const withdrawn: ListingAct = {
  digest: hex(0x20),
  document: parseListingWithdrawal(wireListingNotice({ reason: 'SOURCE_ENDED' })),
};
const fold = (acts: readonly ListingAct[], now = NOON) => foldListing({ id: ID, acts, now });
function folded(acts: readonly ListingAct[]): ListingState {
  const state = fold(acts);
  if (state === undefined) throw new Error('the example listing has no state');
  return state;
}
const reason = (name: string) => expect.objectContaining({ reason: name });

describe('LST-4: revisions form one chain from the first on', () => {
  it('the newest revision counts', () => {
    expect(fold([third, first, second])).toMatchObject({
      state: 'current',
      digest: hex(3),
      chain: [hex(1), hex(2), hex(3)],
    });
  });
  it('a revision whose predecessor is not here does not count yet', () => {
    expect(fold([second])).toBeUndefined();
    expect(fold([first, third])).toMatchObject({ digest: hex(1), waiting: [hex(3)] });
  });
  it('a number out of step never counts', () => {
    expect(fold([first, { digest: hex(9), document: document(3, bytes(1)) }])).toMatchObject({ digest: hex(1) });
  });
  it('a receiver takes the next revision only', () => {
    const before = folded([first, second]);
    expect(() => checkRevision(undefined, document(1, NONE))).not.toThrow();
    expect(() => checkRevision(before, document(3, bytes(2)))).not.toThrow();
    expect(() => checkRevision(undefined, document(2, bytes(1)))).toThrow(reason('PREDECESSOR_MISSING'));
    expect(() => checkRevision(before, document(4, bytes(3)))).toThrow(reason('PREDECESSOR_MISSING'));
    expect(() => checkRevision(before, document(2, bytes(1)))).toThrow(reason('LISTING_REVISION'));
    expect(() => checkRevision(before, document(1, NONE))).toThrow(reason('LISTING_REVISION'));
    expect(() => checkRevision(before, document(3, bytes(1)))).toThrow(reason('LISTING_REVISION'));
    const moved = document(3, bytes(2), { product: wireProduct({ id: `${SZ}/d/other` }) });
    expect(() => checkRevision(before, moved)).toThrow('its product is not');
    expect(() => checkRevision(folded([first, withdrawn]), document(2, bytes(1)))).toThrow('the listing is withdrawn');
  });
});

describe('LST-6: a suspension closes the revision that it names', () => {
  it('and the next revision opens the listing again', () => {
    expect(fold([first, suspended(1)])).toMatchObject({ state: 'suspended', reason: 'QUALITY' });
    expect(fold([first, suspended(1), second])?.state).toBe('current');
    expect(fold([first, suspended(2)])?.state).toBe('current');
  });
  it('is open from valid_from on, not one millisecond before', () => {
    expect([fold([first], NOON - 1)?.state, fold([first], NOON)?.state]).toEqual(['pending', 'current']);
  });
  it('a notice names the newest revision', () => {
    const notice = parseListingSuspension(wireListingNotice({ listingDigest: bytes(1) }));
    expect(() => checkListingNotice(folded([first]), notice)).not.toThrow();
    expect(() => checkListingNotice(folded([first, second]), notice)).toThrow(reason('LISTING_REVISION'));
    const later = parseListingSuspension(wireListingNotice({ listingDigest: bytes(2) }));
    expect(() => checkListingNotice(folded([first]), later)).toThrow(reason('PREDECESSOR_MISSING'));
    expect(() => checkListingNotice(undefined, later)).toThrow(reason('PREDECESSOR_MISSING'));
    expect(() => checkListingNotice(folded([first, withdrawn]), notice)).toThrow(reason('LISTING_NOT_OPEN'));
  });
});

describe('LST-7: a listing expires at valid_until', () => {
  it('is current one millisecond before and expired at it, also while suspended', () => {
    const until = NOON + 100 * DAY;
    expect([fold([first], until - 1)?.state, fold([first], until)?.state]).toEqual(['current', 'expired']);
    expect(fold([first, suspended(1)], until)?.state).toBe('expired');
  });
});

describe('LST-9: a withdrawal is final', () => {
  it('whichever revision it names and whatever follows', () => {
    expect(fold([withdrawn, first, second])).toMatchObject({ state: 'withdrawn', reason: 'SOURCE_ENDED' });
    expect(fold([withdrawn, first], NOON + 100 * DAY)?.state).toBe('withdrawn');
  });
});
