import { isKeyName, parseVkey, toNoteKey, toVkey } from '@selat/sdk/log';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal, sharedVectors, signerOf } from './fixtures.js';

const MALFORMED = refusal('NOTE_MALFORMED');
// The verifier key of the Go note package's own example (golang.org/x/mod/sumdb/note).
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const WITNESS = toVkey(signerOf('my.example/witness', 'cosignature/v1', 'witness').key);

describe('LOG-5: a vkey is read only as it is printed', () => {
  it('reads name, type, id and key, and prints them again', () => {
    const key = parseVkey(PETER);
    expect(key).toMatchObject({ name: 'PeterNeumann', type: 'Ed25519', id: Buffer.from('c74f20a3', 'hex') });
    expect(toVkey(key)).toBe(PETER);
    expect(parseVkey(WITNESS)).toMatchObject({ name: 'my.example/witness', type: 'cosignature/v1' });
    expect(toVkey(parseVkey(WITNESS))).toBe(WITNESS);
  });

  it.each([PETER, WITNESS])('refuses every strict substring of %s', (vkey) => {
    for (let from = 0; from < vkey.length; from += 1) {
      for (let to = from; to <= vkey.length; to += 1) {
        if (to - from === vkey.length) continue;
        expect(() => parseVkey(vkey.slice(from, to))).toThrow(MALFORMED);
      }
    }
  });

  it.each([PETER, WITNESS])('refuses %s with any one byte raised by one', (vkey) => {
    for (let i = 0; i < vkey.length; i += 1) {
      const raised = Buffer.from(vkey);
      raised.writeUInt8(raised.readUInt8(i) + 1, i);
      expect(() => parseVkey(raised.toString('latin1'))).toThrow(MALFORMED);
    }
  });

  it.each([
    [
      'a key of another length under its own id',
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    ],
    ['an unknown key type under its own id', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['an id in upper case', PETER.replace('c74f20a3', 'C74F20A3')],
    ['white space at the end', `${PETER}\n`],
    ['white space within the key', PETER.replace('ARpc', 'ARpc ')],
    ['the URL alphabet', PETER.replace('/', '_')],
  ])('refuses %s', (_, vkey) => {
    expect(() => parseVkey(vkey)).toThrow(MALFORMED);
  });

  it('refuses a key of small order, under which one signature fits many texts', () => {
    expect(() => toNoteKey('a', 'Ed25519', Buffer.alloc(32))).toThrow(refusal('KEY_MALFORMED'));
  });

  it('agrees with each shared vector', (test) => {
    const vectors = sharedVectors<{ vectors: { vkey: string; result: string }[] }>('signed-note/vectors.json');
    if (vectors === undefined) return test.skip('../shared/vectors/signed-note is absent');
    for (const { vkey, result } of vectors.vectors) {
      if (result === 'bad-vkey') expect(() => parseVkey(vkey)).toThrow(MALFORMED);
      else expect(toVkey(parseVkey(vkey))).toBe(vkey);
    }
  });
});

describe('LOG-5: a key name has no white space, no control character and no plus', () => {
  it.each(['', ' ', 'a b', 'a+b', 'a\nb', 'a\u00a0b', 'a\u0085b', 'a\u3000b', 'a\u0000b', '\ud800'])(
    'refuses %j',
    (name) => {
      expect(isKeyName(name)).toBe(false);
      expect(() => toNoteKey(name, 'Ed25519', Buffer.alloc(32))).toThrow(MALFORMED);
    },
  );

  it('prints and reads back every other name with every key', () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1 }).filter(isKeyName);
    fc.assert(
      fc.property(names, fc.uint8Array({ minLength: 32, maxLength: 32 }), (name, publicKey) => {
        const key = toNoteKey(name, 'Ed25519', publicKey);
        expect(parseVkey(toVkey(key))).toEqual(key);
      }),
    );
  });
});
