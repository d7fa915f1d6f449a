import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES, openCatalogueFiles, readCatalogue } from '../../src/import/index.js';
import { examplePath, importRecords, record, recordFile } from './import-fixtures.js';

const BOM = '\uFEFF';

/** Text of a broken file -> what its rejection says. */
const BROKEN: readonly (readonly [string, string, string])[] = [
  ['is empty', '', 'cannot read x.json: is empty'],
  ['has a byte order mark and nothing else', `${BOM} \n`, 'cannot read x.json: is empty'],
  ['is binary', 'PK\u0003\u0004\0\0', 'cannot read x.json: is not text: it has a zero byte; give a UTF-8 text file'],
  ['is not UTF-8', '{"title_en":"\uFFFD"}', 'cannot read x.json: is not UTF-8 text, or was damaged before (U+FFFD)'],
  // The words after the place are those of the platform's parser.
  ['is HTML', '<html>\n</html>', 'cannot read x.json:1: is not JSON: unexpected token'],
  ['ends early', '{\n  "title_en": "Rail",\n', 'cannot read x.json:3: is not JSON: '],
  ['has a trailing comma', '{\n  "title_en": "Rail",\n}', 'cannot read x.json:3: is not JSON: '],
  [
    'has a key twice',
    '{\n  "title_en": "A",\n  "title_en": "B"\n}',
    'cannot read x.json:3: the key title_en stands twice in one mapping',
  ],
  ['is a list', '[]', 'cannot read x.json:1: expected one JSON object with a record, got a list'],
  ['has half a character', '{"title_en": "\\ud83d"}', 'cannot read x.json:1: has half of a surrogate pair'],
];

describe('IMP-10: a file that cannot be read is rejected alone, with its reason', () => {
  it.each(BROKEN)('says where a file %s', (_, text, reason) => {
    const { read, drafts, rejected } = importRecords([{ name: 'x.json', text }, recordFile('good.json')]);
    expect(read).toBe(2);
    expect(drafts.map(({ id }) => id)).toEqual(['my.example/l/good']);
    expect(rejected.map(({ file }) => file)).toEqual(['x.json']);
    expect(rejected[0]?.reason.toLowerCase()).toContain(reason.toLowerCase());
  });

  it('refuses a file beyond 4 MiB by its size, without its text', () => {
    const { rejected } = importRecords([{ name: 'x.json', text: '', bytes: MAX_FILE_BYTES + 1 }]);
    expect(rejected[0]?.reason).toBe(
      'cannot read x.json: has 4194305 bytes, the limit is 4194304; give one record a file',
    );
  });

  it('names every value of a wrong type in one answer', () => {
    const { rejected } = importRecords([
      recordFile('x.json', { title_en: 7, geography: 'NATIONAL', fields: [{ name: 'a' }, 'b'], data_source: null }),
    ]);
    expect(rejected[0]?.reason).toBe(
      'cannot read x.json:2: title_en: is no text but the number 7; ' +
        'x.json:5: geography: is no list of texts but the string NATIONAL; ' +
        'x.json:6: data_source: is no list of texts but null; ' +
        'x.json:19: fields[1]: is no object but the string b',
    );
  });

  it('leaves a byte order mark out and says so', () => {
    const { drafts, notes } = importRecords([{ name: 'x.json', text: BOM + JSON.stringify(record()) }]);
    expect(drafts).toHaveLength(1);
    expect(notes[0]?.message).toContain('byte order mark');
  });

  it.each([65, 1_000, 100_000])('refuses text that nests %i levels deep before a parser sees it', (levels) => {
    const text = `{"title_en":\n${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const { drafts, rejected } = importRecords([{ name: 'x.json', text }, recordFile('good.json')]);
    expect(drafts).toHaveLength(1);
    expect(rejected[0]?.reason).toBe('cannot read x.json:2: nests deeper than 64 levels; a record has four');
  });

  it('does not count brackets that stand in text', () => {
    expect(importRecords([recordFile('x.json', { title_en: '[{" '.repeat(100) })]).drafts).toHaveLength(1);
  });
});

describe('IMP-2: a key that no table names rejects its record', () => {
  it('names the key and its line, also inside of fields and categories', () => {
    const { rejected } = importRecords([
      recordFile('x.json', { licence: 'CC', fields: [{ name: 'a', unit: 'kg' }], site_category: [{ colour: 'red' }] }),
    ]);
    expect(rejected[0]?.reason).toContain('x.json:22: licence: is no known key');
    expect(rejected[0]?.reason).toContain('fields[0].unit: is no known key');
    expect(rejected[0]?.reason).toContain('site_category[0].colour: is no known key');
  });

  it('keeps a value that no code stands for in the words of the source', () => {
    const [file] = [recordFile('x.json', { geography: ['STATE', 'MUKIM'], dataset_begin: 'about 1960' })];
    const [read] = readCatalogue({ format: 'datagovmy', files: file === undefined ? [] : [file] }).records;
    expect(read?.product['placeCoverage']).toEqual([{ country: 'MY', level: 'STATE' }]);
    expect(read?.product['notes']).toEqual([
      { kind: 'OTHER', text: [{ language: 'zxx', text: 'geography: MUKIM' }] },
      { kind: 'OTHER', text: [{ language: 'zxx', text: 'dataset_begin: about 1960' }] },
    ]);
  });
});

describe('files are opened by path', () => {
  it('takes the files of a format from a folder, in the order of their names', () => {
    const names = openCatalogueFiles([examplePath('malaysia/catalogue')], 'datagovmy').map(({ name }) => name);
    expect(names).toHaveLength(7);
    expect(names).toEqual([...names].sort());
  });

  it('says which path cannot be read', () => {
    expect(() => openCatalogueFiles(['/nowhere/at/all'], 'selat')).toThrow('cannot read /nowhere/at/all: ENOENT');
    expect(() => openCatalogueFiles([examplePath('malaysia/catalogue')], 'selat')).toThrow(
      'it has no file that ends in',
    );
  });
});
