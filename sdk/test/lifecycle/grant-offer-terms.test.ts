import { checkOffer, checkRequest, foldListing, type SupersededGrant } from '@selat/sdk/lifecycle';
import { parseGrantRequest, parseListing } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { wireListing, wirePrice, wireRequest, wireTerms } from '../model/trade-fixtures.js';
import { bytes, DAY, hex, NOON } from '../model/wire-fixtures.js';
import { grantDocument } from './evidence-fixtures.js';

const mismatch = (path: string) =>
  expect.objectContaining({ reason: 'GRANT_TERMS_MISMATCH', facts: expect.objectContaining({ path }) });
const ask = (over: Parameters<typeof wireRequest>[0] = {}) => parseGrantRequest(wireRequest(over));

const listing = parseListing(wireListing());
const offered =
  (over: Parameters<typeof grantDocument>[0], superseded?: SupersededGrant, asked = ask()) =>
  () =>
    checkOffer({ grant: grantDocument(over), request: asked, requestDigest: hex(2), listing, superseded });
const renewable = (flag: boolean): SupersededGrant => ({
  digest: hex(9),
  grant: grantDocument({
    terms: wireTerms({ term: { days: 30, renewable: flag } }),
    validFromMs: BigInt(NOON - 10 * DAY),
    validUntilMs: BigInt(NOON + 20 * DAY),
  }),
});

describe('GRT-16: a grant names the formed grant that its request names, and nothing else', () => {
  const named = { supersedes: bytes(9), validUntilMs: BigInt(NOON + 20 * DAY) };
  it('is refused where it names nothing, something else, or something that nobody asked for', () => {
    expect(offered(named, renewable(true))).not.toThrow();
    expect(offered({ ...named, supersedes: Buffer.alloc(0) }, renewable(true))).toThrow(mismatch('supersedes'));
    expect(offered({ ...named, supersedes: bytes(8) }, renewable(true))).toThrow(mismatch('supersedes'));
    expect(offered(named)).toThrow(mismatch('supersedes'));
  });
});

describe('GRT-17: the validity of an offer is within the licence and what the request wants', () => {
  it('starts and ends no further than wanted', () => {
    const wanted = ask({ validFromMs: BigInt(NOON + DAY), validUntilMs: BigInt(NOON + 2 * DAY) });
    const within = { validFromMs: BigInt(NOON + DAY), validUntilMs: BigInt(NOON + 2 * DAY) };
    expect(offered(within, undefined, wanted)).not.toThrow();
    expect(offered({ ...within, validFromMs: BigInt(NOON) }, undefined, wanted)).toThrow(mismatch('valid_from_ms'));
    expect(offered({ ...within, validUntilMs: BigInt(NOON + 3 * DAY) }, undefined, wanted)).toThrow(
      mismatch('valid_until_ms'),
    );
  });
  it('a request for longer than the licence allows is refused at once', () => {
    const state = foldListing({ id: listing.id, acts: [{ digest: hex(1), document: listing }], now: NOON });
    if (state === undefined) throw new Error('the example listing has no state');
    const wanted = (days: number) => ask({ validUntilMs: BigInt(NOON + days * DAY) });
    expect(() => checkRequest(wanted(30), state)).not.toThrow();
    expect(() => checkRequest(wanted(31), state)).toThrow(mismatch('valid_until_ms'));
  });
  it('outlasts a superseded grant only where that may be renewed, and never starts before it', () => {
    const longer = { supersedes: bytes(9) };
    expect(offered(longer, renewable(true))).not.toThrow();
    expect(offered(longer, renewable(false))).toThrow(mismatch('valid_until_ms'));
    const early = { supersedes: bytes(9), validFromMs: BigInt(NOON - 11 * DAY), validUntilMs: BigInt(NOON + DAY) };
    expect(offered(early, renewable(true))).toThrow(mismatch('valid_from_ms'));
  });
});

describe('GRT-3: an offer names the attestations of its listing', () => {
  it('is refused with more, fewer or others', () => {
    expect(offered({ attestationDigests: [bytes(7)] })).toThrow(mismatch('attestation_digests'));
  });
});

describe('GRT-19: a negotiated price keeps the currency and the lines that the listing states', () => {
  const lines = [{ kind: 'COMMISSION', rateBps: 200, payer: 'provider' }];
  const open = { model: 'NEGOTIATED', amountMinor: undefined, lines };
  const of = parseListing(wireListing({ terms: [wireTerms({ price: wirePrice(open) })] }));
  const at = (over: object) => () =>
    checkOffer({
      grant: grantDocument({ terms: wireTerms({ price: wirePrice({ lines, ...over }) }) }),
      request: ask(),
      requestDigest: hex(2),
      listing: of,
    });
  it('is refused in another currency and without the commission', () => {
    expect(at({})).not.toThrow();
    expect(at({ currency: 'USD' })).toThrow(mismatch('terms.price.currency'));
    expect(at({ lines: [] })).toThrow(mismatch('terms.price.lines'));
    const state = foldListing({ id: of.id, acts: [{ digest: hex(1), document: of }], now: NOON });
    if (state === undefined) throw new Error('the example listing has no state');
    const dollars = ask({ offeredPrice: wirePrice({ currency: 'USD', lines }) });
    expect(() => checkRequest(dollars, state)).toThrow(mismatch('offered_price.currency'));
  });
});
