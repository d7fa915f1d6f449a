import { z } from 'zod';
import type { ListingHit, SearchView } from '../../domain/use-cases.js';
import { minorDigits } from '../../domain/views/print-price.js';
import { openClient } from '../api-client.js';
import type { Action } from '../command.js';
import { flag, parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { MAX_COLUMNS, oneLine } from '../output/table.js';
import { clip, padEnd, widthOf } from '../output/width.js';

const some = texts.optional();
const query = z.object({
  words: z.array(z.string()).default([]),
  form: some,
  subject: some,
  purpose: some,
  free: flag,
  maxPrice: z
    .string()
    .regex(/^[0-9]{1,12}(\.[0-9]{1,4})?$/, 'is no amount such as 1500.00')
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not three capital letters of ISO 4217')
    .optional(),
  jurisdiction: some,
  language: some,
  exchange: some,
  state: some,
  limit: wholeNumber(1, 100),
  after: text.optional(),
});

export const search: Action = async (call) => {
  const { words, free, maxPrice, currency, ...filters } = parseGiven(query, call);
  const page = await (await openClient(call)).get<SearchView>('/listings/search', {
    ...(words.length === 0 ? {} : { q: words.join(' ') }),
    ...filters,
    ...(free ? { priceModel: 'FREE' } : {}),
    ...amountOf(maxPrice, currency),
  });
  return { json: page, text: (style) => pageText(page, style) };
};

/** @throws SelatError USAGE where one is given without the other, or the currency has no such small coin */
function amountOf(
  maxPrice: string | undefined,
  currency: string | undefined,
): { maxPrice?: number; currency?: string } {
  if (maxPrice === undefined && currency === undefined) return {};
  if (maxPrice === undefined || currency === undefined) throw usage(['--max-price and --currency go together']);
  const digits = minorDigits(currency);
  const [whole = '', fraction = ''] = maxPrice.split('.');
  if (fraction.length > digits)
    throw usage([`--max-price ${maxPrice}: ${currency} has ${digits} digits after the point`]);
  return { maxPrice: Number(`${whole}${fraction.padEnd(digits, '0')}`), currency };
}

function pageText(page: SearchView, style: Style): string {
  if (page.items.length === 0) return 'No listing is found.\n';
  const hits = page.items.map((hit) => hitText(hit, style)).join('\n');
  return `${hits}\n${foot(page)}`;
}

function foot({ total, totalIsExact, next }: SearchView): string {
  const counted = total === undefined ? [] : [`${totalIsExact ? '' : 'More than '}${total} found.`];
  const more = next === undefined ? [] : [`More follows: --after ${next}`];
  return [...counted, ...more].map((line) => `${line}\n`).join('');
}

/** Columns of the form of access. */
const FORM = 16;

/** Titles, then id, then form, end and provider, then prices. Ids and prices are whole: people copy and compare them. */
function hitText(hit: ListingHit, style: Style): string {
  const titles = Object.entries(hit.titles).map(([language, title]) => `${title} (${language})`);
  const until = `until ${new Date(hit.validUntil).toISOString().slice(0, 10)}`;
  const names = Object.values(hit.providerNames);
  const provider = names.length === 0 ? hit.provider : names.join(' / ');
  const state = hit.state === 'current' ? [] : [hit.state];
  const facts = [padEnd(hit.form, FORM), until, ...state, provider].join('  ');
  const rest = [hit.id, clip(oneLine(facts), MAX_COLUMNS - INDENT.length), ...wrap(hit.prices, '; ')];
  return [...wrap(titles, '  ').map((line) => style.bold(line)), ...rest.map((line) => `${INDENT}${line}`), ''].join(
    '\n',
  );
}

const INDENT = '  ';

/** Values one after the other, and on the next line where they do not fit. */
function wrap(values: readonly string[], gap: string): readonly string[] {
  const columns = MAX_COLUMNS - INDENT.length;
  const lines: string[] = [];
  for (const value of values.map(oneLine)) {
    const last = lines.at(-1);
    const joined = last === undefined ? value : `${last}${gap}${value}`;
    if (last === undefined || widthOf(joined) > columns) lines.push(clip(value, columns));
    else lines[lines.length - 1] = joined;
  }
  return lines;
}
