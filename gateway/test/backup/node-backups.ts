/** Backups of running nodes, and nodes of backups. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { type RestoreInput, type RestoreReport, restoreNode } from '../../src/backup/restore-node.js';
import { type SavedBackup, saveBackup } from '../../src/backup/save-backup.js';
import { type Config, type Env, loadConfig } from '../../src/config/index.js';
import { fsckNode } from '../../src/fsck/fsck-node.js';
import { dumpState, type StateDump } from '../../src/store/dump-state.js';
import { openPostgresSnapshot } from '../../src/store/postgres-snapshot.js';
import { stateReads } from '../../src/store/read-state.js';
import { openSqliteSnapshot } from '../../src/store/sqlite-snapshot.js';
import { runSql } from '../store/postgres-databases.js';
import { PASSPHRASE, type TestNode } from '../support/running-node.js';

/** Takes a backup as the operator. */
export async function takeBackup(node: TestNode, file: string, withKeys = true): Promise<SavedBackup> {
  const token = (await readFile(node.made.officer.tokenFile, 'utf8')).trim();
  const response = await fetch(`http://${node.gateway.apiAddress}/api/v1/backup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ withKeys }),
  });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  return saveBackup(file, response.body, randomBytes);
}

/** Restores with the passphrase of the tests. */
export function restoreWith(
  wanted: Pick<RestoreInput, 'file' | 'dir'> & Partial<RestoreInput>,
): Promise<RestoreReport> {
  return restoreNode({
    env: {},
    passphrase: PASSPHRASE,
    statements: [],
    acceptLoss: false,
    checkOnly: false,
    random: randomBytes,
    onProgress: () => undefined,
    ...wanted,
  });
}

const withPassphrase = (env: Env): Env => ({ SELAT_KEY_PASSPHRASE: PASSPHRASE, ...env });

/** Everything that a stopped node knows, as canonical text. */
export async function dumpOf(file: string, env: Env): Promise<StateDump> {
  const { config, secrets } = await loadConfig(file, withPassphrase(env));
  const { store } = secrets.databases;
  const snapshot =
    store === undefined ? await openSqliteSnapshot(config.store.file) : await openPostgresSnapshot(store);
  try {
    return await dumpState({ state: stateReads(snapshot.db) });
  } finally {
    await snapshot.close();
  }
}

export const fsckOf = (file: string, env: Env = {}) => fsckNode(file, env, () => undefined);

/** The folder of the signed head of a node. */
export async function headDirOf(file: string): Promise<string> {
  const { config }: { config: Config } = await loadConfig(file, withPassphrase({}));
  return config.log.headDir;
}

/** Runs SQL behind the gateway's back; nothing checks references between tables. */
export async function alter(file: string, env: Env, sql: string): Promise<void> {
  const url = env['SELAT_DATABASE_URL'];
  if (url !== undefined) return void (await runSql(url, 'set session_replication_role = replica', sql));
  const { config } = await loadConfig(file, withPassphrase({}));
  const database = new Database(config.store.file);
  database.pragma('foreign_keys = off');
  database.exec(sql);
  database.close();
}
