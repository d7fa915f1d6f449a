import {
  missingFromListing,
  parseListing,
  parseListingSuspension,
  parseListingWithdrawal,
  TITLE_LANGUAGES,
} from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { wireListing, wireListingNotice, wirePrice, wireProduct, wireTerms } from './trade-fixtures.js';
import { bytes, head, MY, NOON, SZ } from './wire-fixtures.js';

const invalid = (path: string) =>
  expect.objectContaining({ reason: 'DOCUMENT_FIELD_INVALID', facts: expect.objectContaining({ path }) });
const reason = (name: string) => expect.objectContaining({ reason: name });

describe('LST-2: a listing and all that it names belong to the issuing exchange', () => {
  it.each([
    ['id', { id: `${MY}/l/port-calls` }],
    ['product.id', { product: wireProduct({ id: `${MY}/d/port-calls` }) }],
    ['product.provider', { product: wireProduct({ provider: `${MY}/p/port` }) }],
    ['id', { id: `${SZ}/d/port-calls` }],
  ])('refuses a foreign %s', (path, over) => {
    const expected = expect.objectContaining({ reason: 'LISTING_NOT_OWNED', facts: expect.objectContaining({ path }) });
    expect(() => parseListing(wireListing(over))).toThrow(expected);
  });

  it.each([parseListingWithdrawal, parseListingSuspension])(
    'refuses a notice about a foreign listing (%#)',
    (parse) => {
      expect(parse(wireListingNotice()).listingId).toBe(`${SZ}/l/port-calls`);
      expect(() => parse(wireListingNotice({ listingId: `${MY}/l/port-calls` }))).toThrow(reason('LISTING_NOT_OWNED'));
      expect(() => parse(wireListingNotice({ head: head(SZ, [MY]) }))).toThrow(invalid('head.audience'));
    },
  );
});

describe('LST-3: an incomplete listing is refused with everything that it lacks', () => {
  it('names all gaps at once', () => {
    const product = wireProduct({
      titles: [{ language: 'ja', text: '港' }],
      rights: undefined,
      sourceStatement: undefined,
    });
    const terms = wireTerms({ governingLaw: '', forum: undefined, audit: undefined, breachRemedies: [] });
    const missing = [
      'product.titles in zh-CN, ms-MY or en',
      'product.rights.hold',
      'product.rights.process',
      'product.rights.operate',
      'product.source_statement',
      'terms[0].audit',
      'terms[0].breach_remedies',
      'terms[0].governing_law',
      'terms[0].forum',
    ];
    expect(missingFromListing(wireListing({ product, terms: [terms] }))).toEqual(missing);
    expect(() => parseListing(wireListing({ product, terms: [terms] }))).toThrow(
      expect.objectContaining({
        reason: 'LISTING_INCOMPLETE',
        facts: expect.objectContaining({ missing: missing.join(', ') }),
      }),
    );
  });

  it.each(TITLE_LANGUAGES)('accepts a listing whose only title is in %s', (language) => {
    const product = wireProduct({ titles: [{ language, text: 'Port' }] });
    expect(parseListing(wireListing({ product })).product.titles).toHaveLength(1);
  });

  it('asks for the owner of a model where training is allowed', () => {
    const aiTraining = { permission: 'ALLOWED', modelOwner: '', attributionRequired: false };
    expect(missingFromListing(wireListing({ terms: [wireTerms({ aiTraining })] }))).toEqual([
      'terms[0].ai_training.model_owner',
    ]);
  });
});

describe('LST-5: the origin of what a listing claims is stated', () => {
  it('is satisfied by an entry for the field, for a part of it or for the whole around it', () => {
    const entry = (path: string) => ({ path, source: 'OVERLAY', reference: 'o.yaml' });
    const paths = [
      'product.titles[0].text',
      'product.provider',
      'product.form',
      'product.rights',
      'product.source_statement',
    ];
    const provenance = [...paths, 'terms[0]'].map(entry);
    expect(missingFromListing(wireListing({ provenance }))).toEqual([]);
    expect(missingFromListing(wireListing({ provenance: provenance.slice(1) }))).toEqual([
      'provenance of product.titles',
    ]);
    expect(
      missingFromListing(wireListing({ provenance: [...provenance.slice(1), entry('product.titlesque')] })),
    ).toEqual(['provenance of product.titles']);
  });
});

