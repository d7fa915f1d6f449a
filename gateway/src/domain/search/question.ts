/** What a search asks, read once for every engine. Pure. Rules: docs/spec/search.md. */
import { SelatError } from '@selat/sdk/errors';
import type { ListingState } from '@selat/sdk/lifecycle';
import { facetToken, isLongRun, MIN_PREFIX, pairsOf, titleToken, type Unit, unitsOf } from './analyse.js';
import { amountToken, bitsOf } from './entry.js';

/** What somebody looks for. Empty lists ask for nothing; several values of one list are alternatives but for `purposes`. */
export interface SearchInput {
  /** Words in any language; '' = every listing. At most 256 characters. */
  readonly words: string;
  readonly forms: readonly string[];
  readonly subjects: readonly string[];
  /** All of these must be allowed by one licence. */
  readonly purposes: readonly string[];
  readonly priceModels: readonly string[];
  /** Highest amount in minor units of the currency. */
  readonly maxPrice?: { readonly currency: string; readonly amountMinor: number } | undefined;
  /** Jurisdictions of origin. */
  readonly jurisdictions: readonly string[];
  /** Languages of titles. */
  readonly languages: readonly string[];
  readonly exchanges: readonly string[];
  readonly states: readonly ListingState['state'][];
}

/** Tokens that an entry must have, as a tree that each engine prints in its own language. */
export type Match =
  | { readonly kind: 'token'; readonly token: string; readonly isPrefix: boolean }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Match[] };

/** What one licence of the listing must be; absent parts are free. */
export interface LicenceWanted {
  readonly purposes: readonly string[];
  readonly models: readonly string[];
  readonly maxPrice?: { readonly currency: string; readonly amountMinor: number };
}

/** A search as an index answers it. */
export interface Question {
  /** Tokens of words and codes; absent where everything is asked for. */
  readonly match?: Match;
  /** What puts a hit into the first tier: the tokens of the words as tokens of titles; absent without words. [SRC-6] */
  readonly title?: Match;
  /** Parts of runs, three characters and more, that one of the runs of the listing must hold. */
  readonly parts: readonly string[];
  readonly licence?: LicenceWanted;
  readonly states: readonly ListingState['state'][];
}

/** Longest query, UTF-16 code units. [SRC-11] */
export const MAX_WORDS = 256;

/** @throws SelatError SEARCH_QUERY_INVALID */
export function toQuestion(input: SearchInput): Question {
  const units = queryUnits(input.words);
  const words = units.flatMap(tokensAsked);
  const match = [...words, ...facetsAsked(input)];
  const licence = licenceAsked(input);
  return {
    ...(match.length === 0 ? {} : { match: all(match) }),
    ...(words.length === 0 ? {} : { title: all(words.map(inTitle)) }),
    parts: units.filter(isLongRun).map(({ text }) => text),
    ...(licence === undefined ? {} : { licence }),
    states: input.states,
  };
}

function queryUnits(words: string): readonly Unit[] {
  if (words.length > MAX_WORDS) throw invalid(`it has ${words.length} characters, the most is ${MAX_WORDS}`);
  const units = unitsOf(words);
  if (units.length === 0 && words.trim() !== '') throw invalid(`${words.trim()} has no letter and no digit`);
  for (const unit of units) {
    if (unit.kind === 'word' && unit.isPrefix && [...unit.text].length < MIN_PREFIX) {
      throw invalid(`${unit.text}* has fewer than ${MIN_PREFIX} characters before the star`);
    }
  }
  return units;
}

function invalid(why: string): SelatError {
  return new SelatError('SEARCH_QUERY_INVALID', `cannot search: ${why}`, { why });
}

/** A run is asked for by its pairs, a single character by itself. */
function tokensAsked(unit: Unit): readonly Token[] {
  if (unit.kind === 'word') return [token(unit.text, unit.isPrefix)];
  const characters = [...unit.text];
  return (characters.length === 1 ? characters : pairsOf(characters)).map((text) => token(text));
}

function facetsAsked(input: SearchInput): readonly Match[] {
  const { maxPrice, states } = input;
  const areClosed = states.length > 0 && states.every((state) => state === 'suspended' || state === 'withdrawn');
  return [
    ...oneOf('form', input.forms),
    ...oneOf('subject', input.subjects),
    ...oneOf('price', input.priceModels),
    ...oneOf('jurisdiction', input.jurisdictions),
    ...oneOf('language', input.languages),
    ...oneOf('exchange', input.exchanges),
    ...input.purposes.map((purpose) => token(facetToken('purpose', purpose))),
    ...(areClosed ? oneOf('state', states) : []),
    ...(maxPrice === undefined ? [] : [amountsUpTo(maxPrice.currency, maxPrice.amountMinor)]),
  ];
}

/** Wider than the price itself: the licence is compared with the amount. */
function amountsUpTo(currency: string, amount: number): Match {
  const bits = Array.from({ length: bitsOf(amount) + 1 }, (_, at) => token(amountToken(currency, at)));
  return { kind: 'any', of: [token(facetToken('price', 'FREE')), ...bits] };
}

/** One condition on the price or purpose is answered by tokens; more must hold of one and the same licence. */
function licenceAsked({ purposes, priceModels, maxPrice }: SearchInput): LicenceWanted | undefined {
  const conditions = purposes.length + (priceModels.length > 0 ? 1 : 0);
  if (maxPrice === undefined && conditions < 2) return undefined;
  return { purposes, models: priceModels, ...(maxPrice === undefined ? {} : { maxPrice }) };
}

type Token = Extract<Match, { kind: 'token' }>;

const token = (text: string, isPrefix = false): Token => ({ kind: 'token', token: text, isPrefix });
const inTitle = ({ token: text, isPrefix }: Token): Match => token(titleToken(text), isPrefix);
const all = (of: readonly Match[]): Match => ({ kind: 'all', of });

function oneOf(name: string, codes: readonly string[]): readonly Match[] {
  return codes.length === 0 ? [] : [{ kind: 'any', of: codes.map((code) => token(facetToken(name, code))) }];
}
