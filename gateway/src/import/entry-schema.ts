import { Price } from '@selat/proto/selat/v1/terms.js';
import { FORMATS } from '@selat/sdk/document';
import { z } from 'zod';
import { shapeOf, strictMapping } from './message-schema.js';
import { type ListingPart, type Part, PRICE_OF_TERMS } from './record.js';
import { priceFindings } from './terms-rules.js';

/** Longest validity of a listing: ten years. */
const MAX_VALIDITY_DAYS = 3_653;

/** What an overlay entry or a product of Selat YAML says: any part of a DataProduct, and the listing around it. */
export interface Entry {
  readonly product: Part;
  readonly listing: ListingPart;
  /** Why the operator keeps the record back. */
  readonly exclude?: string;
}

/** Keys of a Listing that are no statement of an operator: they are made at publication or from other keys. */
const MADE_LATER = [
  'head',
  'id',
  'revision',
  'supersedes',
  'product',
  'terms',
  'validFromMs',
  'validUntilMs',
  'provenance',
];

const isSlug = (text: string) => FORMATS['slug']?.matches(text) === true;
const slug = z
  .string({ error: 'expected a slug' })
  .refine(isSlug, { error: `expected a slug: ${FORMATS['slug']?.meaning ?? ''}` });

const days = `expected days, a whole number from 1 to ${MAX_VALIDITY_DAYS}`;

const product = shapeOf('selat.v1.DataProduct', { isPartial: true, omit: ['id'] });

const typedPrice = strictMapping(shapeOf('selat.v1.Price', { isPartial: false }));

/** A price, or the word that leaves the template's prices in place. */
const price = z.unknown().transform((value, context) => {
  if (value === PRICE_OF_TERMS) return PRICE_OF_TERMS;
  const result = typedPrice.safeParse(value);
  const findings = result.success
    ? priceFindings(Price.fromPartial(result.data as Parameters<typeof Price.fromPartial>[0]), [])
    : result.error.issues.map((issue) => {
        if (issue.code === 'unrecognized_keys') return { path: [issue.keys[0] ?? ''], message: issue.message };
        const isWhole = issue.path.length === 0;
        return {
          path: issue.path,
          message: isWhole ? `expected a price, or the word ${PRICE_OF_TERMS}` : issue.message,
        };
      });
  for (const { path, message } of findings) context.addIssue({ code: 'custom', path: [...path], message });
  return result.success && findings.length === 0 ? result.data : z.NEVER;
});

const listing = {
  slug: slug.optional(),
  price: price.optional(),
  terms: z.array(slug, { error: 'expected a list of ids of licence terms' }).min(1).max(8).optional(),
  validityDays: z.int({ error: days }).min(1, { error: days }).max(MAX_VALIDITY_DAYS, { error: days }).optional(),
  ...shapeOf('selat.v1.Listing', { isPartial: true, omit: MADE_LATER }),
};

/** Schema of an entry. All keys are optional: what no layer states is reported when the draft is made. */
export const entrySchema: z.ZodType<Entry> = strictMapping({
  ...product,
  ...listing,
  exclude: z.string({ error: 'expected the reason in words' }).min(1).optional(),
}).transform(({ exclude, ...keys }) => {
  const isProduct = ([key]: [string, unknown]) => Object.hasOwn(product, key);
  const entries = Object.entries(keys).filter(([, value]) => value !== undefined);
  return {
    product: Object.fromEntries(entries.filter(isProduct)),
    listing: Object.fromEntries(entries.filter((entry) => !isProduct(entry))) as ListingPart,
    ...(typeof exclude === 'string' ? { exclude } : {}),
  };
});
