import {
  cosignNote,
  type NoteKey,
  type NoteSigner,
  parseNote,
  parseVkey,
  signNote,
  toNote,
  toSignatureLine,
  verifyNote,
} from '@selat/sdk/log';
import { describe, expect, it } from 'vitest';
import { flipBit, refusal, sharedVectors, signerOf } from './fixtures.js';

const MALFORMED = refusal('NOTE_MALFORMED');
const UNVERIFIED = refusal('NOTE_UNVERIFIED');
const TEXT = 'szdex.example/log/sandbox-1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n';
const TIME = 1_790_000_000;

const log = signerOf('szdex.example/log/sandbox-1', 'Ed25519', 'log');
const witness = signerOf('my.example/witness', 'cosignature/v1', 'witness');
const stranger = signerOf('stranger.example', 'Ed25519', 'stranger');
const sign = (text = TEXT) => signNote(text, log.key, log.signer);
const signed = async (text = TEXT) => toNote({ text, signatures: [await sign(text)] });

describe('LOG-5: a signed note verifies with the keys that the reader knows', () => {
  it('accepts the example note of the Go note package under either of its two keys', async () => {
    // golang.org/x/mod/sumdb/note, package documentation (BSD-3-Clause).
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const note = `${text}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
`;
    const keys = [
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
    ].map(parseVkey);
    for (const key of keys) expect(await verifyNote(note, [key])).toEqual({ text, verified: [{ key }] });
    expect(await verifyNote(note, keys)).toEqual({ text, verified: keys.map((key) => ({ key })) });
    expect(toNote(parseNote(note))).toBe(note);
  });

  it('returns the text and each known key that signed, with the time of a cosignature', async () => {
    const cosignature = await cosignNote(TEXT, witness.key, witness.signer, TIME);
    const note = (await signed()) + toSignatureLine(cosignature);
    expect(await verifyNote(note, [log.key, witness.key])).toEqual({
      text: TEXT,
      verified: [{ key: log.key }, { key: witness.key, timeSeconds: TIME }],
    });
    expect((await verifyNote(note, [witness.key])).verified).toEqual([{ key: witness.key, timeSeconds: TIME }]);
  });

  it('counts a key once, with its earliest cosignature', async () => {
    const cosignatures = await Promise.all(
      [TIME + 9, TIME, TIME + 5].map((time) => cosignNote(TEXT, witness.key, witness.signer, time)),
    );
    const { verified } = await verifyNote(
      toNote({ text: TEXT, signatures: [...cosignatures, await sign(), await sign()] }),
      [log.key, witness.key],
    );
    expect(verified).toEqual([{ key: witness.key, timeSeconds: TIME }, { key: log.key }]);
  });

  it('ignores unknown keys, among them the same name under another id', async () => {
    const unknown = signerOf(log.key.name, 'Ed25519', 'another');
    const line = toSignatureLine(await signNote(TEXT, unknown.key, unknown.signer));
    expect((await verifyNote((await signed()) + line, [log.key])).verified).toEqual([{ key: log.key }]);
  });

  it.each([16, 100])('reads %i signatures', async (count) => {
    const others = Array.from({ length: count - 1 }, (_, i) => ({
      name: `w${i}`,
      keyId: Buffer.alloc(4, i),
      signature: Buffer.alloc(72),
    }));
    const note = toNote({ text: TEXT, signatures: [...others, await sign()] });
    expect((await verifyNote(note, [log.key])).verified).toEqual([{ key: log.key }]);
  });

  it('splits at the last empty line', async () => {
    const text = `a\n\n${toSignatureLine(await sign())}\nb\n`;
    expect((await verifyNote(await signed(text), [log.key])).text).toBe(text);
  });

  it('agrees with each shared vector', async (test) => {
    type Vector = { vkey: string; note?: string };
    const vectors = sharedVectors<{ vectors: Vector[] }>('signed-note/vectors.json')?.vectors;
    if (vectors === undefined) return test.skip('../shared/vectors/signed-note is absent');
    const verifiable = vectors.flatMap(({ vkey, note }) =>
      note === undefined ? [] : [{ key: parseVkey(vkey), note }],
    );
    expect(verifiable.length).toBeGreaterThan(0);
    for (const { key, note } of verifiable) expect((await verifyNote(note, [key])).verified).toEqual([{ key }]);
  });
});

