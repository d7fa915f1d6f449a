import { describe, expect, it } from 'vitest';
import { RECORD } from '../../src/import/datagovmy/table.js';
import { encodeDraft, gateFault, importCatalogue, type ListingDraft } from '../../src/import/index.js';
import { HAS_REAL_RECORDS, importRecords, malaysian, realFiles } from './import-fixtures.js';

// The records lie beside a checkout, at ../shared/data/my-catalogue; without them these tests are shown as skipped.
const real = describe.skipIf(!HAS_REAL_RECORDS);

/** Every text that a draft has, as one string to search in. */
const wordsOf = (draft: ListingDraft | undefined) =>
  JSON.stringify(draft, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

const leavesOf = (value: unknown, path: string): [string, unknown][] => {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
};

/** Leaves that are codes or order on the site: their keys are checked through the tables, not by their words. */
const CODED = /^(?:frequency|geography\[\]|site_category\[\]\.(?:site|.*_sort))$/;
const SAYS_NOTHING = ['', '-', '–', '—', 'n/a', 'N/A', 'NA'];

const ascii = (text: string) => JSON.stringify(text.replace(/[^\P{Cc}\n]/gu, '')).slice(1, -1);

real('IMP-9: the real catalogue becomes drafts that every peer accepts', () => {
  const result = importRecords(realFiles());

  it('drafts every one of the 193 records under terms and an overlay that name none of them', () => {
    expect(result.read).toBe(193);
    expect(result.rejected).toEqual([]);
    expect(result.drafts).toHaveLength(193);
  });

  it('passes the gate with each of them', () => {
    expect(result.drafts.map((draft) => gateFault(draft, 'my.example')).filter(Boolean)).toEqual([]);
    expect(new Set(result.drafts.map(({ id }) => id)).size).toBe(193);
  });

  it('gives the same bytes for the same files in any order', () => {
    const turned = importRecords([...realFiles()].reverse());
    const bytes = (drafts: readonly ListingDraft[]) => drafts.map((draft) => encodeDraft(draft).toString('hex')).sort();
    expect(bytes(turned.drafts)).toEqual(bytes(result.drafts));
  });
});

real('IMP-2: no key of a real record is dropped silently', () => {
  it('finds the words of every value that is not ignored in the draft', () => {
    const { drafts } = importRecords(realFiles());
    const byRecord = new Map(drafts.map((draft) => [draft.product?.registrations[0]?.value, wordsOf(draft)]));
    const lost = realFiles().flatMap(({ name, text }) => {
      const words = byRecord.get(name.replace('.json', '')) ?? '';
      return Object.entries(JSON.parse(text) as Record<string, unknown>)
        .filter(([key]) => !Object.hasOwn(RECORD.ignored, key))
        .flatMap(([key, value]) => leavesOf(value, key))
        .filter(([path, value]) => !CODED.test(path) && !SAYS_NOTHING.includes(String(value).trim()))
        .filter(([, value]) => !words.includes(ascii(String(value))))
        .map(([path, value]) => `${name} ${path}: ${String(value)}`);
    });
    expect(lost).toEqual([]);
  });

  it('knows each key of every record, and no key both as taken and as ignored', () => {
    const keys = new Set(realFiles().flatMap(({ text }) => Object.keys(JSON.parse(text) as object)));
    const { taken, ignored } = RECORD;
    expect([...keys].filter((key) => !Object.hasOwn(taken, key) && !Object.hasOwn(ignored, key))).toEqual([]);
    expect(Object.keys(taken).filter((key) => Object.hasOwn(ignored, key))).toEqual([]);
    expect(Object.values(ignored).filter((reason) => reason.length < 20)).toEqual([]);
  });
});

real('IMP-6: without terms no record is drafted, and each has its reason', () => {
  it('rejects 193 records that lack terms only', () => {
    const { terms: _, ...input } = malaysian(realFiles());
    const { drafts, rejected } = importCatalogue(input);
    expect(drafts).toEqual([]);
    expect(rejected).toHaveLength(193);
    expect(rejected.filter(({ file, reason }) => !reason.startsWith(`cannot draft ${file}: it lacks terms; `))).toEqual(
      [],
    );
  });

  it('names every missing part where neither terms nor overlay are given', () => {
    const { rejected } = importCatalogue({ format: 'datagovmy', files: realFiles(), exchange: 'my.example', now: 1 });
    expect(rejected).toHaveLength(193);
    expect(rejected[0]?.reason).toBe(
      'cannot draft air_pollution.json: it lacks terms, provider, form, originJurisdictions, storagePlace, grade, rights, ' +
        'sourceStatement.kind, sourceStatement.statement, sourceStatement.lawfullyObtained, visibility; ' +
        'state the licences in a terms file and the rest in an overlay',
    );
  });
});

real('IMP-8: the real catalogue is changed in one place only', () => {
  it('takes the carriage return out of a field name and says so twice', () => {
    const { drafts, notes } = importRecords(realFiles());
    expect(notes.map(({ file, line, path }) => `${file}:${line} ${path}`)).toEqual([
      'almanak_astronomi.json:48 fields[2].name',
    ]);
    const draft = drafts.find(({ id }) => id.endsWith('/almanak-astronomi'));
    expect(draft?.product?.fields[2]?.name).toBe('penerangan');
    expect(draft?.provenance.find(({ path }) => path === 'product.fields')?.reference).toBe(
      'almanak_astronomi.json#fields; control characters removed',
    );
  });
});
