/** Words of a catalogue that an operator maps to codes: one line serves every record that uses the word. */
import { z } from 'zod';
import { shapeOf, strictMapping } from './message-schema.js';
import type { Part } from './record.js';

/** Parts of a listing for which a word can be mapped. */
export type WordPart = 'provider' | 'form' | 'subjects' | 'updateFrequency' | 'price';

/** `words:` of an overlay as parsed: part -> word -> code. */
export type WordLists = Readonly<Partial<Record<WordPart, Readonly<Record<string, unknown>>>>>;

/** What a word stands for. */
export interface WordCode {
  /** A code; for `price` the model, and the period of a subscription. */
  readonly value: string | Part;
  /** File and line that say so. */
  readonly reference: string;
}

/** Finds words without regard to width, outer spaces and the case of letters. */
export interface Words {
  readonly find: (part: WordPart, word: string) => WordCode | undefined;
}

export const NO_WORDS: Words = { find: () => undefined };

/** `／年 ` and `/年` are one word: compatibility forms, outer spaces and case say nothing. */
export function plainWord(word: string): string {
  return word.normalize('NFKC').trim().toLowerCase();
}

const product = shapeOf('selat.v1.DataProduct', { isPartial: true });
const price = shapeOf('selat.v1.Price', { isPartial: true });

/** Models whose price is one amount. */
const UNIT_MODELS: readonly string[] = ['ONE_OFF', 'PER_CALL', 'SUBSCRIPTION'];

const priceUnit = strictMapping({ model: price['model'] ?? z.never(), period: price['period'] ?? z.never() }).refine(
  ({ model, period }) => (model === 'SUBSCRIPTION') === (period !== undefined) && UNIT_MODELS.includes(String(model)),
  { error: 'expected {model: ONE_OFF}, {model: PER_CALL} or {model: SUBSCRIPTION, period: ...}' },
);

const listOf = (code: z.ZodType | undefined) =>
  z.record(z.string(), code ?? z.never(), { error: 'expected a mapping from words of the catalogue' }).optional();

/** Schema of `words:`. */
export const wordsSchema = strictMapping({
  provider: listOf(product['provider']),
  form: listOf(product['form']),
  subjects: listOf(shapeOf('selat.v1.Subject', { isPartial: false })['code']),
  updateFrequency: listOf(product['updateFrequency']),
  price: listOf(priceUnit),
});

/** The words of one overlay. */
export function wordsOf(lists: WordLists, file: string, lineOf: (path: readonly PropertyKey[]) => number): Words {
  const known = new Map<string, WordCode>();
  for (const [part, words] of Object.entries(lists)) {
    for (const [word, value] of Object.entries(words)) {
      const reference = `${file}#${lineOf(['words', part, word])}`;
      known.set(`${part} ${plainWord(word)}`, { value: value as string | Part, reference });
    }
  }
  return { find: (part, word) => known.get(`${part} ${plainWord(word)}`) };
}
