/** Compares the stored log with the signed head, at start. Normative text: docs/spec/log.md, LOG-8 and LOG-10. */
import { SelatError } from '@selat/sdk/errors';
import {
  appendLeaves,
  type Checkpoint,
  EMPTY_FRONTIER,
  type Frontier,
  type NoteKey,
  openCheckpoint,
  rootOf,
} from '@selat/sdk/log';
import type { LogReader } from '../store/read-log.js';
import type { LogKey } from './finisher.js';
import type { HeadStore } from './head-store.js';

/** Leaves read at a time. */
const READ_LEAVES = 4096;

export interface HeadCheck {
  readonly log: LogReader;
  readonly heads: Pick<HeadStore, 'load'>;
  readonly logKey: Pick<LogKey, 'key'>;
  /** Keys that the log had before; absent = none. */
  readonly formerLogKeys?: readonly NoteKey[];
}

/** What the stored head covers. */
export interface CoveredHead {
  /** 0 without a head. */
  readonly size: number;
  /** Raw public key of the log that signed it; absent without a head. */
  readonly key?: Buffer;
}

/**
 * Requires that the head, where there is one, covers the first entries of the data and nothing else.
 * @throws SelatError LOG_HEAD_AHEAD, NOTE_MALFORMED, NOTE_UNVERIFIED, CHECKPOINT_MALFORMED
 */
export async function requireHead({ log, heads, logKey, formerLogKeys = [] }: HeadCheck): Promise<CoveredHead> {
  const { frontier, previousFrontier } = await log.readState();
  const head = await heads.load();
  if (head === undefined) {
    // A crash before the first head leaves one batch; more entries than that had a head, and it is gone.
    if (previousFrontier.size > 0) throw lost(logKey.key.name, frontier);
    return { size: 0 };
  }
  const { checkpoint, key } = await openHead(head.note, logKey.key, formerLogKeys);
  const { size, root } = checkpoint;
  if (size > frontier.size) throw ahead(logKey.key.name, { size, root }, frontier);
  const covered = [frontier, previousFrontier].find((known) => known.size === size);
  const own = rootOf(covered ?? (await frontierAt(log, size)));
  if (!own.equals(root)) throw forked(logKey.key.name, size, root, own);
  return { size, key };
}

/** Opens a head with the key of the log, or with one that it had before: the head then says who has to sign it again. */
async function openHead(
  note: string,
  current: NoteKey,
  former: readonly NoteKey[],
): Promise<{ readonly checkpoint: Checkpoint; readonly key: Buffer }> {
  try {
    return { checkpoint: (await openCheckpoint(note, current)).checkpoint, key: current.publicKey };
  } catch (error) {
    if (!(error instanceof SelatError) || error.reason !== 'NOTE_UNVERIFIED') throw error;
    for (const known of former) {
      const opened = await openCheckpoint(note, known).catch(() => undefined);
      if (opened !== undefined) return { checkpoint: opened.checkpoint, key: known.publicKey };
    }
    throw error;
  }
}

/** Builds the frontier of the first `size` entries from their leaf hashes. */
export async function frontierAt(log: LogReader, size: number): Promise<Frontier> {
  let frontier = EMPTY_FRONTIER;
  while (frontier.size < size) {
    const leaves = await log.listLeaves(frontier.size, Math.min(READ_LEAVES, size - frontier.size));
    if (leaves.length === 0) break;
    frontier = appendLeaves(
      frontier,
      leaves.map(({ leafHash }) => leafHash),
    );
  }
  return frontier;
}

function ahead(origin: string, head: { size: number; root: Buffer }, data: Frontier): SelatError {
  const facts = {
    origin,
    headSize: String(head.size),
    headRoot: head.root.toString('hex'),
    dataSize: String(data.size),
    dataRoot: rootOf(data).toString('hex'),
  };
  const message = `cannot serve log ${origin}: its signed head covers ${facts.headSize} entries (root ${facts.headRoot}), the database has ${facts.dataSize} (root ${facts.dataRoot})`;
  return new SelatError('LOG_HEAD_AHEAD', message, facts);
}

function forked(origin: string, size: number, head: Buffer, data: Buffer): SelatError {
  const facts = { origin, size: String(size), headRoot: head.toString('hex'), dataRoot: data.toString('hex') };
  const message = `cannot serve log ${origin}: at ${size} entries its signed head has root ${facts.headRoot}, the database ${facts.dataRoot}`;
  return new SelatError('LOG_HEAD_AHEAD', message, facts);
}

function lost(origin: string, data: Frontier): SelatError {
  const facts = { origin, dataSize: String(data.size), dataRoot: rootOf(data).toString('hex') };
  const message = `cannot serve log ${origin}: the database has ${facts.dataSize} entries (root ${facts.dataRoot}), and the signed head is missing`;
  return new SelatError('LOG_HEAD_AHEAD', message, facts);
}
