import { describe, expect, test } from 'vitest';
import { createGate } from '../../src/document/canonical/index.js';
import { faultOf, hex, message, text } from './canonical-bytes.js';

const SIGNERS = {
  signers: [],
  maxPayloadBytes: 262_144,
  mayBeOffered: false,
  relayable: false,
  beforeAgreement: false,
};

const GATE = createGate(
  {
    R: message('R', [
      { no: 1, name: 'name', kind: 'string', rules: { maxChars: 3 } },
      { no: 2, name: 'digest', kind: 'bytes', rules: { len: 2, lens: [4] } },
      { no: 3, name: 'tags', kind: 'string', repeated: true, rules: { maxItems: 2, unique: true, maxChars: 9 } },
      { no: 4, name: 'days', kind: 'int32', repeated: true, rules: { maxItems: 2, unique: true, min: 1, max: 7 } },
      { no: 5, name: 'count', kind: 'int32', optional: true, rules: { max: 5 } },
      { no: 6, name: 'offset', kind: 'int64', rules: { min: -10 } },
      { no: 7, name: 'total', kind: 'uint64' },
      { no: 8, name: 'code', kind: 'string', rules: { registry: 'letters' } },
      { no: 9, name: 'day', kind: 'string', rules: { format: 'day' } },
      { no: 10, name: 'parts', kind: 'message', repeated: true, message: 'P', rules: { maxItems: 9 } },
    ]),
    P: message('P', [
      { no: 1, name: 'id', kind: 'string', rules: { required: true, maxChars: 8 } },
      { no: 2, name: 'zero', kind: 'int32', optional: true, rules: { required: true } },
      { no: 3, name: 'list', kind: 'string', repeated: true, rules: { required: true, maxItems: 1, maxChars: 1 } },
    ]),
    T: {
      ...message('T', [
        {
          no: 1,
          name: 'texts',
          kind: 'string',
          repeated: true,
          rules: { maxItems: 99, maxChars: 99_999, freeText: true },
        },
        { no: 2, name: 'plain', kind: 'string', rules: { maxChars: 99_999 } },
      ]),
      document: { ...SIGNERS, textUnlimited: false },
    },
    U: {
      ...message('U', [{ no: 1, name: 'text', kind: 'string', rules: { maxChars: 99_999, freeText: true } }]),
      document: { ...SIGNERS, textUnlimited: true, maxPayloadBytes: 40_000 },
    },
    O: message('O', [
      { no: 1, name: 'left', kind: 'bool', oneof: 'side', rules: { required: true } },
      { no: 2, name: 'right', kind: 'bool', oneof: 'side' },
    ]),
  },
  { letters: { A: 'first', Z_9: 'last' } },
);

const P = Buffer.concat([text(1, 'a'), hex('10 00'), text(3, '')]);

function ruleOf(name: string, ...parts: Buffer[]): string {
  const { reason, path, problem } = faultOf(() => GATE(name, Buffer.concat(parts)));
  return `${reason} ${path} ${problem}`;
}

