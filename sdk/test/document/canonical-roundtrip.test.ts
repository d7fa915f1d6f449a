import { CODECS } from '@selat/proto/schema.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCanonical } from '../../src/document/canonical/index.js';
import { isStableInNfc } from '../../src/document/canonical/text.js';
import { SelatError } from '../../src/errors/index.js';
import { messageOf, seeded } from './canonical-messages.js';

const TYPES = Object.keys(CODECS);

/** Faults that a codec cannot see: it carries any text. */
const TEXT_FAULTS = ['has a control character', 'has U+FEFF', 'is not in NFC'];

interface Mutation {
  readonly kind: 'set' | 'insert' | 'delete' | 'copy' | 'swap';
  readonly at: number;
  readonly to: number;
  readonly byte: number;
}

function mutate(bytes: Buffer, { kind, at, to, byte }: Mutation): Buffer {
  const from = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, from + 1 + Math.floor(to * 12));
  const part = bytes.subarray(from, end);
  const next = bytes.subarray(end, end + part.length);
  switch (kind) {
    case 'set':
      return Buffer.concat([bytes.subarray(0, from), Buffer.from([byte]), bytes.subarray(from + 1)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, from), Buffer.from([byte]), bytes.subarray(from)]);
    case 'delete':
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(end)]);
    case 'copy':
      return Buffer.concat([bytes.subarray(0, end), part, bytes.subarray(end)]);
    case 'swap':
      return Buffer.concat([bytes.subarray(0, from), next, part, bytes.subarray(end + next.length)]);
  }
}

/** Whether the generated codec reads the bytes and writes the same ones. */
function isItsOwnEncoding(type: string, bytes: Buffer): boolean {
  const codec = CODECS[type];
  if (codec === undefined) throw new Error(`no codec of ${type}`);
  try {
    return Buffer.from(codec.encode(codec.decode(bytes)).finish()).equals(bytes);
  } catch {
    return false;
  }
}

/** `canonical`, `text` where only text is not canonical, or `other`. */
function verdict(type: string, bytes: Buffer): 'canonical' | 'text' | 'other' {
  try {
    checkCanonical(type, bytes);
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    if (error.reason !== 'DOCUMENT_NOT_CANONICAL') return 'canonical';
    return TEXT_FAULTS.includes(error.facts['problem'] ?? '') ? 'text' : 'other';
  }
  return 'canonical';
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('set', 'insert', 'delete', 'copy', 'swap'),
  at: fraction,
  to: fraction,
  byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)),
});

describe('DOC-10: the canonical form is the one that the generated codec writes', () => {
  test.each(TYPES)('every valid %s passes and is its own encoding', (type) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bytes = Buffer.from(messageOf(type, seeded(seed)));
        checkCanonical(type, bytes);
        expect(isItsOwnEncoding(type, bytes)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('mutated bytes pass the canonical part if and only if they are their own encoding, text apart', () => {
    const seen = { canonical: 0, text: 0, other: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.integer(),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (type, seed, mutations) => {
          const bytes = mutations.reduce(mutate, Buffer.from(messageOf(type, seeded(seed), 3)));
          const found = verdict(type, bytes);
          seen[found] += 1;
          if (found !== 'text') expect(isItsOwnEncoding(type, bytes)).toBe(found === 'canonical');
        },
      ),
      { numRuns: 6000 },
    );
    expect(Math.min(seen.canonical, seen.text, seen.other)).toBeGreaterThan(0);
  });
});

describe('DOC-10: text that is not normalised to be checked is in NFC', () => {
  test('every code point of the stable ranges, alone and after any other of them', () => {
    const points = Array.from({ length: 0x10000 }, (_, point) => point).filter(
      (point) => isStableInNfc(point) && (point < 0xd800 || point > 0xdfff),
    );
    const text =
      String.fromCodePoint(...points.slice(0, 0x300)) + points.map((point) => String.fromCodePoint(point)).join('');
    expect(text.normalize('NFC') === text).toBe(true);
    const stable = fc.array(fc.constantFrom(...points), { maxLength: 6 });
    fc.assert(
      fc.property(stable, (some) => {
        const sample = some.map((point) => String.fromCodePoint(point)).join('');
        expect(sample.normalize('NFC')).toBe(sample);
      }),
      { numRuns: 2000 },
    );
    expect(points.filter((point) => /\p{M}/u.test(String.fromCodePoint(point)))).toEqual([]);
  });
});
