/**
 * What one act leaves in the log: an entry that commits to its opening and shows nothing of it.
 * Normative text: docs/spec/log.md, LOG-1.
 */
import { LeafOpening } from '@selat/proto/selat/v1/log.js';
import { SelatError } from '../errors/index.js';
import { HASH_BYTES, leafHash, sha256 } from './tree.js';

/** First byte of an entry: the version of its format. */
export const ENTRY_VERSION = 0x01;
/** Length of every entry: version and commitment. */
export const ENTRY_BYTES = 1 + HASH_BYTES;
/** Chain of acts that concern no peer; their openings are never sent. */
export const LOCAL_CHAIN = '-';
/** Chain of acts for every peer. */
export const BROADCAST_CHAIN = '*';

const COMMITMENT_PREFIX = Buffer.from('selat-leaf/v1\n', 'ascii');
const MAX_ACT_CHARS = 96;
const MESSAGE_NAME = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*\.[A-Z][A-Za-z0-9]*$/u;
const LOCAL_ACT = /^local\/[a-z][a-z0-9-]*$/u;

export type { LeafOpening };

/** A leaf, ready to be stored. */
export interface SealedLeaf {
  /** What tiles carry: 33 bytes, 0x01 || SHA-256("selat-leaf/v1\n" || openingBytes). */
  readonly entry: Buffer;
  /** SHA-256(0x00 || entry). */
  readonly leafHash: Buffer;
  /** Canonical protobuf of the LeafOpening: for the peer of its chain only. */
  readonly openingBytes: Buffer;
}

/** Seals an opening. @throws SelatError LEAF_MALFORMED where a field breaks the limits of proto/selat/v1/log.proto */
export function sealLeaf(opening: LeafOpening): SealedLeaf {
  requireOpening(opening);
  const openingBytes = Buffer.from(LeafOpening.encode(opening).finish());
  const entry = entryOf(openingBytes);
  return { entry, leafHash: leafHash(entry), openingBytes };
}

/**
 * Seals an opening that came with a leaf of another log, and compares.
 * @throws SelatError LEAF_MALFORMED where the leaf does not commit to this opening
 */
export function checkLeaf(expected: Uint8Array, opening: LeafOpening): SealedLeaf {
  const sealed = sealLeaf(opening);
  if (!sealed.leafHash.equals(expected)) throw malformed('its leaf hash does not commit to this opening');
  return sealed;
}

/**
 * Reads the opening of an entry that came from another log.
 * @throws SelatError LEAF_MALFORMED where the entry does not commit to these bytes, or they are not canonical
 */
export function openLeaf(entry: Uint8Array, openingBytes: Uint8Array): LeafOpening {
  if (!entryOf(openingBytes).equals(entry)) throw malformed('the entry does not commit to this opening');
  const opening = decode(openingBytes);
  if (!Buffer.from(LeafOpening.encode(opening).finish()).equals(openingBytes))
    throw malformed('its opening is not canonical');
  requireOpening(opening);
  return opening;
}

function entryOf(openingBytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([ENTRY_VERSION]), sha256(Buffer.concat([COMMITMENT_PREFIX, openingBytes]))]);
}

function decode(openingBytes: Uint8Array): LeafOpening {
  try {
    return LeafOpening.decode(openingBytes);
  } catch (cause) {
    throw malformed('its opening is not a LeafOpening', { cause });
  }
}

function requireOpening(opening: LeafOpening): void {
  const isLocal = opening.direction === 'local';
  requireThat(isLocal || ['in', 'out'].includes(opening.direction), 'direction is not in, out or local');
  requireThat(['SANDBOX', 'LIVE'].includes(opening.env), 'env is not SANDBOX or LIVE');
  requireThat(isHash(opening.salt), 'salt is not 32 bytes long');
  requireThat(isHash(opening.previousLeafHash), 'previous_leaf_hash is not 32 bytes long');
  requireThat(
    isPositive(opening.timeMs) && isPositive(opening.chainSequence),
    'time_ms or chain_sequence is not in 1 to 2^53 - 1',
  );
  requireThat(
    isLocal === (opening.chain === LOCAL_CHAIN) && opening.chain !== '',
    'chain and direction do not belong together',
  );
  const isLocalVerb = LOCAL_ACT.test(opening.act);
  requireThat(
    isLocalVerb ? isLocal : MESSAGE_NAME.test(opening.act),
    'act is not a message name, nor local/<verb> of a local act',
  );
  requireThat(opening.act.length <= MAX_ACT_CHARS, 'act is longer than 96 characters');
  for (const digest of [opening.documentDigest, opening.submissionDigest]) {
    requireThat(isHash(digest) || (isLocal && digest.length === 0), 'a digest is not 32 bytes long');
  }
}

function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw malformed(otherwise);
}

const isHash = (value: Uint8Array): boolean => value.length === HASH_BYTES;
const isPositive = (value: bigint): boolean => value >= 1n && value <= BigInt(Number.MAX_SAFE_INTEGER);

const malformed = (why: string, options?: ErrorOptions): SelatError =>
  new SelatError('LEAF_MALFORMED', `cannot use the leaf: ${why}`, { why }, options);