describe('LOG-5: a note that a known key did not sign is refused whole', () => {
  it('where one of two known keys fails', async () => {
    const { name, keyId, signature } = await cosignNote(TEXT, witness.key, witness.signer, TIME);
    const note = (await signed()) + toSignatureLine({ name, keyId, signature: flipBit(signature, 0) });
    expect((await verifyNote(note, [log.key])).verified).toHaveLength(1);
    await expect(verifyNote(note, [log.key, witness.key])).rejects.toThrow(UNVERIFIED);
  });

  it('where a second signature by the same key fails', async () => {
    const { name, keyId, signature } = await sign();
    const note = (await signed()) + toSignatureLine({ name, keyId, signature: flipBit(signature, 5) });
    await expect(verifyNote(note, [log.key])).rejects.toThrow(UNVERIFIED);
  });

  it('where no signature is by a known key', async () => {
    const note = await signed();
    await expect(verifyNote(note, [stranger.key])).rejects.toThrow(UNVERIFIED);
    await expect(verifyNote(note, [])).rejects.toThrow(UNVERIFIED);
  });

  it.each([
    ['signature', log.key, async () => sign()],
    ['cosignature', witness.key, async () => cosignNote(TEXT, witness.key, witness.signer, TIME)],
  ])('where any bit of a %s is turned, or bytes are added or dropped', async (_, key: NoteKey, make) => {
    const { name, keyId, signature } = await make();
    const wrong = Array.from({ length: signature.length * 8 }, (_, bit) => flipBit(signature, bit));
    wrong.push(signature.subarray(1), Buffer.concat([signature, Buffer.alloc(1)]));
    for (const changed of wrong) {
      const note = toNote({ text: TEXT, signatures: [{ name, keyId, signature: changed }] });
      await expect(verifyNote(note, [key])).rejects.toThrow(UNVERIFIED);
    }
  });

  it('where any bit of the text is turned', async () => {
    const bytes = Buffer.from(await signed());
    for (let bit = 0; bit < 8 * TEXT.length; bit += 1)
      await expect(verifyNote(flipBit(bytes, bit), [log.key])).rejects.toThrow();
  });

  it('where a log signature is passed off as a cosignature of the same key', async () => {
    const asWitness = signerOf(log.key.name, 'cosignature/v1', 'log');
    const { signature } = await sign();
    const note = toNote({ text: TEXT, signatures: [{ name: log.key.name, keyId: asWitness.key.id, signature }] });
    await expect(verifyNote(note, [asWitness.key])).rejects.toThrow(UNVERIFIED);
  });
});

describe('LOG-5: a malformed note is refused', () => {
  const line = '— szdex.example/log/sandbox-1 AAAAAAAAAAA=\n';
  it.each([
    ['nothing at all', ''],
    ['a text without signatures', 'text\n'],
    ['an empty line without signatures after it', 'text\n\n'],
    ['a last line without its newline', `text\n\n${line.slice(0, -1)}`],
    ['an empty line at the end', `text\n\n${line}\n`],
    ['a line after the signatures', `text\n\n${line}more\n`],
    ['a hyphen in place of the dash', `text\n\n${line.replace('—', '-')}`],
    ['a name with a space', 'text\n\n— a b AAAAAAAAAAA=\n'],
    ['a name with a plus', 'text\n\n— a+b AAAAAAAAAAA=\n'],
    ['no name', 'text\n\n—  AAAAAAAAAAA=\n'],
    ['no signature', 'text\n\n— a \n'],
    ['a key id alone', 'text\n\n— a AAAAAA==\n'],
    ['spare bits in base64', 'text\n\n— a AAAAAAAAAAB=\n'],
    ['base64 without padding', 'text\n\n— a AAAAAAAAAAA\n'],
    ['base64url', 'text\n\n— a AAAAAAAAA_8=\n'],
    ['a control character', `te\u0001xt\n\n${line}`],
    ['a carriage return', `text\r\n\n${line}`],
    ['a tab', `te\txt\n\n${line}`],
    ['101 signatures', `text\n\n${line.repeat(101)}`],
    ['more than 64 KiB', `${'x'.repeat(65_536)}\n\n${line}`],
  ])('with %s', (_, note) => {
    expect(() => parseNote(note)).toThrow(MALFORMED);
  });

  it('with bytes that are not UTF-8', () => {
    expect(() => parseNote(Buffer.concat([Buffer.from([0xff]), Buffer.from(`text\n\n${line}`)]))).toThrow(MALFORMED);
  });

  it('and is not written', async () => {
    for (const text of ['no newline', 'a\tb\n', 'a\ud800\n']) {
      await expect(sign(text)).rejects.toThrow(MALFORMED);
      expect(() => toNote({ text, signatures: [] })).toThrow(MALFORMED);
      await expect(cosignNote(text, witness.key, witness.signer, TIME)).rejects.toThrow(MALFORMED);
    }
  });
});

describe('LOG-5: a note is signed by the key whose name it bears', () => {
  const es256: NoteSigner = { alg: 'ES256', sign: async () => Buffer.alloc(64) };

  it('refuses a signer of another algorithm and a key of the other type', async () => {
    await expect(signNote(TEXT, log.key, es256)).rejects.toThrow(refusal('KEY_PURPOSE'));
    await expect(signNote(TEXT, witness.key, witness.signer)).rejects.toThrow(refusal('KEY_PURPOSE'));
    await expect(cosignNote(TEXT, log.key, log.signer, TIME)).rejects.toThrow(refusal('KEY_PURPOSE'));
  });
});
