/** Where the newest signed checkpoint is kept, apart from the database, so that a database that went back shows. [LOG-8] */
import { type Checkpoint, parseCheckpoint, parseNote } from '@selat/sdk/log';

/** A signed checkpoint of the own log. */
export interface Head {
  readonly checkpoint: Checkpoint;
  /** The C2SP note, as it is stored and served. */
  readonly note: string;
}

/** Keeps one head; a swap is durable when it settles. */
export interface HeadStore {
  load(): Promise<Head | undefined>;
  /**
   * Puts `head` in the place of the one whose size is `expectedSize` (0 = none yet).
   * @throws SelatError LOG_HEAD_AHEAD where another head is in place; STORE_FULL, STORE_FAILED
   */
  swap(expectedSize: number, head: Head): Promise<void>;
}

/** Reads a note without verifying it. @throws SelatError NOTE_MALFORMED, CHECKPOINT_MALFORMED */
export function toHead(note: string): Head {
  return { checkpoint: parseCheckpoint(parseNote(note).text), note };
}
