import { codecOf } from '@selat/proto/schema.js';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { PayloadReader } from '../../src/document/payload-reader.js';
import { encodePayload } from '../../src/document/sign.js';
import { listingWithdrawal } from './builders.js';
import { text } from './canonical-bytes.js';

const codec = codecOf('selat.v1.LocalizedText');
const bytesOf = (value: string) => Buffer.concat([text(1, 'en'), text(2, value)]);
const read = (bytes: Uint8Array) => codec?.decode(new PayloadReader(bytes));

describe('DOC-10: one payload means one message, whoever reads it and whatever was read before', () => {
  test('text of any length and script is read as the generated decoder reads it, the first time and again', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      // Few characters and many lengths: these fall into the same slots, and differ in one place.
      fc.string({ unit: fc.constantFrom('a', 'b', '数'), minLength: 1, maxLength: 52 }),
    );
    fc.assert(
      fc.property(value, (one) => {
        const bytes = bytesOf(one);
        const expected = codec?.decode(bytes);
        expect(read(bytes)).toEqual(expected);
        expect(read(new Uint8Array(bytes))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('reads no text beyond the end of the payload', () => {
    const bytes = bytesOf('cut short');
    expect(() => read(bytes.subarray(0, -1))).toThrow(RangeError);
    expect(read(Buffer.concat([Buffer.from('before'), bytes]).subarray(6))).toEqual(codec?.decode(bytes));
  });

  it('encodes after an encoding that failed halfway as it did before', () => {
    const type = 'selat.v1.ListingWithdrawal';
    const message = listingWithdrawal();
    const expected = Buffer.from(codecOf(type)?.encode(message).finish() ?? []);
    expect(encodePayload(type, message)).toEqual(expected);
    expect(() => encodePayload(type, { ...message, head: { ...message.head, issuedAtMs: 2n ** 64n } })).toThrow(
      'too large',
    );
    expect(encodePayload(type, message)).toEqual(expected);
  });
});
