/**
 * Checkpoints: the size and root of a log in the text form of C2SP tlog-checkpoint, signed as a note by the log.
 * Normative text: docs/spec/log.md, LOG-6.
 */
import { SelatError } from '../errors/index.js';
import { type NoteSigner, type NoteVerification, signNote, toNote, verifyNote } from './note.js';
import { EMPTY_ROOT, HASH_BYTES } from './tree.js';
import type { NoteKey } from './vkey.js';

/** The state of a log at one moment. */
export interface Checkpoint {
  /** Name of the log, also the name of its key. */
  readonly origin: string;
  /** Leaves in the log. */
  readonly size: number;
  /** Root of the tree over them, 32 bytes. */
  readonly root: Buffer;
}

/** A checkpoint that its log signed. */
export interface OpenCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The known witnesses and mirrors that cosigned it, each with its time. */
  readonly cosignatures: readonly NoteVerification[];
}

/** What an origin says: whose log, of which environment, which one in a row. */
export interface OriginParts {
  readonly exchangeId: string;
  /** `SANDBOX` or `LIVE`. */
  readonly env: string;
  /** From 1; a log that is closed has a successor with the next number. */
  readonly number: number;
}

const ORIGIN = /^(?<exchangeId>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\/log\/(?<env>sandbox|live)-(?<number>[1-9][0-9]{0,8})$/u;
const TEXT = /^(?<origin>[^\n]+)\n(?<size>0|[1-9][0-9]{0,15})\n(?<root>[A-Za-z0-9+/]{43}=)\n$/u;

/** `<env in lower case>-<n>`, the part of an origin that names a log within its exchange. */
export const shardOf = (env: string, number: number): string => `${env.toLowerCase()}-${number}`;

/** `<exchange id>/log/<shard>`. @throws SelatError CHECKPOINT_MALFORMED where the parts make no origin */
export function originOf(exchangeId: string, env: string, number: number): string {
  const origin = `${exchangeId}/log/${shardOf(env, number)}`;
  parseOrigin(origin);
  return origin;
}

/** Reads an origin. @throws SelatError CHECKPOINT_MALFORMED */
export function parseOrigin(origin: string): OriginParts {
  const { exchangeId, env, number } = ORIGIN.exec(origin)?.groups ?? {};
  if (exchangeId === undefined || env === undefined)
    throw malformed('its origin is not of the form <exchange id>/log/<shard>');
  return { exchangeId, env: env.toUpperCase(), number: Number(number) };
}

/** Three lines: origin, size, base64 of the root. @throws SelatError CHECKPOINT_MALFORMED */
export function toCheckpointText({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  parseCheckpoint(text);
  return text;
}

/**
 * Reads the text of a checkpoint; accepts exactly what `toCheckpointText` prints, and no extension line. The origin may
 * be that of any C2SP log: whether it is the expected one is for `openCheckpoint` to say.
 * @throws SelatError CHECKPOINT_MALFORMED
 */
export function parseCheckpoint(text: string): Checkpoint {
  const { origin, size, root } = TEXT.exec(text)?.groups ?? {};
  if (origin === undefined || root === undefined) throw malformed('it is not the three lines origin, size, root');
  const checkpoint = { origin, size: Number(size), root: Buffer.from(root, 'base64') };
  if (!Number.isSafeInteger(checkpoint.size)) throw malformed(`its size ${size} is not below 2^53`);
  if (checkpoint.root.length !== HASH_BYTES || checkpoint.root.toString('base64') !== root) {
    throw malformed('its root is not the base64 of 32 bytes');
  }
  if (checkpoint.size === 0 && !checkpoint.root.equals(EMPTY_ROOT))
    throw malformed('its size is 0 and its root is not the empty root');
  return checkpoint;
}

/** Signs a checkpoint as its log. @returns the note @throws SelatError CHECKPOINT_MALFORMED, KEY_PURPOSE */
export async function signCheckpoint(checkpoint: Checkpoint, key: NoteKey, signer: NoteSigner): Promise<string> {
  if (key.name !== checkpoint.origin) throw malformed(`its origin is not ${key.name}, the name of the key`);
  const text = toCheckpointText(checkpoint);
  return toNote({ text, signatures: [await signNote(text, key, signer)] });
}

/**
 * Reads a signed checkpoint of the log that `logKey` names, with the cosignatures of the witnesses given.
 * @throws SelatError NOTE_MALFORMED, NOTE_UNVERIFIED where the log did not sign, CHECKPOINT_MALFORMED
 */
export async function openCheckpoint(
  note: Uint8Array | string,
  logKey: NoteKey,
  witnesses: readonly NoteKey[] = [],
): Promise<OpenCheckpoint> {
  const { text, verified } = await verifyNote(note, [logKey, ...witnesses]);
  if (!verified.some(({ key }) => key === logKey)) {
    throw new SelatError('NOTE_UNVERIFIED', `cannot trust the checkpoint: ${logKey.name} did not sign it`, {
      name: logKey.name,
    });
  }
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== logKey.name) throw malformed(`its origin is not ${logKey.name}, the name of the key`);
  return { checkpoint, cosignatures: verified.filter(({ key }) => key !== logKey) };
}

const malformed = (why: string): SelatError =>
  new SelatError('CHECKPOINT_MALFORMED', `cannot use the checkpoint: ${why}`, { why });
