import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type CatalogueFile,
  type ImportInput,
  importCatalogue,
  openCatalogueFile,
  openCatalogueFiles,
} from '../../src/import/index.js';

export const NOW = Date.parse('2026-09-01T00:00:00Z');

/** 193 real records; they lie beside a checkout and not in it. */
export const REAL_FOLDER = fileURLToPath(new URL('../../../../shared/data/my-catalogue', import.meta.url));
export const HAS_REAL_RECORDS = existsSync(REAL_FOLDER);

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

export const examplePath = (path: string): string => `${EXAMPLES}/${path}`;
export const exampleFile = (path: string): CatalogueFile => openCatalogueFile(examplePath(path));

/** The Malaysian example: terms and overlay that name no single record. */
export const malaysian = (files: readonly CatalogueFile[]): ImportInput => ({
  format: 'datagovmy',
  files,
  terms: exampleFile('malaysia/terms.yaml'),
  overlay: exampleFile('malaysia/overlay.yaml'),
  exchange: 'my.example',
  now: NOW,
});

export const shenzhenExample = (): ImportInput => ({
  format: 'selat',
  files: [exampleFile('shenzhen/catalogue.yaml')],
  terms: exampleFile('shenzhen/terms.yaml'),
  overlay: exampleFile('shenzhen/overlay.yaml'),
  exchange: 'szdex.example',
  now: NOW,
});

export const realFiles = (): readonly CatalogueFile[] => openCatalogueFiles([REAL_FOLDER], 'datagovmy');

/** A small record in the data.gov.my form, with `over` on top; undefined takes a key away. */
export function record(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    title_en: 'Rail ridership',
    description_en: 'Daily ridership by line.',
    frequency: 'DAILY',
    geography: ['NATIONAL'],
    data_source: ['EXAMPLE'],
    site_category: [{ site: 'x', category_en: 'Transportation', category_ms: 'Pengangkutan', category_sort: 1 }],
    fields: [{ name: 'line', title_en: 'Line', description_en: '[Categorical] One of eight' }],
    ...over,
  };
}

export const recordFile = (name: string, over: Readonly<Record<string, unknown>> = {}): CatalogueFile => ({
  name,
  text: JSON.stringify(record(over), null, 2),
});

/** Imports files in the data.gov.my form under the Malaysian example's terms and overlay. */
export function importRecords(files: readonly CatalogueFile[], over: Partial<ImportInput> = {}) {
  return importCatalogue({ ...malaysian(files), ...over });
}

export const yaml = (name: string, text: string): CatalogueFile => ({ name, text });
