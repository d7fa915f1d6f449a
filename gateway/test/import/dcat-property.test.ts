import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateFault } from '../../src/import/index.js';
import { catalog, dataset, importDcat, jsonld, SERVICE } from './dcat-fixtures.js';

describe('IMP-9: whatever a data set says, its draft passes the gate or it is rejected with a place', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      '',
      '\u0000',
      '<p>x</p>',
      '__proto__',
      'constructor',
      'x'.repeat(300),
      'https://data.example/a b',
      '2001-01-01/2002',
    ),
  );
  const value: fc.Arbitrary<unknown> = fc.oneof(
    word,
    word.map((text) => ({ '@value': text, '@language': 'en' })),
    fc.tuple(word, word).map(([text, language]) => ({ '@value': text, '@language': language })),
    word.map((id) => ({ '@id': id })),
    word.map((name) => ({ 'foaf:name': name, 'dcat:startDate': name })),
    fc.constantFrom(null, 7, true, { '@list': ['a'] }, { '@value': { a: 1 } }, SERVICE),
  );
  const names = [
    'dct:title',
    'dct:description',
    'dct:publisher',
    'dcat:theme',
    'dct:spatial',
    'dct:temporal',
    'dct:license',
    'dct:modified',
    'dcat:keyword',
    'dct:relation',
    'dcat:landingPage',
    'dcat:distribution',
    'dct:accrualPeriodicity',
    'adms:status',
    'dct:identifier',
  ];
  const over = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, fc.array(value, { maxLength: 3 })), {
    maxKeys: 4,
  });

  it('answers each data set once', () => {
    let drafted = 0;
    fc.assert(
      fc.property(fc.array(over, { minLength: 1, maxLength: 3 }), (overs) => {
        const sets = overs.map((part, index) =>
          dataset({ '@id': `https://data.example/${index}`, 'dct:identifier': `n${index}`, ...part }),
        );
        const { read, drafts, rejected } = importDcat([jsonld(catalog(...sets))]);
        expect([read, drafts.length + rejected.length]).toEqual([sets.length, sets.length]);
        for (const draft of drafts) expect(gateFault(draft, 'my.example')).toBeUndefined();
        for (const { reason } of rejected) expect(reason).toMatch(/^cannot (?:read|draft) c\.jsonld/);
        drafted += drafts.length;
      }),
      { numRuns: 150 },
    );
    expect(drafted).toBeGreaterThan(20);
  });

  it('answers any JSON as a file', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const { drafts, rejected } = importDcat([jsonld(content)]);
        expect([drafts.length, rejected.length]).toEqual([0, 1]);
      }),
    );
  });
});
