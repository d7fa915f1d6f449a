/** Takes a backup of a node that nothing serves: for a move to another machine or engine. */
import type { Random } from '@selat/sdk/keys';
import { originOf } from '@selat/sdk/log';
import { type Env, loadConfig } from '../config/index.js';
import { findHead } from '../log/find-head.js';
import { lockFile } from '../store/lock-file.js';
import type { StoreSnapshot } from '../store/snapshot.js';
import { openSqliteSnapshot } from '../store/sqlite-snapshot.js';
import { backupFileName } from './file-name.js';
import { writeBackup } from './write-backup.js';

export interface OfflineBackupInput {
  /** selat.yaml, absolute path. */
  readonly file: string;
  readonly env: Env;
  readonly withKeys: boolean;
  readonly now: number;
  readonly random: Random;
}

/**
 * Opens the store of a stopped gateway. A SQLite store is held while it is copied; of processes that share a PostgreSQL
 * database the operator knows that they are stopped.
 * @throws SelatError CONFIG_INVALID, STORE_LOCKED, STORE_CORRUPT, STORE_FAILED
 */
export async function offlineBackup({ file, env, withKeys, now, random }: OfflineBackupInput) {
  const { config, secrets } = await loadConfig(file, env);
  const { id, environment } = config.exchange;
  const { store: url, head: headUrl } = secrets.databases;
  const lock = url === undefined ? lockFile(config.store.file) : undefined;
  try {
    const place = headUrl === undefined ? { dir: config.log.headDir } : { url: headUrl };
    const found = await findHead(place, originOf(id, environment, config.log.shard));
    const snapshot = url === undefined ? await openSqliteSnapshot(config.store.file) : await openShared(url);
    const passphrase = secrets.keyPassphrase;
    const bytes = writeBackup({ config, head: found?.head, snapshot, passphrase, withKeys, now, random });
    return { name: backupFileName(id, environment, now), chunks: held(bytes, () => lock?.release()) };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function openShared(url: string): Promise<StoreSnapshot> {
  const { openPostgresSnapshot } = await import('../store/postgres-snapshot.js');
  return openPostgresSnapshot(url);
}

async function* held<T>(items: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* items;
  } finally {
    release();
  }
}
