import { z } from 'zod';
import { MAX_HITS } from '../../domain/search/search-listings.js';
import type { SearchQuery } from '../../domain/search/search-view.js';
import { code, form } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

/** Most alternatives of one filter, as in `SearchListingsRequest`. */
const MAX_VALUES = 16;
const STATES = ['pending', 'current', 'suspended', 'withdrawn', 'expired'] as const;

/** A filter: given once or several times. */
function values<T extends string>(one: z.ZodType<T>) {
  return z
    .preprocess(
      (given) => (typeof given === 'string' ? [given] : given),
      z.array(one).min(1).max(MAX_VALUES).optional(),
    )
    .transform((list) => [...new Set(list ?? [])])
    .meta({ description: 'may be given several times' });
}

const schema = z
  .strictObject({
    q: z.string().default('').meta({ description: 'words in any language; absent: every listing' }),
    form: values(code('product-form')),
    subject: values(code('subject')),
    purpose: values(code('purpose')),
    priceModel: values(code('price-model')),
    maxPrice: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    currency: form('currency').optional(),
    jurisdiction: values(form('country')),
    language: values(form('language')),
    exchange: values(form('exchange-id')),
    state: values(z.enum(STATES)),
    limit: z.coerce.number().int().min(1).max(MAX_HITS).default(20),
    after: z.string().min(1).max(512).optional(),
  })
  .refine(({ maxPrice, currency }) => (maxPrice === undefined) === (currency === undefined), {
    message: 'needs maxPrice in minor units and currency together',
    path: ['maxPrice'],
  });

function toQuery(given: z.infer<typeof schema>): SearchQuery {
  const { maxPrice: amountMinor, currency, limit, after } = given;
  return {
    words: given.q,
    forms: given.form,
    subjects: given.subject,
    purposes: given.purpose,
    priceModels: given.priceModel,
    ...(amountMinor === undefined || currency === undefined ? {} : { maxPrice: { amountMinor, currency } }),
    jurisdictions: given.jurisdiction,
    languages: given.language,
    exchanges: given.exchange,
    states: given.state.length === 0 ? ['current'] : given.state,
    limit,
    ...(after === undefined ? {} : { after }),
  };
}

/** Before the operations of listings: its path would be one of theirs. */
export const SEARCH_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/listings/search',
    summary: 'Search the listings of this exchange and of its peers',
    roles: ANY_OFFICER,
    schema,
    run: (useCases, input) => useCases.searchListings(toQuery(input)),
  }),
];
