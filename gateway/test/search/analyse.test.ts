import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facetToken, fold, MAX_TOKEN, titleToken, tokensOf, unitsOf } from '../../src/domain/search/analyse.js';

/** Any character, and more of those that search is about. */
const character = fc.oneof(
  fc.constantFrom(...'人口统计数据港々〆ー한국ไทยПРСсßſςΣéÉ\u0301ａＡ１i̇İıŉ*-_\'"·\u200b\u00ad 0aZ'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const HAN = fc.constantFrom(...'人口统计数据，。（“aZ5* \n鿿一');
const text = fc.array(character, { maxLength: 24 }).map((list) => list.join(''));

describe('SRC-1: texts that people take for the same have one form', () => {
  it.each([
    ['ＰＯＲＴ', 'port'],
    ['Café', 'cafe'],
    ['CAFE\u0301', 'cafe'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['人\u200b口', '人口'],
    ['ｶﾞ', 'ガ'],
    ['㎞', 'km'],
  ])('%s is %s', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it('keeps marks of other scripts, simplified apart from traditional, and letters apart', () => {
    for (const [one, other] of [
      ['が', 'か'],
      ['数据', '數據'],
      ['й', 'и'],
      ['ø', 'o'],
    ] as const) {
      expect(fold(one), `${one} ${other}`).not.toBe(fold(other));
    }
  });

  it('has nothing more to fold in what is folded', () => {
    fc.assert(fc.property(text, (given) => fold(fold(given)) === fold(given)));
  });
});

describe('SRC-2 SRC-3: a text is found by its words, and by the pairs of its runs', () => {
  it('splits scripts without spaces from the words beside them', () => {
    expect(unitsOf('5G网络, kanak-kanak: 2024_Q1 COVID-19*')).toEqual([
      { kind: 'word', text: '5g', isPrefix: false },
      { kind: 'run', text: '网络' },
      { kind: 'word', text: 'kanak', isPrefix: false },
      { kind: 'word', text: 'kanak', isPrefix: false },
      { kind: 'word', text: '2024', isPrefix: false },
      { kind: 'word', text: 'q1', isPrefix: false },
      { kind: 'word', text: 'covid', isPrefix: false },
      { kind: 'word', text: '19', isPrefix: true },
    ]);
    expect([...tokensOf(unitsOf('人口统计'))]).toEqual(['人', '口', '人口', '统', '口统', '计', '统计']);
  });

  it('gives a simple text the same units whether or not others stand beside it', () => {
    const simple = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 40 }),
      fc.string({ unit: HAN, maxLength: 12 }),
    );
    fc.assert(
      fc.property(simple, (given) => {
        expect(unitsOf(`${given} é`).slice(0, -1)).toEqual(unitsOf(given));
      }),
    );
  });

  it('gives tokens that neither engine can take apart, fold or mistake for a code', () => {
    const plain = /^(?:[a-z0-9]|(?![\uff01-\uff5e])[\p{L}\p{N}\p{M}])+$/u;
    fc.assert(
      fc.property(text, (given) => {
        for (const token of tokensOf(unitsOf(given))) {
          expect(token).toMatch(plain);
          expect([...token].length).toBeLessThanOrEqual(MAX_TOKEN);
          expect(fold(token)).toBe(token);
        }
      }),
    );
    expect(facetToken('form', 'API_QUERY')).toBe('form：api＿query');
    expect(facetToken('exchange', 'a-b.example')).not.toBe(facetToken('exchange', 'a.b-example'));
    expect(titleToken('港口')).toBe('＾港口');
  });

  it('finds every part of a run in the run', () => {
    const run = fc.string({ unit: fc.constantFrom(...'人口统计数据'), minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(run, fc.nat(), fc.nat(), (whole, a, b) => {
        const from = a % (whole.length - 1);
        const part = whole.slice(from, from + 2 + (b % (whole.length - from - 1)));
        const tokens = new Set(tokensOf(unitsOf(whole)));
        for (const token of tokensOf(unitsOf(part))) expect(tokens).toContain(token);
      }),
    );
  });
});
