import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkCanonical, createGate, limitsOf } from '../../src/document/canonical/index.js';
import { faultOf, hex, message, text } from './canonical-bytes.js';

const GATE = createGate(
  {
    M: message('M', [
      { no: 1, name: 'a', kind: 'uint32' },
      { no: 2, name: 'b', kind: 'string' },
    ]),
    Article: message('Article', [
      { no: 1, name: 'title', kind: 'string' },
      { no: 2, name: 'description', kind: 'string' },
      { no: 3, name: 'created', kind: 'uint64' },
      { no: 4, name: 'updated', kind: 'uint64' },
      { no: 5, name: 'public', kind: 'bool' },
      { no: 6, name: 'promoted', kind: 'bool' },
      { no: 7, name: 'type', kind: 'int32' },
      { no: 9, name: 'comments', kind: 'string', repeated: true },
      { no: 10, name: 'backlinks', kind: 'string', repeated: true },
    ]),
    Every: message('Every', [
      { no: 1, name: 'bool', kind: 'bool' },
      { no: 2, name: 'int32', kind: 'int32', rules: { min: -2147483648 } },
      { no: 3, name: 'int64', kind: 'int64', rules: { min: -9007199254740991 } },
      { no: 4, name: 'uint64', kind: 'uint64' },
      { no: 5, name: 'list', kind: 'int32', repeated: true },
      { no: 6, name: 'maybe', kind: 'int32', optional: true },
      { no: 7, name: 'inner', kind: 'message', message: 'Every' },
      { no: 8, name: 'blob', kind: 'bytes' },
      { no: 9, name: 'left', kind: 'string', oneof: 'choice' },
      { no: 10, name: 'right', kind: 'bool', oneof: 'choice' },
      { no: 16, name: 'far', kind: 'bool', oneof: 'choice' },
    ]),
  },
  {},
);

const refusal = (name: string, bytes: Buffer) => faultOf(() => GATE(name, bytes));
const problemOf = (name: string, bytes: string) => {
  const fault = refusal(name, hex(bytes));
  expect(fault.reason).toBe('DOCUMENT_NOT_CANONICAL');
  return `${fault.path} ${fault.problem}`.trim();
};

describe('DOC-10: a payload that is not canonical is refused', () => {
  test.each([
    ['08 96 81 00', 'has a number with spare bytes', 'a number has spare bytes'],
    ['88 00 01', 'has a number with spare bytes', 'a tag has spare bytes'],
    ['12 81 00 78', 'has a number with spare bytes', 'a length has spare bytes'],
    ['12 01 78 08 01', 'a stands after a field of a higher number', 'fields descend'],
    ['08 01 08 02', 'a stands twice', 'a singular field stands twice'],
    ['08 00', 'a is present with its default', 'a default number is present'],
    ['12 00', 'b is present with its default', 'an empty string is present'],
    ['a0 06 05', '100 is an unknown field', 'a field is unknown'],
    ['00 ff ff', '0 is an unknown field', 'the tag is 0'],
    ['0b 0c', 'a has wire type 3 instead of 0', 'a group opens'],
    ['0d 96 01 00 00', 'a has wire type 5 instead of 0', 'the wire type is another one'],
    ['08 80 80 80 80 10', 'a does not fit 32 bits', 'an unsigned number has more than 32 bits'],
    ['08 ff ff ff ff ff ff ff ff ff 02', 'a has a number of more than 64 bits', 'a number has more than 64 bits'],
    ['80 80 80 80 10 01', 'has a field number beyond 2^29 - 1', 'a tag has more than 32 bits'],
    ['08', 'ends inside a number', 'the bytes end after a tag'],
    ['12 05 78', 'b ends before its length', 'the bytes end inside a value'],
  ])('%s: %s', (bytes, problem) => {
    expect(problemOf('M', bytes)).toContain(problem);
  });

  test.each([
    ['08 02', 'bool is neither 0 nor 1'],
    ['10 ff ff ff ff 0f', 'int32 is not a sign-extended 32-bit number'],
    ['10 80 80 80 80 f8 ff ff ff 7f', 'int32 is not a sign-extended 32-bit number'],
    ['2a 00', 'list is present with no items'],
    ['28 01 28 02', 'list has wire type 0 instead of 2'],
    ['2a 01 01 2a 01 02', 'list stands twice'],
    ['2a 02 01 80', 'list[1] ends inside a number'],
    ['3a 02 08 00', 'inner.bool is present with its default'],
    ['3a 00 3a 00', 'inner stands twice'],
    ['42 00', 'blob is present with its default'],
    ['4a 01 78 50 01', 'right is the second member of a oneof'],
    ['50 01 80 01 01', 'far is the second member of a oneof'],
  ])('%s: %s', (bytes, problem) => {
    expect(problemOf('Every', bytes)).toBe(problem);
  });

  test('the canonical forms of the same fields pass', () => {
    for (const bytes of [
      '',
      '08 01',
      '10 ff ff ff ff ff ff ff ff ff 01',
      '10 80 80 80 80 f8 ff ff ff ff 01',
      '2a 03 00 01 00',
      '30 00',
      '3a 00',
      '3a 02 08 01',
      '4a 00',
      '50 00',
      '80 01 01',
    ]) {
      expect(() => GATE('Every', hex(bytes)), bytes).not.toThrow();
    }
  });

  test('nesting beyond 32 messages is refused before it can exhaust the stack', () => {
    let bytes: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 31; depth += 1) bytes = text(7, bytes);
    expect(() => GATE('Every', bytes)).not.toThrow();
    bytes = text(7, bytes);
    expect(refusal('Every', bytes).problem).toBe('is nested more than 32 deep');
    for (let depth = 0; depth < 20_000; depth += 1) bytes = text(7, bytes);
    expect(refusal('Every', bytes).reason).toBe('DOCUMENT_NOT_CANONICAL');
  });
});

