import { describe, expect, it } from 'vitest';
import { catalog, dataset, dcatOverlay, EU, importDataset, importDcat, jsonld, reasons } from './dcat-fixtures.js';

const productOf = (over: Parameters<typeof importDataset>[0]) => importDataset(over).drafts[0]?.product;
const ids = (result: ReturnType<typeof importDcat>) => result.drafts.map(({ id }) => id);

describe('IMP-11: words of a catalogue without a code are left to the overlay', () => {
  it.each([
    ['dct:accrualPeriodicity', `${EU}/frequency/BIENNIAL`, 'updateFrequency', 'no frequency stands for'],
    ['dcat:theme', 'https://data.example/theme/rice', 'subjects', 'no subject stands for the theme'],
  ])('names %s %s', (property, word, part, said) => {
    const reason = reasons(importDataset({ [property]: { '@id': word } }));
    const written = word.replace('https:', 'http:');
    expect(reason).toMatch(/^cannot draft c\.jsonld#births-annual: c\.jsonld:\d+: d\w+:\w+: /);
    expect(reason).toContain(said);
    const key = property === 'dcat:theme' ? written : word;
    expect(reason).toContain(`map it in the overlay (words.${part}."${key}") or state ${part}`);
    const code = part === 'subjects' ? 'AGRICULTURE' : 'IRREGULAR';
    const overlay = dcatOverlay(`words:\n  ${part}: { "${key}": ${code} }\n`);
    expect(ids(importDataset({ [property]: { '@id': word } }, { overlay }))).toHaveLength(1);
  });

  it('needs one theme that it knows', () => {
    expect(
      productOf({
        'dcat:theme': ['https://data.example/theme/rice', { '@id': `${EU}/data-theme/AGRI` }],
      })?.subjects.map(({ code }) => code),
    ).toEqual(['AGRICULTURE']);
  });

  it('finds the participant by the name of the publisher', () => {
    const overlay = dcatOverlay('words:\n  provider: { "Registry (example)": my.example/p/registry }\n');
    const withoutProvider = { ...overlay, text: overlay.text.replace(/ {2}provider: my.*\n/, '') };
    expect(importDataset({}, { overlay: withoutProvider }).drafts[0]?.product?.provider).toBe('my.example/p/registry');
  });

  it('asks for titles where a text has no language, and uses the only language of the data set', () => {
    expect(reasons(importDataset({ 'dct:title': 'Births' }))).toContain(
      'dct:title: has no language; state titles in the overlay',
    );
    expect(productOf({ 'dct:title': 'Births', 'dct:language': { '@id': `${EU}/language/ENG` } })?.titles).toEqual([
      { language: 'en', text: 'Births' },
    ]);
  });
});

describe('IMP-7 and IMP-18: ids of data sets, and repeats', () => {
  it.each([
    [{ 'dct:identifier': 'A_1' }, 'a-1'],
    [{ 'dct:identifier': 'https://data.example/id/B2/' }, 'b2'],
    [{ 'dct:identifier': undefined }, 'births'],
    [{ 'dct:identifier': undefined, '@id': 'urn:uuid:0a1b' }, '0a1b'],
    [{ 'dct:identifier': undefined, '@id': undefined }, 'c'],
  ])('makes the id of %j', (over, slug) => {
    expect(ids(importDataset(over))).toEqual([`my.example/l/${slug}`]);
  });

  it('asks for a slug where one of several data sets has no name', () => {
    const nameless = dataset({ '@id': undefined, 'dct:identifier': undefined });
    expect(reasons(importDcat([jsonld(catalog(dataset(), nameless))]))).toContain(
      'has no dct:identifier and no @id to make ids from; state slug in the overlay (records."c.jsonld#dcat:dataset[1]".slug)',
    );
  });

  it('imports a data set once that stands in two files', () => {
    const result = importDcat([jsonld(catalog(dataset())), jsonld(catalog(dataset()), 'd.jsonld')]);
    expect([ids(result).length, result.rejected.length]).toEqual([1, 1]);
    expect(reasons(result)).toContain('repeats c.jsonld#births-annual word for word');
  });
});
