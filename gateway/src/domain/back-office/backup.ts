import { localLeaf } from '../acts/own-act.js';
import type { Actor } from '../view-types.js';
import type { Office } from './office.js';

/** Bytes that are made while they are sent. */
export interface ByteStream {
  /** Name that a browser would give the file. */
  readonly fileName: string;
  readonly mediaType: string;
  /** Ends early with an error where the rest cannot be made. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Makes a backup of this node as it is now. @throws SelatError BUSY while another one is being made */
export type TakeBackup = (wanted: BackupWanted) => Promise<ByteStream>;

export interface BackupWanted {
  readonly officer: string;
  /** Whether the encrypted keys go with it. */
  readonly withKeys: boolean;
}

/** Copies of the whole node. */
export interface BackupCases {
  /** Takes a copy of store, files and keys, and leaves the act in the log, which the copy then holds. [OPS-31] */
  backup(actor: Actor, input: { readonly withKeys: boolean }): Promise<ByteStream>;
}

export function backupCases({ deps, takeBackup }: Office): BackupCases {
  return {
    backup: async (actor, { withKeys }) => {
      await deps.committer.commit(async () => ({
        officer: actor.id,
        leaves: [localLeaf('backup', deps.self.exchange)],
      }));
      return takeBackup({ officer: actor.id, withKeys });
    },
  };
}
