/** What the index keeps of one listing. Pure. */
import type { Listing } from '@selat/proto/selat/v1/listing.js';
import type { Price } from '@selat/proto/selat/v1/terms.js';
import { facetToken, longRunsOf, titleToken, tokensOf, type Unit, unitsOf } from './analyse.js';
import type { ListingContent, Names } from './ports.js';

/** Changes whenever a listing gives another entry than before: every index is then made anew. */
export const ENTRY_VERSION = 1;
/** Most tokens of one listing; codes and titles come first. [SRC-4] */
const MAX_TOKENS = 8192;

/** What a licence is chosen by. */
export interface EntryLicence {
  readonly model: string;
  /** ISO 4217; '' where the price names none. */
  readonly currency: string;
  /** What `maxPrice` is compared with, minor units; null where the model has no such amount. [SRC-7] */
  readonly amount: number | null;
  /** Codes, each between two spaces. */
  readonly purposes: string;
}

/** One listing in the index. */
export interface SearchEntry {
  /** Index of the leaf that logged the revision: unique, and higher for newer ones. */
  readonly doc: number;
  readonly id: string;
  readonly state: 'open' | 'suspended' | 'withdrawn';
  readonly validFrom: number;
  readonly validUntil: number;
  /** Distinct tokens with spaces between them. */
  readonly tokens: string;
  /** Runs of three and more characters with spaces between them. */
  readonly runs: string;
  readonly licences: readonly EntryLicence[];
}

/** @param listing the payload of `content`, decoded */
export function toSearchEntry({ row, leaf }: ListingContent, listing: Listing, provider: Names): SearchEntry {
  const { product, terms } = listing;
  const titles = (product?.titles ?? []).flatMap(({ text }) => unitsOf(text));
  const others = [
    ...(product?.descriptions ?? []).map(({ text }) => text),
    ...(product?.subjects ?? []).flatMap(({ code, labels }) => [code, ...labels.map(({ text }) => text)]),
    ...provider.map(({ text }) => text),
    row.id.slice(row.id.lastIndexOf('/') + 1),
  ].flatMap(unitsOf);
  const licences = terms.map(({ price, purposes }) => ({
    ...priceOf(price),
    purposes: ` ${purposes.join(' ')} `,
  }));
  return {
    doc: leaf,
    id: row.id,
    state: row.state,
    validFrom: row.valid_from_ms,
    validUntil: row.valid_until_ms,
    tokens: joinTokens([...facetsOf(row.exchange, listing, licences), ...stateFacets(row.state)], titles, others),
    runs: [...new Set([...longRunsOf(titles), ...longRunsOf(others)])].join(' '),
    licences,
  };
}

function joinTokens(facets: readonly string[], titles: readonly Unit[], others: readonly Unit[]): string {
  const tokens = new Set(facets);
  const add = (token: string) => void (tokens.size < MAX_TOKENS && tokens.add(token));
  for (const token of tokensOf(titles)) {
    add(token);
    add(titleToken(token));
  }
  for (const token of tokensOf(others)) add(token);
  return [...tokens].join(' ');
}

/** Only of what is closed: nearly every listing is open, and a token that all have finds nothing faster. */
function stateFacets(state: SearchEntry['state']): readonly string[] {
  return state === 'open' ? [] : [facetToken('state', state)];
}

function facetsOf(exchange: string, { product, terms }: Listing, licences: readonly EntryLicence[]): readonly string[] {
  return [
    facetToken('exchange', exchange),
    facetToken('form', product?.form ?? ''),
    ...(product?.subjects ?? []).map(({ code }) => facetToken('subject', code)),
    ...(product?.originJurisdictions ?? []).map((country) => facetToken('jurisdiction', country)),
    ...(product?.titles ?? []).map(({ language }) => facetToken('language', language)),
    ...terms.flatMap(({ purposes }) => purposes.map((purpose) => facetToken('purpose', purpose))),
    ...licences.flatMap(({ model, currency, amount }) => [
      facetToken('price', model),
      ...(amount === null ? [] : [amountToken(currency, bitsOf(amount))]),
    ]),
  ];
}

/** Bits of an amount: amounts of fewer bits are smaller, so that few tokens stand for all amounts up to one. */
export function bitsOf(amount: number): number {
  return amount < 1 ? 0 : Math.floor(Math.log2(amount)) + 1;
}

/** Token of the amounts in a currency that have so many bits. */
export function amountToken(currency: string, bits: number): string {
  return facetToken('amount', `${currency}:${bits}`);
}

/** The amount of a tiered price is that of its first step. */
function priceOf(price: Price | undefined): Omit<EntryLicence, 'purposes'> {
  const model = price?.model ?? '';
  const amount = model === 'TIERED' ? price?.tiers[0]?.unitAmountMinor : price?.amountMinor;
  return { model, currency: price?.currency ?? '', amount: amount === undefined ? null : Number(amount) };
}
