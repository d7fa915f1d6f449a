/** Lets the back office take backups, one at a time. */
import { SelatError } from '@selat/sdk/errors';
import { backupFileName } from '../backup/file-name.js';
import { writeBackup } from '../backup/write-backup.js';
import type { TakeBackup } from '../domain/back-office/backup.js';
import type { Parts } from './parts.js';

export function takeBackupsOf({ input, opened, time }: Parts): TakeBackup {
  const { config, secrets } = input;
  const { store, deps } = opened;
  let isBusy = false;
  return async ({ officer, withKeys }) => {
    if (isBusy) throw new SelatError('BUSY', 'cannot take a backup: another one is being made', {});
    isBusy = true;
    try {
      // In this order: what the head covers is in the snapshot.
      const head = await store.heads.load();
      const snapshot = await store.snapshot();
      const now = time.clock();
      const wanted = {
        config,
        head,
        snapshot,
        passphrase: secrets.keyPassphrase,
        withKeys,
        officer,
        now,
        random: deps.random,
      };
      const chunks = released(writeBackup(wanted), () => {
        isBusy = false;
      });
      const { id, environment } = config.exchange;
      return { fileName: backupFileName(id, environment, now), mediaType: 'application/x-tar', chunks };
    } catch (error) {
      isBusy = false;
      throw error;
    }
  };
}

async function* released<T>(items: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* items;
  } finally {
    release();
  }
}
