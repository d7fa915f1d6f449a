import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/facts/decode-text.js';
import { answerOf, factNames, QUESTIONS, questionOf } from '../../src/facts/questions.js';
import { printMistake, readFactsFile } from '../../src/facts/read-facts-file.js';
import { jsonFaults, linesOf } from '../../src/facts/scan-json.js';

const bytes = (text: string) => new TextEncoder().encode(text);

function mistakesIn(text: string, asOf?: string): readonly string[] {
  const read = readFactsFile(bytes(text), 'f.json', asOf);
  return 'mistakes' in read ? read.mistakes.map((mistake) => printMistake('f.json', mistake)) : [];
}

describe('FCT-1: every mistake in a file of facts has its line and its path', () => {
  it('takes one object, a list, and a file that begins with a byte order mark', () => {
    const one = '{"asOf": "2026-11-23", "legs": [{"from": "CN"}]}';
    expect(readFactsFile(bytes(one), 'f')).toMatchObject({ file: { isList: false, flows: [{ asOf: '2026-11-23' }] } });
    expect(readFactsFile(bytes(`\uFEFF[${one}, ${one}]`), 'f')).toMatchObject({
      file: { isList: true, flows: [{}, {}] },
    });
    expect(readFactsFile(bytes('{"legs": [{}]}'), 'f', '2024-01-01')).toMatchObject({
      file: { flows: [{ asOf: '2024-01-01' }] },
    });
  });

  it('names all mistakes of all objects at once, with what may be meant', () => {
    const text = [
      '[{"asOf": "2026-02-30", "legs": [{"from": "CN", "mode": "FLY"}]},',
      ' {"legs": [{}],',
      '  "data": {"personal": true, "garde": "GENERAL"},',
      '  "counts": {"flowPersons": -1}, "instruments": [{"code": "CN_SCC"}]}, 7]',
    ].join('\n');
    expect(mistakesIn(text)).toEqual([
      'f.json:1: [0].asOf is "2026-02-30", not a day of the calendar as YYYY-MM-DD',
      'f.json:1: [0].legs[0].mode is "FLY", no code of transfer-mode: COPY, REMOTE_QUERY, AGGREGATE_OUTPUT, ON_SITE',
      'f.json:3: [1].data.personal is the boolean true, not a text; write "yes"',
      'f.json:3: [1].data.garde is no fact; is grade meant?',
      'f.json:4: [1].counts.flowPersons is -1, outside of 0 to 2147483647',
      'f.json:4: [1].instruments[0].code is "CN_SCC", no code of instrument-code; is CN_SC meant?',
      'f.json:2: [1].asOf is missing',
      'f.json:4: [2] is the number 7, not an object',
    ]);
    expect(mistakesIn('[]')).toEqual(['f.json:1: the list is empty: there are no facts in it']);
  });

  it.each([
    ['{"a": 1,}', '"}" stands after a comma; take the comma before it away'],
    ['{"a": 1 "b": 2}', '"\\"" stands where a comma or } is expected'],
    ["{'a': 1}", '"\'" stands where a key in double quotes is expected'],
    ['{"a": 1', 'the end stands where a comma or } is expected'],
    ['// facts\n{}', '"/" stands where a value is expected; JSON has no comments'],
    ['{"a": "x\ny"}', '"\\"" begins a text that is not closed on its line or has a wrong escape'],
    ['{"a": {}} {}', '"{" stands after the end of the value'],
    ['{"a": {"b": 1, "b": 2}}', '"b" stands twice in one object'],
    ['['.repeat(70), '"[" is nested deeper than 64'],
  ])('says where JSON is broken: %s', (text, problem) => {
    expect(jsonFaults(text)).toEqual([{ line: 1, problem }]);
  });

  it('finds the line of a value, or of what would hold it', () => {
    const text = '{"legs": [\n {"mode":\n "COPY"}],\n "x]": 1}';
    expect(linesOf(text, ['legs[0].mode', 'legs[0].to', 'data', 'x].y'])).toEqual(
      new Map([
        ['legs[0].mode', 3],
        ['legs[0].to', 2],
        ['data', 1],
        ['x].y', 4],
      ]),
    );
  });

  it.each([
    ['', /it is empty/],
    [' \n', /it is empty/],
    [Buffer.from('\ufeffa,b', 'utf16le'), /it is UTF-16/],
    [Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), /zero byte, as spreadsheets/],
    [Buffer.from('d6d0b9fa', 'hex'), /it reads as GB18030 \(GBK\): 中国; save it as UTF-8/],
    [Buffer.from([0xff, 0x20]), /line 1 is not UTF-8; save the file as UTF-8/],
    [Buffer.from('id\nb\r\ncaf\xe9\n', 'latin1'), /line 3 is not UTF-8/],
  ])('says what a file is that is no UTF-8 text', (content, why) => {
    expect(() => decodeText(typeof content === 'string' ? bytes(content) : content, 'f')).toThrow(why);
  });
});

describe('FCT-2: a missing fact is asked for in words', () => {
  it('has a question for each fact in each language, and none for anything else', () => {
    const names = [...factNames()].sort();
    expect(names.length).toBeGreaterThan(120);
    for (const questions of Object.values(QUESTIONS)) expect(Object.keys(questions).sort()).toEqual(names);
  });

  it('finds the question of a path and how its answer is written', () => {
    expect(questionOf('legs[1].recipient.ciio', 'en')).toMatch(/critical information infrastructure/);
    expect(answerOf('provider.ciio')).toEqual({ kind: 'codes', codes: ['yes', 'no'], several: false });
    expect(answerOf('counts.flowPersons')).toEqual({ kind: 'count', several: false });
    expect(answerOf('consent.countries')).toEqual({ kind: 'country', several: true });
    expect(answerOf('legs[0].recipient')).toBeUndefined();
    expect(questionOf('legs[0].nothing', 'en')).toBeUndefined();
  });
});
