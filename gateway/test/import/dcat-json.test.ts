import { describe, expect, it } from 'vitest';
import { CONTEXT, catalog, dataset, EU, importDcat, jsonld, reasons } from './dcat-fixtures.js';
import { recordFile } from './import-fixtures.js';
import { json, page, row } from './szdex-fixtures.js';

const DCAT = 'http://www.w3.org/ns/dcat#';
const DCT = 'http://purl.org/dc/terms/';
const titleOf = (value: unknown) =>
  importDcat([jsonld(value)]).drafts[0]?.product?.titles.map(({ language, text }) => `${language} ${text}`);

/** The data set of the fixtures with every name written out, as an expanding tool writes it. */
const EXPANDED = [
  {
    '@id': 'https://data.example/dataset/births',
    '@type': [`${DCAT}Dataset`],
    [`${DCT}title`]: [{ '@value': 'Births', '@language': 'en' }],
    [`${DCT}description`]: [{ '@value': 'Births by state.', '@language': 'en' }],
    [`${DCT}publisher`]: [{ '@id': '_:p' }],
    [`${DCAT}theme`]: [{ '@id': `${EU}/data-theme/SOCI` }],
    [`${DCT}accrualPeriodicity`]: [{ '@id': `${EU}/frequency/ANNUAL` }],
    [`${DCAT}distribution`]: [{ '@id': '_:d' }],
  },
  { '@id': '_:p', 'http://xmlns.com/foaf/0.1/name': [{ '@value': 'Registry' }] },
  { '@id': '_:d', [`${DCAT}accessService`]: [{ '@id': '_:s' }] },
  { '@id': '_:s', '@type': [`${DCAT}DataService`], [`${DCAT}endpointURL`]: [{ '@id': 'https://api.data.example' }] },
];

describe('IMP-2: one reading of JSON-LD, however it is written', () => {
  it.each([
    ['a data set', { '@context': CONTEXT, ...dataset() }],
    ['a data set without a context', dataset()],
    ['a catalogue with data sets inside', catalog(dataset())],
    [
      'a graph',
      {
        '@context': CONTEXT,
        '@graph': [catalog({ '@id': 'https://data.example/dataset/births' }), dataset()].map(
          ({ '@context': _, ...rest }: Record<string, unknown>) => rest,
        ),
      },
    ],
    ['a list of data sets', [{ '@context': CONTEXT, ...dataset() }]],
    [
      'records of a catalogue',
      {
        '@context': CONTEXT,
        '@type': 'dcat:Catalog',
        'dcat:record': { '@type': 'dcat:CatalogRecord', 'foaf:primaryTopic': dataset() },
      },
    ],
    [
      'a catalogue in a catalogue',
      {
        '@context': CONTEXT,
        '@type': 'dcat:Catalog',
        'dcat:catalog': { '@type': 'dcat:Catalog', 'dcat:dataset': dataset() },
      },
    ],
  ])('reads %s', (_, value) => {
    const result = importDcat([jsonld(value)]);
    expect(reasons(result)).toBe('');
    expect(result.drafts.map(({ id }) => id)).toEqual(['my.example/l/births-annual']);
  });

  it('reads expanded names', () => {
    const [draft] = importDcat([jsonld(EXPANDED)]).drafts;
    expect(draft?.product).toMatchObject({
      form: 'API_QUERY',
      subjects: [{ code: 'DEMOGRAPHY' }],
      sourceStatement: { sources: ['Registry'] },
    });
  });

  it('reads prefixes, terms, aliases, languages and vocabularies of the context', () => {
    const body = { ...dataset(), 'dct:title': undefined, 'dct:description': undefined };
    const said = {
      '@context': { ...CONTEXT, t: DCT, '@language': 'ms' },
      ...body,
      't:title': 'Kelahiran',
      't:description': 'x',
    };
    expect(titleOf(said)).toEqual(['ms-MY Kelahiran']);
    const term = { '@id': 'dct:title', '@language': 'en' };
    expect(
      titleOf({
        '@context': { ...CONTEXT, title: term, id: '@id' },
        ...body,
        id: 'x:y',
        title: 'Births',
        'dct:description': { '@value': 'x', '@language': 'en' },
      }),
    ).toEqual(['en Births']);
    const map = { '@id': `${DCT}title`, '@container': '@language' };
    expect(
      titleOf({
        '@context': [{ '@vocab': DCT }, { ...CONTEXT, title: map }],
        ...body,
        title: { en: 'Births', ms: ['Kelahiran'] },
        description: { '@value': 'x', '@language': 'en' },
      }),
    ).toEqual(['en Births', 'ms-MY Kelahiran']);
  });

  it('joins what a file says of one data set in two places', () => {
    const { 'dct:title': title, ...rest } = dataset();
    const graph = [rest, { '@id': rest['@id'], 'dct:title': title }];
    expect(titleOf({ '@context': CONTEXT, '@graph': graph })).toEqual(['en Births', 'zh-CN 出生人数']);
  });

  it('ends where a data set is inside of itself', () => {
    const inner = {
      '@id': 'https://data.example/dataset/births',
      'dct:relation': { '@id': 'https://data.example/dataset/births', 'dct:title': 'x' },
    };
    expect(importDcat([jsonld({ '@context': CONTEXT, ...dataset({ 'dct:relation': inner }) })]).read).toBe(1);
  });
});

