import { describe, expect, it } from 'vitest';
import { IGNORED, TAKEN } from '../../src/import/dcat/table.js';
import { encodeDraft } from '../../src/import/index.js';
import {
  CONTEXT,
  DOWNLOAD,
  dataset,
  dcatOverlay,
  EU,
  importDataset,
  importDcat,
  jsonld,
  notesOf,
  reasons,
  SERVICE,
} from './dcat-fixtures.js';

const productOf = (over: Parameters<typeof importDataset>[0]) => importDataset(over).drafts[0]?.product;
const ids = (result: ReturnType<typeof importDcat>) => result.drafts.map(({ id }) => id);

describe('IMP-2: each property of a data set has its place', () => {
  it('takes texts by language, publisher, theme, frequency and access', () => {
    const result = importDataset();
    expect(result.rejected).toEqual([]);
    expect(result.drafts[0]).toMatchObject({ id: 'my.example/l/births-annual' });
    expect(result.drafts[0]?.product).toMatchObject({
      titles: [
        { language: 'en', text: 'Births' },
        { language: 'zh-CN', text: '出生人数' },
      ],
      descriptions: [{ language: 'en', text: 'Births by state.' }],
      form: 'API_QUERY',
      subjects: [{ code: 'DEMOGRAPHY' }],
      updateFrequency: 'ANNUAL',
      sourceStatement: { sources: ['Registry (example)'], kind: 'PUBLIC_OPENED' },
    });
    expect(notesOf(result)).toEqual([
      'dct:identifier: births-annual',
      `dcat:theme: ${EU}/data-theme/SOCI`,
      'dcat:endpointURL: https://api.data.example/births',
    ]);
  });

  it('credits the property', () => {
    const [draft] = importDataset().drafts;
    expect(draft?.provenance.find(({ path }) => path === 'product.titles')).toMatchObject({
      source: 'RECORD',
      reference: 'c.jsonld#births-annual#dct:title',
    });
  });

  it.each([
    [`${EU}/frequency/ANNUAL_2`, 'HALF_YEARLY'],
    ['https://publications.europa.eu/resource/authority/frequency/DAILY', 'DAILY'],
    ['http://purl.org/cld/freq/weekly', 'WEEKLY'],
    ['R/P1M', 'MONTHLY'],
    ['continuous', 'REAL_TIME'],
  ])('reads the frequency %s', (word, code) => {
    expect(productOf({ 'dct:accrualPeriodicity': word })?.updateFrequency).toBe(code);
    expect(productOf({ 'dct:accrualPeriodicity': { '@id': word } })?.updateFrequency).toBe(code);
  });

  it.each([
    [{ '@id': `${EU}/country/MYS` }, [{ country: 'MY', level: '', part: '' }], []],
    ['CN', [{ country: 'CN', level: '', part: '' }], []],
    [{ '@type': 'dct:Location', 'skos:prefLabel': 'Selangor' }, [], ['dct:spatial: Selangor']],
    ['https://www.geonames.org/1733046', [], ['dct:spatial: https://www.geonames.org/1733046']],
  ])('reads the place %j', (value, places, notes) => {
    const result = importDataset({ 'dct:spatial': value });
    expect(result.drafts[0]?.product?.placeCoverage).toEqual(places);
    expect(notesOf(result).filter((text) => text?.startsWith('dct:spatial'))).toEqual(notes);
  });

  it.each([
    [
      { 'dcat:startDate': '2001-01-01', 'dcat:endDate': { '@value': '2024-12-31T00:00:00Z' } },
      { from: '2001-01-01', to: '2024-12-31' },
      [],
    ],
    [{ 'schema:startDate': '2001' }, { from: '2001', to: '' }, []],
    ['2001-01-01/2024-12-31', { from: '2001-01-01', to: '2024-12-31' }, []],
    ['since the war', undefined, ['dct:temporal: since the war']],
    [['2001/2002', '2005/2006'], undefined, ['dct:temporal: 2001/2002', 'dct:temporal: 2005/2006']],
  ])('reads the time %j', (value, coverage, notes) => {
    const result = importDataset({ 'dct:temporal': value });
    if (coverage === undefined) expect(result.drafts[0]?.product?.timeCoverage).toBeUndefined();
    else expect(result.drafts[0]?.product?.timeCoverage).toMatchObject(coverage);
    expect(notesOf(result).filter((text) => text?.startsWith('dct:temporal'))).toEqual(notes);
  });

  it.each([
    ['https://creativecommons.org/licenses/by/4.0/deed.en', 'CC-BY-4.0'],
    [`${EU}/licence/CC0`, 'CC0-1.0'],
    ['MIT', 'MIT'],
  ])('reads the licence %s', (word, licence) => {
    expect(productOf({ 'dct:license': { '@id': word } })?.sourceStatement?.sourceLicence).toBe(licence);
  });

  it('keeps texts of properties without a field, and names what is no text', () => {
    const result = importDataset({
      'http://data.example/ns#station': 'KL 3',
      'dqv:hasQualityMeasurement': { 'dqv:value': 3 },
    });
    expect(notesOf(result)).toContain('http://data.example/ns#station: KL 3');
    expect(result.notes.map(({ path, message }) => `${path} ${message}`)).toContain(
      'dqv:hasQualityMeasurement left out: it is a thing inside of the record, and no table reads what is in it',
    );
  });

  it('names an address that is too long for the wire, and imports the rest', () => {
    const result = importDataset({ 'dcat:landingPage': { '@id': `https://data.example/${'x'.repeat(300)}` } });
    expect(ids(result)).toHaveLength(1);
    expect(result.notes.map(({ message }) => message).join()).toContain('has an address of more than 256 characters');
  });

  it('takes markup out of descriptions', () => {
    expect(
      productOf({ 'dct:description': { '@value': '<p>Births &amp; deaths</p>', '@language': 'en' } })?.descriptions[0]
        ?.text,
    ).toBe('Births & deaths');
  });

  it('has a reason for each property that it leaves out, and none twice', () => {
    expect(Object.keys(TAKEN).filter((name) => Object.hasOwn(IGNORED, name))).toEqual([]);
    expect(Object.values(IGNORED).filter((reason) => reason.length < 20)).toEqual([]);
  });
});

