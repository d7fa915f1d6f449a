import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCell, readInstruments } from '../../src/datamap/read-cell.js';
import { readCsv } from '../../src/datamap/read-csv.js';
import { readHeader } from '../../src/datamap/read-header.js';

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

describe('CFG-3: an inventory is read as RFC 4180 says', () => {
  it('gives back what was written, whatever stands in the fields', () => {
    const field = fc
      .string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', '数', '；') })
      .map((text) => text.trim());
    const record = fc.tuple(field, field, fc.constant('x'));
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), (records, end) => {
        const text = ['h1,h2,h3', ...records.map((fields) => fields.map(quoted).join(','))].join(end);
        const read = readCsv(text);
        expect(read.faults).toEqual([]);
        expect(read.records.map(({ fields }) => fields)).toEqual(records);
      }),
    );
  });

  it('knows the line of each record, also after line breaks inside of quotes and empty lines', () => {
    const { records } = readCsv('a,b\r\n"x\r\ny",1\r\n\r\n,\r\n"p",2');
    expect(records).toEqual([
      { line: 2, fields: ['x\r\ny', '1'] },
      { line: 6, fields: ['p', '2'] },
    ]);
  });

  it.each([
    ['a,b\n1', '2: has 1 fields where the header has 2; leave empty what is not known, but keep the commas'],
    ['a,b\n1,2,3', '2: has 3 fields where the header has 2; put a field that has a comma in double quotes'],
    ['a,b\n"1"x,2', '2: has "x" after a closing double quote'],
    ['a,b\n1"2,3', '2: has a double quote inside of 1"2; put the field in double quotes, and double the one inside'],
    ['a,b\n1,2\n"3,4\n5,6', '3: has a double quote on line 3 that is never closed; all that follows it is not read'],
  ])('tells what is wrong, and keeps the other lines: %j', (text, fault) => {
    expect(readCsv(text).faults.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([fault]);
  });
});

describe('CFG-3: columns have plain names in three languages, and any fact is a column', () => {
  const bind = (...fields: string[]) => readHeader({ line: 1, fields });

  it('finds columns whatever their case, width and what joins their words', () => {
    const { bindings, problems } = bind(
      'ID',
      'Located_In',
      '个人信息',
      'data peribadi sensitif',
      '# note',
      'provider.ftz.item',
    );
    expect(problems).toEqual([
      '"data peribadi sensitif" is no column; is "data peribadi" meant?; begin it with # if nobody is to read it',
    ]);
    expect(bindings.map((binding) => binding?.fact)).toEqual([
      'id',
      'legs[0].from',
      'data.personal',
      undefined,
      undefined,
      'provider.ftz.item',
    ]);
    expect(bind('id', '所在地', '敏感类别（中国）').bindings[2]?.fact).toBe('data.cnSensitiveClasses');
  });

  it.each([
    [['id', 'located in', 'grad'], /"grad" is no column; is "grade" meant\?/],
    [['id', 'located in', 'personal'], /"personal" is no column; is "personal data" meant\?/],
    [['id', 'located in', 'grade', '分级'], /"grade" and "分级" are the same column/],
    [['id', 'grade'], /the column "located in" is missing \(in Chinese "所在地", in Malay "lokasi"\)/],
    [['id;located in;grade'], /separated by ";"; save the file with commas/],
    [['id\tlocated in'], /separated by tabs/],
  ])('says what is wrong with the header %j', (fields, problem) => {
    expect(bind(...fields).problems.join('\n')).toMatch(problem);
  });
});

describe('CFG-3: cells are read as people write them', () => {
  it.each([
    ['Yes', 'data.personal', 'yes'],
    ['否', 'data.personal', 'no'],
    ['ya', 'data.personal', 'yes'],
    ['unknown', 'data.personal', undefined],
    ['未知', 'counts.flowPersons', undefined],
    ['maybe', 'data.personal', 'maybe'],
    ['核心', 'data.grade', 'CORE'],
    ['general', 'data.grade', 'GENERAL'],
    ['location track', 'data.cnSensitiveClasses', ['LOCATION_TRACK']],
    ['HEALTH； religion', 'data.cnSensitiveClasses', ['HEALTH', 'RELIGION']],
    ['120,000', 'counts.flowPersons', 120_000],
    ['１２', 'counts.flowPersons', 12],
    ['1,2', 'counts.flowPersons', '1,2'],
    ['新加坡', 'legs[0].to', 'SG'],
    ['cn', 'legs[0].from', 'CN'],
  ])('%s for %s', (text, fact, value) => {
    expect(readCell(text, fact)).toEqual(value);
  });

  it('reads what is held, with days and scope', () => {
    expect(readInstruments('CN_PIPIA; cn_sc effectiveOn=2026-01-05 countries=MY|SG maxIndividuals=5000;')).toEqual({
      instruments: [
        { code: 'CN_PIPIA', status: 'LIVE' },
        {
          code: 'CN_SC',
          status: 'LIVE',
          effectiveOn: '2026-01-05',
          scope: { countries: ['MY', 'SG'], maxIndividuals: 5000 },
        },
      ],
    });
    expect(readInstruments('CN_XX')).toEqual({
      problem: 'names "CN_XX", which is no code of an instrument; put ; between instruments',
    });
    expect(readInstruments('CN_SC until=2026')).toMatchObject({
      problem: expect.stringContaining('no field of an instrument'),
    });
    expect(readInstruments('CN_SC status=SUSPENDED')).toEqual({
      instruments: [{ code: 'CN_SC', status: 'SUSPENDED' }],
    });
    expect(readInstruments('CN_SC countries=')).toEqual({
      problem: 'says "countries=" without a value; leave out what is unknown',
    });
    expect(readInstruments('CN_SC expiresOn=2026-12-01 expiresOn=2030-12-01')).toEqual({
      problem: 'states expiresOn of CN_SC twice',
    });
  });
});