describe('LST-4: a revision says which one it follows', () => {
  it.each([
    ['supersedes', { revision: 2n }],
    ['supersedes', { supersedes: bytes(1) }],
    ['valid_until_ms', { validUntilMs: BigInt(NOON) }],
    ['terms', { terms: [wireTerms(), wireTerms()] }],
    ['head.audience', { head: head(SZ, [MY]) }],
    ['product.titles', { product: wireProduct({ titles: ['a', 'b'].map((text) => ({ language: 'en', text })) }) }],
  ])('refuses a listing whose %s contradicts the rest', (path, over) => {
    expect(() => parseListing(wireListing(over))).toThrow(invalid(path));
  });

  it.each([
    ['sensitive_persons', { personal: 'yes', persons: 3n, sensitivePersons: 4n }],
    ['personal', { personal: 'no', persons: 1n }],
  ])('refuses a personal-data profile whose %s contradicts itself', (field, over) => {
    const base = wireProduct().personalData;
    const product = wireProduct({ personalData: base && { ...base, ...over } });
    expect(() => parseListing(wireListing({ product }))).toThrow(invalid(`product.personal_data.${field}`));
  });
});

describe('LST-10: a licence does not contradict itself', () => {
  const bare = { currency: '', amountMinor: undefined };
  const tier = (fromUnit: bigint) => ({ fromUnit, unitAmountMinor: 5n });
  it.each([
    ['FREE', { model: 'FREE', ...bare }],
    ['ONE_OFF', {}],
    ['SUBSCRIPTION', { model: 'SUBSCRIPTION', period: 'MONTH' }],
    ['PER_CALL', { model: 'PER_CALL', amountMinor: 0n }],
    ['TIERED', { model: 'TIERED', amountMinor: undefined, tiers: [tier(1n), tier(100n)] }],
    ['REVENUE_SHARE', { model: 'REVENUE_SHARE', amountMinor: undefined, shareBps: 0 }],
    ['NEGOTIATED', { model: 'NEGOTIATED', ...bare }],
    ['NEGOTIATED in a currency', { model: 'NEGOTIATED', amountMinor: undefined }],
  ])('accepts a %s price with the fields of its model', (_, over) => {
    expect(parseListing(wireListing({ terms: [wireTerms({ price: wirePrice(over) })] })).terms).toHaveLength(1);
  });

  it.each([
    ['currency', { model: 'FREE', amountMinor: undefined }],
    ['amount_minor', { amountMinor: undefined }],
    ['currency', { currency: '' }],
    ['period', { model: 'SUBSCRIPTION' }],
    ['period', { period: 'MONTH' }],
    ['tiers', { model: 'TIERED', amountMinor: undefined }],
    ['tiers[0].from_unit', { model: 'TIERED', amountMinor: undefined, tiers: [tier(2n)] }],
    ['tiers[1].from_unit', { model: 'TIERED', amountMinor: undefined, tiers: [tier(1n), tier(1n)] }],
    ['share_bps', { shareBps: 5 }],
    ['amount_minor', { model: 'NEGOTIATED' }],
    ['model', { model: 'toString' }],
  ])('refuses a price whose %s does not fit its model', (field, over) => {
    const terms = [wireTerms({ price: wirePrice(over) })];
    expect(() => parseListing(wireListing({ terms }))).toThrow(invalid(`terms[0].price.${field}`));
  });

  const training = (permission: string) => ({ permission, modelOwner: 'CONSUMER', attributionRequired: false });
  it.each([
    ['FORBIDDEN', 'TRAIN', false],
    ['FORBIDDEN', 'FINE_TUNE', false],
    ['FINE_TUNE_ONLY', 'TRAIN', false],
    ['FINE_TUNE_ONLY', 'FINE_TUNE', true],
    ['ALLOWED', 'TRAIN', true],
  ])('with training %s and action %s is acceptable: %s', (permission, action, isFine) => {
    const terms = [wireTerms({ actions: [action], aiTraining: training(permission) })];
    const parse = () => parseListing(wireListing({ terms }));
    if (isFine) expect(parse().terms).toHaveLength(1);
    else expect(parse).toThrow(invalid('terms[0].ai_training.permission'));
  });

  it('refuses two ceilings for one unit and period', () => {
    const quotas = [1n, 2n].map((limit) => ({ unit: 'CALLS', limit, period: 'DAY' }));
    expect(() => parseListing(wireListing({ terms: [wireTerms({ quotas })] }))).toThrow(invalid('terms[0].quotas'));
  });
});
