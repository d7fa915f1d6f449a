import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createGate } from '../../src/document/canonical/index.js';
import { faultOf, message, text } from './canonical-bytes.js';

/** Tables of their own for each gate, so that a gate knows only what a test has shown it. */
const gateOf = () =>
  createGate(
    {
      S: message('S', [
        { no: 1, name: 'plain', kind: 'string', rules: { maxChars: 99 } },
        { no: 2, name: 'id', kind: 'string', rules: { maxChars: 255, format: 'party-id' } },
        { no: 3, name: 'short', kind: 'string', rules: { maxChars: 9, format: 'party-id' } },
        { no: 4, name: 'slug', kind: 'string', rules: { format: 'slug' } },
        { no: 5, name: 'codes', kind: 'string', repeated: true, rules: { registry: 'letters', unique: true } },
        { no: 6, name: 'code', kind: 'string', rules: { registry: 'letters', maxChars: 2 } },
        { no: 7, name: 'odd', kind: 'string', rules: { registry: 'odd', maxChars: 3 } },
        { no: 8, name: 'items', kind: 'string', repeated: true, rules: { unique: true } },
        { no: 9, name: 'both', kind: 'string', rules: { registry: 'letters', format: 'slug' } },
      ]),
    },
    { letters: { A: 'first', Z_9: 'last', abc: 'a slug too' }, odd: { é: 'two bytes', 'e\u0301': 'not in NFC' } },
  );

const GATE = gateOf();
const fault = (bytes: Buffer, gate = GATE) => faultOf(() => gate('S', bytes));

describe('DOC-10: text is looked at byte by byte, wherever a bad one stands', () => {
  const bad = [...Array.from({ length: 32 }, (_, byte) => byte).filter((byte) => byte !== 0x0a), 0x7f, 0x80, 0xff];

  it('refuses a control character and a byte that is no text at each place of a text of each length', () => {
    for (const byte of bad) {
      for (let length = 1; length <= 9; length += 1) {
        for (let at = 0; at < length; at += 1) {
          const value = Buffer.alloc(length, 'a');
          value[at] = byte;
          expect(fault(text(1, value)).reason, `${byte} at ${at} of ${length}`).toBe('DOCUMENT_NOT_CANONICAL');
        }
      }
    }
  });

  test('text of every printable character and the newline passes at each place', () => {
    const allowed = fc.constantFrom(0x0a, ...Array.from({ length: 0x7f - 0x20 }, (_, at) => at + 0x20));
    const bytes = fc.array(allowed, { minLength: 1, maxLength: 99 });
    fc.assert(
      fc.property(bytes, (value) => {
        expect(() => GATE('S', text(1, Buffer.from(value)))).not.toThrow();
      }),
    );
    expect(fault(text(1, 'a'.repeat(100))).problem).toBe('has 100 characters');
  });
});

describe('DOC-11: what was met before is held to every rule again', () => {
  const id = 'exchange.example/p/member';

  it('passes a form twice, and refuses it where the limit is lower', () => {
    for (let time = 0; time < 2; time += 1) {
      expect(() => GATE('S', text(2, id))).not.toThrow();
      expect(fault(text(3, id)).problem).toBe('has 25 characters');
    }
  });

  it('takes no form for another, and no prefix for the whole', () => {
    expect(() => GATE('S', Buffer.concat([text(2, id), text(4, 'member')]))).not.toThrow();
    expect(fault(text(4, id)).problem).toContain('is not 1 to 64');
    expect(fault(text(2, `${id}/`)).problem).toContain('is not an exchange id');
    expect(fault(text(2, id.slice(0, 17))).problem).toContain('is not an exchange id');
    expect(fault(text(2, `${id.slice(0, -1)}R`)).problem).toContain('is not an exchange id');
  });

  test('a gate that has met any texts answers like one that has met none', () => {
    const part = fc.constantFrom('a', 'b', 'example', '/p/', '/l/', '.', '-', 'A', '/');
    const value = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    const answer = (gate: typeof GATE, of: string) => {
      try {
        gate('S', text(2, of));
        return 'passes';
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(value, (of) => {
        expect(answer(GATE, of)).toBe(answer(gateOf(), of));
      }),
    );
  });

  it('holds codes to their limit, and codes that are no plain text to all of DOC-10', () => {
    expect(fault(text(6, 'Z_9')).problem).toBe('has 3 characters');
    expect(() => GATE('S', text(7, 'é'))).not.toThrow();
    expect(fault(text(7, 'e\u0301')).problem).toBe('is not in NFC');
  });

  it('holds a text to its form and its registry where it has both', () => {
    expect(() => GATE('S', text(9, 'abc'))).not.toThrow();
    expect(fault(text(9, 'A')).problem).toContain('is not 1 to 64');
    expect(fault(text(9, 'slug')).reason).toBe('CODE_UNKNOWN');
  });

  it.each([2, 15, 16, 17, 18, 40])('finds the item that stands twice among %i', (count) => {
    const items = Array.from({ length: count }, (_, at) => text(8, `item-${at}`));
    expect(() => GATE('S', Buffer.concat(items))).not.toThrow();
    for (const twice of [0, 1, count - 1]) {
      expect(fault(Buffer.concat([...items, text(8, `item-${twice}`)])).problem).toBe('repeats an item of items');
    }
  });
});