describe('DOC-10: text is NFC without controls, in valid UTF-8', () => {
  test.each([
    ['c328', 'is not valid UTF-8', 'a lead byte without its tail'],
    ['c080', 'is not valid UTF-8', 'an overlong zero'],
    ['e08080', 'is not valid UTF-8', 'an overlong form of three bytes'],
    ['eda080', 'is not valid UTF-8', 'a surrogate'],
    ['f4908080', 'is not valid UTF-8', 'a value beyond U+10FFFF'],
    ['f0808080', 'is not valid UTF-8', 'an overlong form of four bytes'],
    ['80', 'is not valid UTF-8', 'a tail without a lead'],
    ['e4bd', 'is not valid UTF-8', 'a character cut at the end'],
    ['09', 'has a control character', 'a tab'],
    ['0d0a', 'has a control character', 'a carriage return'],
    ['7f', 'has a control character', 'U+007F'],
    ['c285', 'has a control character', 'a C1 control'],
    ['00', 'has a control character', 'U+0000'],
    ['efbbbf', 'has U+FEFF', 'a byte order mark'],
    ['65cc81', 'is not in NFC', 'e and a combining acute'],
    ['e28484e284ab', 'is not in NFC', 'the angstrom sign'],
    ['efa480', 'is not in NFC', 'a compatibility ideograph'],
  ])('%s %s: %s', (bytes, problem) => {
    expect(refusal('M', text(2, hex(bytes))).problem).toBe(problem);
    expect(refusal('M', text(2, Buffer.concat([Buffer.from('数据 '), hex(bytes)]))).problem).toBe(problem);
  });

  test.each(['line\nbreak', 'é', '数据产品', 'カタカナ', '한국어', '𠀀', '😀', 'ﷺ', 'q̣̇'.normalize('NFC')])(
    '%j passes',
    (value) => {
      expect(() => GATE('M', text(2, value))).not.toThrow();
    },
  );

  test('a long run of marks in the wrong order is refused, and in the right order passes', () => {
    const unordered = `a${'\u0301\u0323'.repeat(20_000)}`;
    expect(refusal('M', text(2, unordered)).problem).toBe('is not in NFC');
    const ordered = `q${'\u0323'.repeat(500)}${'\u0301'.repeat(500)}`;
    expect(() => GATE('M', text(2, ordered))).not.toThrow();
  });
});

describe('DOC-10: byte forms that other decoders accept are refused', () => {
  const url = new URL('../../../../shared/vectors/protobuf/adr027_and_malleability.json', import.meta.url);
  const isThere = existsSync(url);
  const file = isThere ? JSON.parse(readFileSync(url, 'utf8')) : { message_M_forms: [] };

  test.skipIf(!isThere)(
    'the vectors of ../shared/vectors/protobuf come out as stated (skipped where the folder is absent)',
    () => {
      for (const { name, hex: bytes, gate } of file.message_M_forms) {
        if (gate === 'accept') expect(() => GATE('M', hex(bytes)), name).not.toThrow();
        else expect(refusal('M', hex(bytes)).reason, name).toBe('DOCUMENT_NOT_CANONICAL');
      }
      expect(() => GATE('Article', hex(file.canonical_hex))).not.toThrow();
    },
  );
});

describe('DOC-2: only documents of the protocol are checked', () => {
  test.each(['selat.v1.Nothing', 'selat.v1.DocumentHead', 'toString', '__proto__', ''])('%j is refused', (type) => {
    expect(faultOf(() => checkCanonical(type, Buffer.alloc(0))).reason).toBe('DOCUMENT_TYPE_UNKNOWN');
    expect(faultOf(() => limitsOf(type)).reason).toBe('DOCUMENT_TYPE_UNKNOWN');
  });
});

describe('DOC-12: limits of a document', () => {
  test('are 256 KiB, 32 KiB of free text and words of 256 characters unless its type says otherwise', () => {
    expect(limitsOf('selat.v1.Listing')).toEqual({ maxPayloadBytes: 262_144, maxTextBytes: 32_768, maxWordChars: 256 });
    expect(limitsOf('selat.v1.ExchangeDescriptor').maxPayloadBytes).toBe(1_048_576);
    expect(limitsOf('selat.v1.RulePack').maxTextBytes).toBe(Number.POSITIVE_INFINITY);
  });

  test('a larger payload is refused unread', () => {
    const { reason } = faultOf(() => checkCanonical('selat.v1.Listing', Buffer.alloc(262_145, 0xff)));
    expect(reason).toBe('DOCUMENT_TOO_LARGE');
  });
});
