import {
  type Checkpoint,
  cosignNote,
  EMPTY_ROOT,
  openCheckpoint,
  originOf,
  parseCheckpoint,
  parseOrigin,
  shardOf,
  signCheckpoint,
  signNote,
  toCheckpointText,
  toNote,
  toSignatureLine,
} from '@selat/sdk/log';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, refusal, signerOf } from './fixtures.js';

const MALFORMED = refusal('CHECKPOINT_MALFORMED');
const ORIGIN = 'szdex.example/log/sandbox-1';
const ROOT = bytesOf('root');
const B64 = ROOT.toString('base64');
const log = signerOf(ORIGIN, 'Ed25519', 'log');
const witness = signerOf('my.example/witness', 'cosignature/v1', 'witness');
const checkpoint = (changes: Partial<Checkpoint> = {}): Checkpoint => ({
  origin: ORIGIN,
  size: 12,
  root: ROOT,
  ...changes,
});

describe('LOG-6: a checkpoint is exactly three lines', () => {
  it('prints origin, size and root, and reads them back', () => {
    expect(toCheckpointText(checkpoint())).toBe(`${ORIGIN}\n12\n${B64}\n`);
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (n, root) => {
        const written = checkpoint({ size: n + 1 > Number.MAX_SAFE_INTEGER ? n : n + 1, root: Buffer.from(root) });
        expect(parseCheckpoint(toCheckpointText(written))).toEqual(written);
      }),
    );
  });

  it.each([
    ['no newline at the end', `${ORIGIN}\n12\n${B64}`],
    ['an extension line', `${ORIGIN}\n12\n${B64}\nextension\n`],
    ['an empty line at the end', `${ORIGIN}\n12\n${B64}\n\n`],
    ['no origin', `\n12\n${B64}\n`],
    ['no size', `${ORIGIN}\n\n${B64}\n`],
    ['a leading zero', `${ORIGIN}\n012\n${B64}\n`],
    ['two zeros', `${ORIGIN}\n00\n${EMPTY_ROOT.toString('base64')}\n`],
    ['a sign', `${ORIGIN}\n+12\n${B64}\n`],
    ['a negative size', `${ORIGIN}\n-1\n${B64}\n`],
    ['a size in hex', `${ORIGIN}\n0x12\n${B64}\n`],
    ['a space', `${ORIGIN}\n12 \n${B64}\n`],
    ['a size of 2^53', `${ORIGIN}\n${2 ** 53}\n${B64}\n`],
    ['a root of 31 bytes', `${ORIGIN}\n12\n${ROOT.subarray(1).toString('base64')}\n`],
    ['a root of 33 bytes', `${ORIGIN}\n12\n${Buffer.alloc(33).toString('base64')}\n`],
    ['spare bits in the root', `${ORIGIN}\n12\n${'A'.repeat(42)}B=\n`],
    ['a root in base64url', `${ORIGIN}\n12\n${'_'.repeat(42)}8=\n`],
    ['a carriage return', `${ORIGIN}\r\n12\r\n${B64}\r\n`],
    ['size 0 with a root of something', `${ORIGIN}\n0\n${B64}\n`],
  ])('refuses %s', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(MALFORMED);
  });

  it('accepts size 0 with the empty root, and size 2^53 - 1', () => {
    expect(parseCheckpoint(toCheckpointText(checkpoint({ size: 0, root: EMPTY_ROOT }))).size).toBe(0);
    expect(parseCheckpoint(toCheckpointText(checkpoint({ size: 2 ** 53 - 1 }))).size).toBe(2 ** 53 - 1);
  });

  it.each([
    ['a size below 0', checkpoint({ size: -1 })],
    ['a fraction', checkpoint({ size: 1.5 })],
    ['a short root', checkpoint({ root: Buffer.alloc(31) })],
    ['a newline in the origin', checkpoint({ origin: 'a\n1' })],
  ])('does not print %s', (_, wrong) => {
    expect(() => toCheckpointText(wrong)).toThrow(MALFORMED);
  });
});

describe('LOG-6: a signed checkpoint is trusted for the log that signed it', () => {
  it('opens with the key of the log, and names the witnesses that are known', async () => {
    const note = await signCheckpoint(checkpoint(), log.key, log.signer);
    const cosignature = await cosignNote(toCheckpointText(checkpoint()), witness.key, witness.signer, 1_790_000_000);
    const cosigned = note + toSignatureLine(cosignature);
    expect(await openCheckpoint(note, log.key)).toEqual({ checkpoint: checkpoint(), cosignatures: [] });
    expect(await openCheckpoint(cosigned, log.key, [witness.key])).toEqual({
      checkpoint: checkpoint(),
      cosignatures: [{ key: witness.key, timeSeconds: 1_790_000_000 }],
    });
  });

  it('is refused where only a witness signed', async () => {
    const text = toCheckpointText(checkpoint());
    const note = toNote({ text, signatures: [await cosignNote(text, witness.key, witness.signer, 1_790_000_000)] });
    await expect(openCheckpoint(note, log.key, [witness.key])).rejects.toThrow(refusal('NOTE_UNVERIFIED'));
  });

  it('is refused, and not signed, under an origin that is not the name of the key', async () => {
    const other = checkpoint({ origin: 'szdex.example/log/sandbox-2' });
    const text = toCheckpointText(other);
    const note = toNote({ text, signatures: [await signNote(text, log.key, log.signer)] });
    await expect(openCheckpoint(note, log.key)).rejects.toThrow(MALFORMED);
    await expect(signCheckpoint(other, log.key, log.signer)).rejects.toThrow(MALFORMED);
  });

  it('is refused where the log signed something else', async () => {
    const text = 'not a checkpoint\n';
    const note = toNote({ text, signatures: [await signNote(text, log.key, log.signer)] });
    await expect(openCheckpoint(note, log.key)).rejects.toThrow(MALFORMED);
  });
});

describe('LOG-6: an origin names exchange, environment and number', () => {
  it('is the exchange id, /log/ and the shard, and reads back', () => {
    expect(shardOf('LIVE', 2)).toBe('live-2');
    expect(originOf('szdex.example', 'SANDBOX', 1)).toBe(ORIGIN);
    expect(parseOrigin(ORIGIN)).toEqual({ exchangeId: 'szdex.example', env: 'SANDBOX', number: 1 });
  });

  it.each([
    'szdex.example',
    'szdex.example/log/sandbox-0',
    'szdex.example/log/sandbox-01',
    'szdex.example/log/SANDBOX-1',
    'szdex.example/log/staging-1',
    'SZDEX.example/log/sandbox-1',
    'https://szdex.example/log/sandbox-1',
    'szdex.example/log/sandbox-1/',
    'szdex/log/sandbox-1',
    '',
  ])('refuses %j', (origin) => {
    expect(() => parseOrigin(origin)).toThrow(MALFORMED);
  });

  it.each([
    ['szdex.example', 'SANDBOX', 0],
    ['szdex.example', 'SANDBOX', 1.5],
    ['szdex.example', 'STAGING', 1],
    ['a/b', 'LIVE', 1],
  ])('is not made of %s, %s and %d', (exchangeId, env, number) => {
    expect(() => originOf(exchangeId, env, number)).toThrow(MALFORMED);
  });
});
