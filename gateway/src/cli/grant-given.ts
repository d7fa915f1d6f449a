/** What a command line says of a price, a quota or an instant. */
import { FORMATS } from '@selat/sdk/formats';
import { z } from 'zod';
import type { PriceInput, QuotaInput } from '../domain/use-cases.js';

const AMOUNT = /^[0-9]{1,18}$/;
const CURRENCY = /^[A-Z]{3}$/;

/** `FREE`, `CNY 450000`, `PER_CALL CNY 12`, `SUBSCRIPTION CNY 10000 MONTH`, `REVENUE_SHARE CNY 250`; minor units. */
function parsePrice(text: string): PriceInput | undefined {
  const words = text.trim().split(/\s+/);
  if (words.length === 1 && words[0] === 'FREE') return { model: 'FREE' };
  const [model = '', currency = '', figure = '', period, ...rest] = CURRENCY.test(words[0] ?? '')
    ? ['ONE_OFF', ...words]
    : words;
  if (rest.length > 0 || !CURRENCY.test(currency) || !AMOUNT.test(figure)) return undefined;
  const amountMinor = String(BigInt(figure));
  if (model === 'SUBSCRIPTION' && period !== undefined) return { model, currency, amountMinor, period };
  if (period !== undefined) return undefined;
  if (model === 'REVENUE_SHARE') return { model, currency, shareBps: Number(figure) };
  return model === 'ONE_OFF' || model === 'PER_CALL' ? { model, currency, amountMinor } : undefined;
}

function parsed<T>(read: (text: string) => T | undefined, problem: string) {
  return z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

export const price = parsed(
  parsePrice,
  'is no price: write FREE, CNY 450000 (whole minor units, for the term), PER_CALL CNY 12, SUBSCRIPTION CNY 10000 MONTH or REVENUE_SHARE CNY 250',
).optional();

/** `CALLS=1000/DAY`. */
function parseQuota(text: string): QuotaInput | undefined {
  const [, unit, limit, period] = /^([A-Z_]+)=([1-9][0-9]{0,14})\/([A-Z]+)$/.exec(text) ?? [];
  if (unit === undefined || limit === undefined || period === undefined) return undefined;
  return { unit, limit: Number(limit), period };
}

export const volume = z
  .array(parsed(parseQuota, 'is no volume: write unit=limit/period, such as CALLS=1000/DAY'))
  .optional();

/** Midnight UTC of a day, or an RFC 3339 instant. */
function parseInstant(text: string): number | undefined {
  const isDay = FORMATS['day']?.matches(text) === true || /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = isDay || isInstant ? Date.parse(isDay ? `${text}T00:00:00Z` : text) : Number.NaN;
  return Number.isSafeInteger(at) && at > 0 ? at : undefined;
}

export const instant = parsed(
  parseInstant,
  'is no instant: write a day such as 2027-03-01 (its first instant, UTC) or 2027-03-01T09:00:00Z',
).optional();
