import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/domain/search/analyse.js';
import type { SearchQuery } from '../../src/domain/search/search-view.js';
import { ENGINES, listed, openWorld, type Sample } from './search-world.js';

const WORDS = ['port', 'ports', 'PORT', 'rain', 'harga', 'hargaan', 'café', 'cafe', '5g', 'a', "o'clock", '2024'];
const RUN = fc.string({ unit: fc.constantFrom(...'人口统计数据港'), minLength: 1, maxLength: 6 });
const piece = fc.oneof(fc.constantFrom(...WORDS), RUN, RUN);
const gap = fc.constantFrom(' ', ' ', '', ', ', '、', '\n', '-');
const phrase = fc
  .array(fc.tuple(piece, gap), { maxLength: 6 })
  .map((parts) => parts.map(([word, after]) => word + after).join(''));

const price = fc.oneof(
  fc.constant({ model: 'FREE' }),
  fc.record({
    model: fc.constantFrom('ONE_OFF', 'PER_CALL'),
    currency: fc.constantFrom('CNY', 'MYR'),
    amountMinor: fc.constantFrom(0, 1, 7, 8, 9, 1_000, 1_001),
  }),
);
const purposes = fc.uniqueArray(fc.constantFrom('research', 'journalism', 'statistics'), {
  minLength: 1,
  maxLength: 2,
});
const sample: fc.Arbitrary<Sample> = fc.record({
  titles: fc.dictionary(fc.constantFrom('zh-CN', 'ms-MY', 'en'), phrase, { minKeys: 1, maxKeys: 3 }),
  descriptions: fc.array(phrase, { maxLength: 2 }),
  form: fc.constantFrom('REPORT', 'API_QUERY'),
  licences: fc.array(fc.record({ purposes, price }), { minLength: 1, maxLength: 2 }),
});

const asked = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.constantFrom('por*', 'harg* 人', 'rain*', '') },
);
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const query = fc.record({
  words: asked,
  forms: fc.subarray(['REPORT'], { maxLength: 1 }),
  languages: fc.subarray(['ms-MY']),
  purposes: fc.subarray(['research', 'journalism']),
  maxPrice: some(fc.record({ currency: fc.constantFrom('CNY', 'MYR'), amountMinor: fc.constantFrom(0, 7, 8, 1_000) })),
  limit: fc.constantFrom(1, 2, 100),
});
type Asked = typeof query extends fc.Arbitrary<infer T> ? T : never;

const SPLIT = /[^\p{L}\p{N}\p{M}]+/u;
const HAN = /(\p{Script=Han}+)/u;

/** A second, plain reading of the rules: no tokens and no index, only words and parts of runs. */
function isIn(texts: readonly string[], words: string): boolean {
  const units = (text: string) =>
    fold(text)
      .split(SPLIT)
      .flatMap((word) => word.split(HAN))
      .filter((unit) => unit !== '');
  const have = texts.flatMap(units);
  const wanted = words
    .split(' ')
    .flatMap((word) => units(word).map((unit) => ({ unit, isPrefix: word.endsWith('*') })));
  return wanted.every(({ unit, isPrefix }) => {
    if (HAN.test(unit)) return have.some((run) => HAN.test(run) && run.includes(unit));
    return have.some((word) => word === unit || (isPrefix && word.startsWith(unit) && !HAN.test(word)));
  });
}

function isHit(listing: Sample, slug: string, { words, forms, languages, purposes: wanted, maxPrice }: Asked): boolean {
  const titles = listing.titles ?? {};
  const texts = [...Object.values(titles), ...(listing.descriptions ?? []), 'COMMERCE', slug];
  const fits = ({ purposes: allowed = [], price: cost }: NonNullable<Sample['licences']>[number]) =>
    wanted.every((purpose) => allowed.includes(purpose)) &&
    (maxPrice === undefined ||
      cost?.model === 'FREE' ||
      (cost?.currency === maxPrice.currency && (cost.amountMinor ?? Infinity) <= maxPrice.amountMinor));
  return (
    isIn(texts, words) &&
    forms.every((form) => form === listing.form) &&
    languages.every((language) => language in titles) &&
    (listing.licences ?? []).some(fits)
  );
}

describe('SRC-5: the hits and their order do not depend on the database', () => {
  it('holds on SQLite, on PostgreSQL and by a plain reading of the rules, page by page', async () => {
    const worlds = await Promise.all(ENGINES.map(openWorld));
    let run = 0;
    const property = async (samples: readonly Sample[], queries: readonly Asked[]) => {
      run += 1;
      const exchange = `x${run}.example`;
      const changes = samples.map((each, i) => listed(`s${i}`, { ...each, exchange }));
      for (const { add } of worlds) await add(...changes);
      for (const each of queries) {
        const [first, ...others] = await Promise.all(
          worlds.map(({ search }) => walk(search, { ...each, exchanges: [exchange] })),
        );
        for (const other of others) expect(other).toEqual(first);
        const hits = samples.flatMap((listing, i) => (isHit(listing, `s${i}`, each) ? [`s${i}`] : []));
        expect(first?.toSorted(), JSON.stringify({ each, samples })).toEqual(hits.toSorted());
      }
    };
    const corpus = fc.array(sample, { minLength: 1, maxLength: 10 });
    const queries = fc.array(query, { minLength: 6, maxLength: 12 });
    await fc.assert(fc.asyncProperty(corpus, queries, property), { numRuns: 15, seed: 7, endOnFailure: true });
  });
});

async function walk(
  search: Awaited<ReturnType<typeof openWorld>>['search'],
  asked: Partial<SearchQuery>,
): Promise<readonly string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await search({ ...asked, after });
    seen.push(...page.items.map(({ id }) => id.slice(id.lastIndexOf('/') + 1)));
    after = page.next;
  } while (after !== undefined);
  return seen;
}
