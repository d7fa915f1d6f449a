/** Forms of the fields of grants that several operations have. */
import { z } from 'zod';
import { code, form } from './fields.js';

/** Whole minor units as decimal text, so that no amount is rounded. */
const amount = z.string().regex(/^(0|[1-9][0-9]{0,17})$/, 'is not a whole number of minor units in decimal digits');
const positive = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** A price that somebody states. What its model needs is checked with the document. */
export const price = z.strictObject({
  model: code('price-model'),
  currency: form('currency').optional(),
  amountMinor: amount.optional(),
  period: code('period').optional(),
  shareBps: z.int().min(0).max(10_000).optional(),
  tiers: z
    .array(z.strictObject({ fromUnit: positive, unitAmountMinor: amount }))
    .min(1)
    .max(32)
    .optional(),
});

export const quota = z.strictObject({ unit: code('quota-unit'), limit: positive, period: code('period') });

/** Milliseconds since 1970. */
export const instant = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** A key of the caller's choice. */
export const key = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'is not 1 to 128 visible ASCII characters')
  .optional();

/** Most hours that an offer may wait: a year. */
export const deadlineHours = z.int().min(1).max(8_760).optional();
