import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  enrolmentVerifier,
  isEnrolmentProof,
  newEnrolmentCode,
  parseEnrolmentCode,
  printEnrolmentCode,
  proveEnrolment,
} from '../../src/member/index.js';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((all) => Buffer.from(all));
const codes = bytes(20).map((random) => newEnrolmentCode(() => random));

describe('IDN-25: a proof shows the code and binds what is sent with it', () => {
  it('holds for the code and the transcript that it was made with, and for no other', () => {
    fc.assert(
      fc.property(codes, codes, bytes(40), bytes(40), (code, other, sent, changed) => {
        const verifier = enrolmentVerifier(code);
        const proof = proveEnrolment(code, sent);
        expect(isEnrolmentProof(verifier, sent, proof)).toBe(true);
        fc.pre(!sent.equals(changed) && printEnrolmentCode(code) !== printEnrolmentCode(other));
        expect(isEnrolmentProof(verifier, changed, proof)).toBe(false);
        expect(isEnrolmentProof(verifier, sent, proveEnrolment(other, sent))).toBe(false);
        // Who has read the verifier in a database cannot make a proof of it.
        expect(isEnrolmentProof(verifier, sent, verifier)).toBe(false);
      }),
    );
  });

  it('refuses a proof of another length', () => {
    const code = newEnrolmentCode((length) => Buffer.alloc(length, 9));
    const verifier = enrolmentVerifier(code);
    for (const length of [0, 31, 33])
      expect(isEnrolmentProof(verifier, Buffer.of(1), Buffer.alloc(length))).toBe(false);
  });

  it('reads a code as people type it, and says nothing of a wrong one', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const typed = printEnrolmentCode(code)
          .toLowerCase()
          .replaceAll('0', 'o')
          .replaceAll('1', 'l')
          .replaceAll('-', ' ');
        expect(parseEnrolmentCode(typed)).toEqual(code);
      }),
    );
    expect(printEnrolmentCode(newEnrolmentCode((length) => Buffer.alloc(length, 9)))).toMatch(
      /^(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}$/,
    );
    expect(() => parseEnrolmentCode('ABCD-secret')).toThrow(/^cannot read the enrolment code: it is not eight groups/);
  });
});