describe('IMP-16: contact persons do not enter a draft', () => {
  it('imports nothing of cards, creators and publishers who are persons', () => {
    const card = {
      '@type': 'vcard:Individual',
      'vcard:fn': 'Aminah Example',
      'vcard:hasEmail': { '@id': 'mailto:aminah@data.example' },
    };
    const result = importDataset({
      'dcat:contactPoint': card,
      'dct:creator': { '@type': 'foaf:Person', 'foaf:name': 'Aminah Example' },
      'vcard:fn': 'Aminah Example',
      'dct:publisher': [
        { '@type': 'foaf:Person', 'foaf:name': 'Aminah Example' },
        {
          '@type': 'foaf:Agent',
          'foaf:name': 'Registry (example)',
          'foaf:mbox': { '@id': 'mailto:aminah@data.example' },
        },
      ],
    });
    const [draft] = result.drafts;
    if (draft === undefined) throw new Error(reasons(result));
    expect(encodeDraft(draft).toString('utf8')).not.toMatch(/aminah/i);
    expect(draft.product?.sourceStatement?.sources).toEqual(['Registry (example)']);
    expect(result.notes.map(({ message }) => message)).toContain(
      'left out: it is a person, and persons are not imported',
    );
  });
});

describe('IMP-12: a data service is access, a file is none', () => {
  it.each([
    ['files', [DOWNLOAD], 'its distributions are files for download (dcat:downloadURL)'],
    ['pages', [{ 'dcat:accessURL': 'https://data.example/page' }], 'its distributions are addresses of pages or files'],
    [
      'a service without an endpoint',
      [{ 'dcat:accessService': { '@type': 'dcat:DataService', 'dct:title': 'x' } }],
      'none has a dcat:accessService with a dcat:endpointURL',
    ],
  ])('rejects %s unless an overlay states a form', (_, distributions, said) => {
    const result = importDataset({ 'dcat:distribution': distributions });
    expect(reasons(result)).toContain(said);
    expect(reasons(result)).toMatch(/c\.jsonld:\d+: dcat:distribution: /);
    expect(
      importDataset({ 'dcat:distribution': distributions }, { overlay: dcatOverlay('', '  form: REPORT\n') }).drafts[0]
        ?.product?.form,
    ).toBe('REPORT');
  });

  it('finds a service among files, and one that names the data set', () => {
    expect(productOf({ 'dcat:distribution': [DOWNLOAD, SERVICE] })?.form).toBe('API_QUERY');
    const service = {
      '@id': '_:s',
      '@type': 'dcat:DataService',
      'dcat:endpointURL': 'https://api.data.example',
      'dcat:servesDataset': { '@id': 'https://data.example/dataset/births' },
    };
    const graph = { '@context': CONTEXT, '@graph': [service, dataset({ 'dcat:distribution': undefined })] };
    expect(importDcat([jsonld(graph)]).drafts[0]?.product?.form).toBe('API_QUERY');
  });

  it('keeps the addresses of files in notes, and says that their formats are left out', () => {
    const result = importDataset({ 'dcat:distribution': [DOWNLOAD, SERVICE] });
    expect(notesOf(result)).toContain('dcat:downloadURL: https://data.example/births.csv');
    expect(result.notes.map(({ message }) => message)).toContain(
      'left out: dct:format of distributions and services, which describe files and pages',
    );
  });
});
