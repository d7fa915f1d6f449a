import { type CatalogueFile, type ImportInput, importCatalogue } from '../../src/import/index.js';
import { exampleFile, NOW, yaml } from './import-fixtures.js';

type Properties = Readonly<Record<string, unknown>>;

export const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
};

export const EU = 'http://publications.europa.eu/resource/authority';

export const SERVICE = {
  '@type': 'dcat:Distribution',
  'dcat:accessService': {
    '@type': 'dcat:DataService',
    'dcat:endpointURL': { '@id': 'https://api.data.example/births' },
  },
};
export const DOWNLOAD = {
  '@type': 'dcat:Distribution',
  'dcat:downloadURL': { '@id': 'https://data.example/births.csv' },
  'dct:format': 'CSV',
};

/** A data set in compact form with `over` on top; undefined takes a property away. */
export function dataset(over: Properties = {}): Record<string, unknown> {
  return {
    '@id': 'https://data.example/dataset/births',
    '@type': 'dcat:Dataset',
    'dct:identifier': 'births-annual',
    'dct:title': [
      { '@value': 'Births', '@language': 'en' },
      { '@value': '出生人数', '@language': 'zh-Hans' },
    ],
    'dct:description': { '@value': 'Births by state.', '@language': 'en-GB' },
    'dct:publisher': {
      '@id': 'https://data.example/org/registry',
      '@type': 'foaf:Organization',
      'foaf:name': 'Registry (example)',
    },
    'dcat:theme': { '@id': `${EU}/data-theme/SOCI` },
    'dct:accrualPeriodicity': { '@id': `${EU}/frequency/ANNUAL` },
    'dcat:distribution': SERVICE,
    ...over,
  };
}

export const catalog = (...datasets: readonly unknown[]) => ({
  '@context': CONTEXT,
  '@type': 'dcat:Catalog',
  'dct:title': 'A catalogue',
  'dcat:dataset': datasets,
});

export const jsonld = (value: unknown, name = 'c.jsonld'): CatalogueFile => ({
  name,
  text: JSON.stringify(value, null, 2),
});

export const dcatOverlay = (more = '', all = ''): CatalogueFile =>
  yaml(
    'overlay.yaml',
    `all:
  provider: my.example/p/open-data
  visibility: PUBLIC
  grade: GENERAL
  originJurisdictions: [MY]
  storagePlace: MY
  rights:
    hold: { holder: A, evidence: STATUTE }
    process: { holder: A, evidence: OPEN_LICENCE }
    operate: { holder: A, evidence: OPEN_LICENCE }
  sourceStatement: { kind: PUBLIC_OPENED, statement: { en: Opened. }, lawfullyObtained: "yes" }
${all}${more}`,
  );

/** Imports files of DCAT under the Malaysian example's terms. */
export function importDcat(files: readonly CatalogueFile[], over: Partial<ImportInput> = {}) {
  return importCatalogue({
    format: 'dcat',
    files,
    terms: exampleFile('malaysia/terms.yaml'),
    overlay: dcatOverlay(),
    exchange: 'my.example',
    now: NOW,
    ...over,
  });
}

/** Imports one data set with `over`. */
export const importDataset = (over: Properties = {}, input: Partial<ImportInput> = {}) =>
  importDcat([jsonld({ '@context': CONTEXT, ...dataset(over) })], input);

export const reasons = (result: ReturnType<typeof importDcat>): string =>
  result.rejected.map(({ reason }) => reason).join('\n');

/** Words of the notes of the first draft. */
export const notesOf = ({ drafts: [draft] }: ReturnType<typeof importDcat>): readonly (string | undefined)[] =>
  draft?.product?.notes.map(({ text }) => text[0]?.text) ?? [];