describe('IMP-15: nothing is fetched', () => {
  it.each([
    [
      'a context at another place',
      { '@context': 'https://data.example/context.jsonld', ...dataset() },
      '@context: names a context at another place ("https://data.example/context.jsonld"), and nothing that a catalogue names is fetched; write the prefixes into the file',
    ],
    [
      'one among others',
      { '@context': [CONTEXT, 'https://data.example/context.jsonld'], ...dataset() },
      '@context[1]: names a context at another place',
    ],
    [
      'an import',
      { '@context': { ...CONTEXT, '@import': 'https://data.example/c' }, ...dataset() },
      '@context.@import: is a setting that is not read here',
    ],
    [
      'a prefix that nobody declares',
      { '@context': CONTEXT, ...dataset({ 'geop:x': 'y' }) },
      'geop:x: has the prefix "geop", which neither the context nor the table of usual prefixes has; declare it in @context',
    ],
    [
      'a word without a prefix',
      { '@context': CONTEXT, ...dataset({ title: 'y' }) },
      'title: is no term of the context; write the key with its prefix',
    ],
    [
      'a context inside of a node',
      {
        '@context': CONTEXT,
        ...dataset({ '@context': undefined, 'dct:publisher': { '@context': {}, 'foaf:name': 'x' } }),
      },
      'a context inside of a node is not read here',
    ],
    [
      'a reverse property',
      { '@context': CONTEXT, ...dataset({ '@reverse': {} }) },
      'the keyword @reverse is not read here',
    ],
    [
      'a data set that is elsewhere',
      catalog({ '@id': 'https://data.example/dataset/far' }),
      'the catalogue names the data set https://data.example/dataset/far, which is not in the file, and nothing is fetched; put it into the file',
    ],
  ])('refuses %s with the reason', (_, value, said) => {
    const { read, rejected } = importDcat([jsonld(value)]);
    expect([read, rejected.length]).toEqual([1, 1]);
    expect(rejected[0]?.reason).toMatch(/^cannot read c\.jsonld:\d+: /);
    expect(rejected[0]?.reason).toContain(said);
  });

  it('rejects the data set with a strange prefix alone', () => {
    const result = importDcat([
      jsonld(catalog(dataset({ '@id': 'x:1', 'dct:identifier': 'a', 'geop:x': 'y' }), dataset())),
    ]);
    expect(result.drafts.map(({ id }) => id)).toEqual(['my.example/l/births-annual']);
    expect(result.rejected.map(({ file }) => file)).toEqual(['c.jsonld#a']);
  });
});

describe('IMP-17: one sentence for a file that is no DCAT catalogue', () => {
  it.each([
    ['a record of data.gov.my', recordFile('c.jsonld').text, 'that is the form datagovmy: give --format datagovmy'],
    ['a product list', json('c.jsonld', page([row()])).text, 'that is the form szdex: give --format szdex'],
    [
      'a graph without data sets',
      JSON.stringify({ '@context': CONTEXT, '@graph': [{ '@type': 'foaf:Agent' }] }),
      'got an object with the keys @context, @graph',
    ],
    ['a list', '[1]', 'got a list'],
    ['a text', '"x"', 'got the string x'],
  ])('says what %s is', (_, text, said) => {
    const { read, rejected } = importDcat([{ name: 'c.jsonld', text }]);
    expect([read, rejected.length]).toEqual([1, 1]);
    expect(rejected[0]?.reason).toMatch(/^cannot read c\.jsonld:1: expected a DCAT catalogue in JSON-LD \(/);
    expect(rejected[0]?.reason).toContain(said);
  });
});