describe('DOC-11: a field outside of its limits is refused with its path', () => {
  test.each([
    ['max_chars', [text(1, '数据产品')], 'name has 4 characters'],
    ['len', [text(2, Buffer.alloc(3))], 'digest has 3 bytes'],
    ['max_items', [text(3, 'a'), text(3, 'b'), text(3, 'c')], 'tags[2] is one item too many'],
    ['unique', [text(3, 'a'), text(3, 'a')], 'tags[1] repeats an item of tags'],
    ['max_items of numbers', [hex('22 03 01 02 03')], 'days[2] is one item too many'],
    ['unique of numbers', [hex('22 02 07 07')], 'days[1] repeats an item of days'],
    ['min of an item', [hex('22 01 00')], 'days[0] is below the least value'],
    ['max', [hex('28 06')], 'count is above the greatest value'],
    ['a negative number without min', [hex('28 ff ff ff ff ff ff ff ff ff 01')], 'count is below the least value'],
    ['min', [hex('30 f5 ff ff ff ff ff ff ff ff 01')], 'offset is below the least value'],
    ['2^53', [hex('30 80 80 80 80 80 80 80 10')], 'offset is above the greatest value'],
    ['2^63', [hex('38 80 80 80 80 80 80 80 80 80 01')], 'total is above the greatest value'],
    ['format', [text(9, '2023-02-29')], 'day is not a day of the calendar as YYYY-MM-DD'],
    ['required string', [text(10, P.subarray(3))], 'parts[0].id is required and absent'],
    [
      'required optional',
      [text(10, P), text(10, Buffer.concat([P.subarray(0, 3), P.subarray(5)]))],
      'parts[1].zero is required and absent',
    ],
    ['required list', [text(10, P.subarray(0, 5))], 'parts[0].list is required and absent'],
  ])('%s', (_, parts, expected) => {
    expect(ruleOf('R', ...parts)).toBe(`DOCUMENT_FIELD_INVALID ${expected}`);
  });

  test('values at their limits pass', () => {
    const parts = [
      text(1, '数据品'),
      text(2, Buffer.alloc(4)),
      text(3, 'a'),
      text(3, 'b'),
      hex('22 02 01 07'),
      hex('28 00'),
    ];
    parts.push(
      hex('30 f6 ff ff ff ff ff ff ff ff 01'),
      hex('38 ff ff ff ff ff ff ff 0f'),
      text(8, 'Z_9'),
      text(9, '2024-02-29'),
    );
    expect(() => GATE('R', Buffer.concat([...parts, text(10, P)]))).not.toThrow();
  });

  test('a oneof whose member is required has one of its members', () => {
    expect(ruleOf('O')).toBe('DOCUMENT_FIELD_INVALID left|right is required and absent');
    expect(() => GATE('O', hex('10 01'))).not.toThrow();
  });
});

describe('DOC-13: a code outside of its registry is deferred', () => {
  test.each(['B', 'AA', 'Z-9', 'a', '第'])('%s', (code) => {
    expect(ruleOf('R', text(8, code))).toBe('CODE_UNKNOWN code is no known code of letters');
  });

  test('only where nothing else is wrong: later bytes and rules come first', () => {
    expect(ruleOf('R', text(8, 'B'), text(9, 'x'))).toContain('DOCUMENT_FIELD_INVALID day');
    expect(ruleOf('R', text(1, 'long'), text(8, 'B'), hex('52'))).toContain('DOCUMENT_NOT_CANONICAL');
  });
});

describe('DOC-12: free text has limits of its own', () => {
  const words = (bytes: number) => 'word '.repeat(Math.ceil(bytes / 5)).slice(0, bytes);

  test('32 KiB in all', () => {
    expect(() =>
      GATE('T', Buffer.concat([text(1, words(30_000)), text(1, words(2768)), text(2, words(9000))])),
    ).not.toThrow();
    expect(ruleOf('T', text(1, words(30_000)), text(1, words(2769)))).toContain('DOCUMENT_TOO_LARGE texts[1]');
  });

  test('no limit in all for types that say so, and their own size', () => {
    expect(() => GATE('U', text(1, words(39_000)))).not.toThrow();
    expect(faultOf(() => GATE('U', text(1, words(40_000)))).reason).toBe('DOCUMENT_TOO_LARGE');
  });

  test.each([
    ['256 characters', 'x'.repeat(256), true],
    ['257 characters', 'x'.repeat(257), false],
    ['257 letters of two bytes', 'é'.repeat(257), false],
    ['a base64 block after a sentence', `see ${'QUJD'.repeat(80)}`, false],
    ['full-width digits', '１'.repeat(257), false],
    ['1,000 Han characters', '数'.repeat(1000), true],
    ['letters between Han characters', `${'x'.repeat(200)}数${'x'.repeat(200)}`, true],
    ['Hangul', '한'.repeat(300), true],
    ['letters over lines', `${'x'.repeat(200)}\n${'x'.repeat(200)}`, true],
  ])('a word of %s', (_, value, passes) => {
    if (passes) expect(() => GATE('T', text(1, value))).not.toThrow();
    else expect(ruleOf('T', text(1, value))).toContain('DOCUMENT_TOO_LARGE texts[0] has a word');
  });
});
