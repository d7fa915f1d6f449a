/** Brings the rows of a backup into a store, and lets them count only when the whole log proves right. */
import type { NoteKey } from '@selat/sdk/log';
import type { Kysely } from 'kysely';
import { checkStore } from '../fsck/check-store.js';
import type { Problem } from '../fsck/problems.js';
import type { FoundHead } from '../log/find-head.js';
import { type LoadTarget, loadStore } from '../store/load-store.js';
import type { Schema } from '../store/schema.js';
import type { SnapshotRow } from '../store/snapshot.js';
import { backupInvalid } from './backup-invalid.js';
import type { OpenedBackup } from './open-backup.js';

/** Where the rows go: the file of a new SQLite database, or a PostgreSQL database without a log. */
export type StorePlace = { readonly file: string } | { readonly url: string };

export interface LoadBackupInput {
  readonly backup: OpenedBackup;
  readonly place: StorePlace;
  readonly logKey: NoteKey;
  readonly newest: FoundHead | undefined;
  readonly servable: boolean;
  readonly onProgress: (step: string, count: number) => void;
}

/** @returns problems beside the log that the store had when the backup was taken */
export async function loadBackup(input: LoadBackupInput): Promise<readonly Problem[]> {
  const { backup, place } = input;
  const { schema: steps, tables } = backup.manifest;
  const target = await openTarget(place);
  let problems: readonly Problem[] = [];
  try {
    const loaded = tables.map((table) => ({ name: table.name, rows: () => adapted(backup.rows(table), table.name) }));
    const check = async (db: Kysely<Schema>) => {
      problems = await checkLoaded(input, db);
    };
    await loadStore(target, { steps, tables: loaded, check });
  } finally {
    await target.close();
  }
  return problems;
}

async function openTarget(place: StorePlace): Promise<LoadTarget> {
  if ('file' in place) return (await import('../store/sqlite-load.js')).openSqliteLoad(place.file);
  return (await import('../store/postgres-load.js')).openPostgresLoad(place.url);
}

/** The batch before the newest has its head: a store that lacks one shows as such, however short its log is. [LOG-8] */
async function* adapted(
  pages: AsyncIterable<readonly SnapshotRow[]>,
  table: string,
): AsyncGenerator<readonly SnapshotRow[]> {
  for await (const rows of pages) {
    yield table === 'log_state' ? rows.map((row) => ({ ...row, previous_frontier: row['frontier'] ?? null })) : rows;
  }
}

async function checkLoaded(input: LoadBackupInput, db: Kysely<Schema>): Promise<readonly Problem[]> {
  const { backup, logKey, newest, servable, onProgress } = input;
  const { exchange, environment: env, log, tables } = backup.manifest;
  const head = servable ? newest?.head : undefined;
  const found = await checkStore({
    snapshot: { db, tables: tables.map(({ name, columns }) => ({ name, columns, key: [] })) },
    exchange,
    env,
    origin: log.origin,
    head,
    logKey,
    onProgress,
  });
  if (found.size !== log.size || found.root !== log.root) {
    throw backupInvalid(
      backup.name,
      `its log has ${found.size} entries with root ${found.root}, not the ${log.size} with root ${log.root} that it states`,
    );
  }
  const broken = found.problems.find(({ where }) => /^(?:log|leaf|signed head)/.test(where));
  if (broken !== undefined && (servable || broken.where !== 'signed head')) {
    throw backupInvalid(backup.name, `${broken.where}: ${broken.what}`);
  }
  return found.problems.filter(({ where }) => where !== 'signed head');
}
