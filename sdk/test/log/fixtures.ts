import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  type HashAt,
  hashAtOver,
  type LeafRequest,
  leafHash,
  type NoteKey,
  type NoteKeyType,
  type NoteSigner,
  toNoteKey,
} from '@selat/sdk/log';
import { expect } from 'vitest';

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Expectation on a refusal. */
export const refusal = (reason: string) => expect.objectContaining({ reason });

/** 32 bytes that follow from `name`. */
export const bytesOf = (name: string): Buffer => createHash('sha256').update(name).digest();

/** Leaf hashes of the entries `entry 0` to `entry <size - 1>`. */
export const leafHashes = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));

/** `HashAt` over an array of leaf hashes. */
export function hashAtOf(leaves: readonly Buffer[]): HashAt {
  return hashAtOver((index) => {
    const hash = leaves[index];
    if (hash === undefined) throw new RangeError(`leaf ${index} is not in the tree`);
    return hash;
  });
}

/** A copy with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}

/** A note key and its signer with a given Ed25519 secret of 32 bytes. */
export function rawSignerOf(name: string, type: NoteKeyType, seed: Buffer): { key: NoteKey; signer: NoteSigner } {
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const signer = { alg: 'Ed25519' as const, sign: async (input: Uint8Array) => sign(null, input, secret) };
  return { key: toNoteKey(name, type, publicKey), signer };
}

/** The same with a secret that follows from a word: the same signatures on every run. */
export const signerOf = (name: string, type: NoteKeyType, word: string) => rawSignerOf(name, type, bytesOf(word));

/** A request for a leaf of an incoming listing; the test names only what differs. */
export function leafRequest(changes: Partial<LeafRequest> = {}): LeafRequest {
  return {
    act: 'selat.v1.Listing',
    direction: 'in',
    env: 'SANDBOX',
    timeMs: 1_790_000_000_000,
    salt: bytesOf('salt'),
    documentDigest: bytesOf('document'),
    submissionDigest: bytesOf('submission'),
    chain: 'my.example',
    ...changes,
  };
}

/** A shared vector file beside the repository, or undefined where it is absent (its tests then skip and say so). */
export function sharedVectors<T>(path: string): T | undefined {
  const url = new URL(`../../../../shared/vectors/${path}`, import.meta.url);
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as T) : undefined;
}
